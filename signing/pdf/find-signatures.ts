import type { Finding } from '../types.ts'
import { isSame } from './changes/equal.ts'
import { Budget } from './budget.ts'
import { findUnlisted } from './find-unlisted.ts'
import { readFields, signedFields, type SignedField } from './form.ts'
import { limits } from './limits.ts'
import { PdfName, PdfReference, PdfString, type PdfDictionary } from './objects.ts'
import type { Revision } from './revisions.ts'

/** A signature dictionary where a revision first shows it. */
export interface FoundSignature {
  field: string
  fieldReference: PdfReference | null
  fieldDictionary: PdfDictionary
  valueReference: PdfReference | null
  signature: PdfDictionary
  /** It lies in the file as it is, not in an object stream. */
  isDirect: boolean
  revision: Revision
  findings: Finding[]
}

/**
 * Signatures of all revisions, those too that a later one replaced or took away: each revision's fields are read, and a dictionary
 * that is not the one of the revision before is a finding on it.
 */
export function findSignatures(revisions: readonly Revision[]): { found: FoundSignature[], findings: Finding[] } {
  const found: FoundSignature[] = []
  const findings: Finding[] = []
  const budget = new Budget(limits.steps)
  const byDictionary = new Map<PdfDictionary, FoundSignature>()
  const byField = new Map<string, FoundSignature>()
  for (const revision of revisions) {
    const fields = signedFieldsOf(revision, budget)
    if (fields === null) {
      findings.push({ code: 'form-unreadable', severity: 'flaw', detail: `the fields of revision ${revision.number}` })
      continue
    }
    for (const field of fields) {
      const key = keyOf(field)
      const known = byDictionary.get(field.signature)
      const earlier = byField.get(key)
      if (known !== undefined) {
        if (keyOf({ reference: known.fieldReference, name: known.field }) !== key) report(known, 'signature-shared', `is the value of '${field.name}' too`)
        continue
      }
      if (earlier !== undefined && !isSame(earlier.signature, field.signature)) report(earlier, 'signature-dictionary-changed', `revision ${revision.number} holds another one`)
      if (earlier !== undefined && isSame(earlier.signature.get('Contents'), field.signature.get('Contents'))) continue
      const one = toFound(revision, field)
      found.push(one)
      byDictionary.set(field.signature, one)
      byField.set(key, one)
    }
    const present = new Set(fields.map(keyOf))
    for (const [key, one] of byField) if (!present.has(key)) report(one, 'signature-removed', `revision ${revision.number} does not hold it`)
  }
  const unlisted = findUnlistedOrFail(revisions.at(-1)!, found, findings)
  return { found: [...found, ...unlisted], findings }
}

function findUnlistedOrFail(revision: Revision, found: readonly FoundSignature[], findings: Finding[]): FoundSignature[] {
  try {
    return findUnlisted(revision, found)
  }
  catch {
    findings.push({ code: 'pages-unreadable', severity: 'flaw', detail: 'signatures on pages cannot be looked for' })
    return []
  }
}

function report({ findings }: FoundSignature, code: string, detail: string): void {
  if (!findings.some(finding => finding.code === code)) findings.push({ code, severity: 'flaw', detail })
}

function signedFieldsOf({ document }: Revision, budget: Budget): SignedField[] | null {
  try {
    return signedFields(readFields(document, budget))
  }
  catch {
    return null
  }
}

const keyOf = ({ reference, name }: Pick<SignedField, 'reference' | 'name'>): string => reference === null ? `/${name}` : String(reference.number)

function toFound(revision: Revision, field: SignedField): FoundSignature {
  const value = field.dictionary.get('V')
  const holder = value instanceof PdfReference ? value : field.reference
  const type = field.signature.get('Type')
  const findings: Finding[] = []
  if (type !== undefined && !(type instanceof PdfName && ['Sig', 'DocTimeStamp'].includes(type.value))) findings.push({ code: 'signature-type', severity: 'flaw', detail: '/Type is neither Sig nor DocTimeStamp' })
  if (field.signature.repeated.length > 0) findings.push({ code: 'signature-key-repeated', severity: 'flaw', detail: `/${field.signature.repeated[0]} comes twice` })
  if (field.dictionary.repeated.length > 0) findings.push({ code: 'field-key-repeated', severity: 'flaw', detail: `/${field.dictionary.repeated[0]} comes twice in its field` })
  return {
    field: field.name, fieldReference: field.reference, fieldDictionary: field.dictionary,
    valueReference: value instanceof PdfReference ? value : null, signature: field.signature,
    isDirect: holder !== null && revision.document.entryOf(holder.number)?.kind === 'offset' && field.signature.get('Contents') instanceof PdfString,
    revision, findings,
  }
}
