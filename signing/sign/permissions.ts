import { SigningError } from '../errors.ts'
import { PdfDictionary, PdfName, PdfString, signedFields, textOf, type PdfDocument, type PdfValue } from '../pdf/index.ts'
import type { Revision } from './revision.ts'

/** What the signatures of a document still allow (ISO 32000-2 §12.8.2). */
export interface Permissions {
  isSigned: boolean
  /** The strictest DocMDP level of all signatures; null when none sets one. */
  docMdp: number | null
  locks: FieldLockRule[]
}

interface FieldLockRule { action: string, fields: string[] }

/** @throws PdfError */
export function readPermissions({ document, fields }: Revision): Permissions {
  const signatures = signedFields(fields)
  const permission = dictionaryOf(document, dictionaryOf(document, document.catalog.get('Perms'))?.get('DocMDP'))
  const transforms = [...signatures.map(({ signature }) => signature), ...(permission === null ? [] : [permission])].flatMap(signature => transformsOf(document, signature))
  const locks = signatures.flatMap(({ dictionary }) => dictionaryOf(document, dictionary.get('Lock')) ?? [])
  const levels = [...transforms.filter(({ method }) => method === 'DocMDP').map(({ parameters }) => document.resolve(parameters.get('P')) ?? 2), ...locks.map(lock => document.resolve(lock.get('P')))]
    .filter(level => typeof level === 'number')
  return {
    isSigned: signatures.length > 0 || permission !== null,
    docMdp: levels.length === 0 ? null : Math.min(...levels),
    locks: [...transforms.filter(({ method }) => method === 'FieldMDP').map(({ parameters }) => parameters), ...locks].map(rule => readRule(document, rule)),
  }
}

/** @throws SigningError `certification-forbids` */
export function assertMaySign({ isSigned, docMdp }: Permissions, certify: number | undefined): void {
  if (certify !== undefined && isSigned) throw new SigningError('certification-forbids', 'only the first signature can certify')
  if (docMdp === 1) throw new SigningError('certification-forbids', 'the document is certified against every change')
}

/** @throws SigningError `field-unusable` */
export function assertUnlocked({ locks }: Permissions, field: string): void {
  if (locks.some(rule => covers(rule, field))) throw new SigningError('field-unusable', 'an earlier signature has locked it')
}

function covers({ action, fields }: FieldLockRule, field: string): boolean {
  const isNamed = fields.some(name => field === name || field.startsWith(`${name}.`))
  // What is no known action locks everything: better refuse than break the earlier signature.
  return action === 'Include' ? isNamed : action === 'Exclude' ? !isNamed : true
}

function transformsOf(document: PdfDocument, signature: PdfDictionary): { method: string, parameters: PdfDictionary }[] {
  const references = document.resolve(signature.get('Reference'))
  return (Array.isArray(references) ? references : []).flatMap((entry) => {
    const reference = dictionaryOf(document, entry)
    const method = document.resolve(reference?.get('TransformMethod'))
    return method instanceof PdfName ? [{ method: method.value, parameters: dictionaryOf(document, reference?.get('TransformParams')) ?? new PdfDictionary() }] : []
  })
}

function readRule(document: PdfDocument, rule: PdfDictionary): FieldLockRule {
  const action = document.resolve(rule.get('Action'))
  const names = document.resolve(rule.get('Fields'))
  return {
    action: action instanceof PdfName ? action.value : 'All',
    fields: (Array.isArray(names) ? names : []).flatMap((name) => {
      const text = document.resolve(name)
      return text instanceof PdfString ? [textOf(text)] : []
    }),
  }
}

function dictionaryOf(document: PdfDocument, value: PdfValue | undefined): PdfDictionary | null {
  const resolved = document.resolve(value)
  return resolved instanceof PdfDictionary ? resolved : null
}
