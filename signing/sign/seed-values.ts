import { SigningError } from '../errors.ts'
import { PdfDictionary, PdfName, PdfString, textOf, type PdfDocument, type PdfValue } from '../pdf/index.ts'
import type { HashAlgorithm, SignatureOptions } from '../types.ts'

/** Bits of /Ff that make a seed value a demand (ISO 32000-2 table 237). */
const demands = { Filter: 1, SubFilter: 2, Reasons: 8, AddRevInfo: 32, DigestMethod: 64 } as const
const digestNames: Record<HashAlgorithm, string> = { 'SHA-256': 'SHA256', 'SHA-384': 'SHA384', 'SHA-512': 'SHA512' }

/** The form's author may demand how a field is signed. What this library does not meet, or does not know, is refused. @throws SigningError `field-unusable` */
export function assertMeetsSeedValues(document: PdfDocument, field: PdfDictionary, { hash, reason, certify }: Pick<SignatureOptions, 'hash' | 'reason' | 'certify'>): void {
  const seed = document.resolve(field.get('SV'))
  if (!(seed instanceof PdfDictionary)) return
  const flags = document.resolve(seed.get('Ff')) ?? 0
  const isDemanded = (key: keyof typeof demands) => typeof flags === 'number' && (flags & demands[key]) !== 0
  const allows = (key: string, wanted: string) => wordsOf(document, seed.get(key)).includes(wanted)
  const refuse = (what: string): never => {
    throw new SigningError('field-unusable', `its seed value asks for another ${what}`)
  }
  if (isDemanded('Filter') && !allows('Filter', 'Adobe.PPKLite')) refuse('filter')
  if (isDemanded('SubFilter') && !allows('SubFilter', 'ETSI.CAdES.detached')) refuse('encoding')
  if (isDemanded('DigestMethod') && !allows('DigestMethod', digestNames[hash])) refuse('hash')
  if (isDemanded('Reasons') && !isAllowedReason(wordsOf(document, seed.get('Reasons')), reason)) refuse('reason')
  if (isDemanded('AddRevInfo')) refuse('place for revocation evidence')
  const mdp = document.resolve(seed.get('MDP'))
  const level = mdp instanceof PdfDictionary ? document.resolve(mdp.get('P')) : null
  if (level !== null && level !== (certify ?? 0)) refuse('kind of certification')
}

/** A single full stop, or no reasons at all, means: none may be given (table 237). */
const isAllowedReason = (allowed: readonly string[], reason: string | undefined): boolean =>
  allowed.length === 0 || (allowed.length === 1 && allowed[0] === '.') ? reason === undefined : reason !== undefined && allowed.includes(reason)

function wordsOf(document: PdfDocument, value: PdfValue | undefined): string[] {
  const resolved = document.resolve(value)
  return (Array.isArray(resolved) ? resolved : [resolved]).flatMap((one) => {
    const word = document.resolve(one)
    return word instanceof PdfName ? [word.value] : word instanceof PdfString ? [textOf(word)] : []
  })
}
