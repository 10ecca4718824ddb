import type { FieldLock, Permissions } from './changes/judge.ts'
import type { PdfDocument } from './document.ts'
import { PdfDictionary, PdfName, PdfReference, PdfString, textOf, type PdfValue } from './objects.ts'

/** What a signature says about later changes: as certification (DocMDP), for fields (FieldMDP), and by the lock of its field. */
export interface SignatureRules {
  docMdp: 1 | 2 | 3 | null
  /** Of a field lock (PDF 2.0, table 237): as DocMDP, for an approval signature. */
  lockLevel: 1 | 2 | 3 | null
  locks: FieldLock[]
}

/** @param field the field's dictionary, for its /Lock @throws PdfError */
export function readRules(document: PdfDocument, { signature, reference, field }: { signature: PdfDictionary, reference: PdfReference | null, field: PdfDictionary }): SignatureRules {
  const rules: SignatureRules = { docMdp: null, lockLevel: null, locks: [] }
  const references = document.resolve(signature.get('Reference'))
  for (const one of Array.isArray(references) ? references : []) {
    const dictionary = document.resolve(one)
    if (!(dictionary instanceof PdfDictionary)) continue
    const method = document.resolve(dictionary.get('TransformMethod'))
    const parameters = document.resolve(dictionary.get('TransformParams'))
    const given = parameters instanceof PdfDictionary ? parameters : new PdfDictionary()
    if (!(method instanceof PdfName)) continue
    if (method.value === 'DocMDP') rules.docMdp = certificationLevel(document, { reference, level: levelOf(document, given) ?? 2 })
    if (method.value === 'FieldMDP') rules.locks.push(lockOf(document, given))
  }
  const lock = document.resolve(field.get('Lock'))
  if (lock instanceof PdfDictionary) {
    rules.locks.push(lockOf(document, lock))
    rules.lockLevel = levelOf(document, lock)
  }
  return rules
}

/** P = 3 counts only when the catalog's /Perms names this signature (§12.8.6): what is laxer than the default needs both. */
function certificationLevel(document: PdfDocument, { reference, level }: { reference: PdfReference | null, level: 1 | 2 | 3 }): 1 | 2 | 3 {
  const permissions = document.resolve(document.catalog.get('Perms'))
  const named = permissions instanceof PdfDictionary ? permissions.get('DocMDP') : null
  return level === 3 && !(named instanceof PdfReference && named.number === reference?.number) ? 2 : level
}

function levelOf(document: PdfDocument, parameters: PdfDictionary): 1 | 2 | 3 | null {
  if (!parameters.has('P')) return null
  const level = document.resolve(parameters.get('P'))
  return level === 2 || level === 3 ? level : 1
}

/** A lock that cannot be read locks everything. */
function lockOf(document: PdfDocument, parameters: PdfDictionary): FieldLock {
  const action = document.resolve(parameters.get('Action'))
  const fields = document.resolve(parameters.get('Fields'))
  const names = Array.isArray(fields) ? fields.map((one: PdfValue) => document.resolve(one)).filter(one => one instanceof PdfString).map(textOf) : null
  if (!(action instanceof PdfName) || names === null || !(action.value === 'Include' || action.value === 'Exclude')) return { action: 'All', fields: [] }
  return { action: action.value, fields: names }
}

/** The level in force for changes after a signature: its own, that of a certification before it, and what its lock adds; 2 without any. */
export function permissionsOf(rules: SignatureRules, certification: 1 | 2 | 3 | null): Permissions {
  const granted = rules.docMdp ?? certification ?? 2
  return { level: Math.min(granted, certification ?? 3, rules.lockLevel ?? 3) as 1 | 2 | 3, locks: rules.locks }
}
