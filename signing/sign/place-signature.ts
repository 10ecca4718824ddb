import { SigningError } from '../errors.ts'
import { dateString, dictionary, name, PdfDictionary, textString, type PdfValue, type Source } from '../pdf/index.ts'
import type { SignatureOptions } from '../types.ts'
import { assertMaySign, assertUnlocked, readPermissions } from './permissions.ts'
import { closeRevision, reserveSignature, type ClosedRevision } from './placeholder.ts'
import { Revision } from './revision.ts'
import { assertMeetsSeedValues } from './seed-values.ts'
import { fillPlace, findPlace, type FieldPlace } from './signature-field.ts'
import { docMdpReference, fieldMdpReference, lockDictionary } from './transforms.ts'
import { drawWidget } from './widget.ts'

/** A revision with an empty signature of so many octets. @throws PdfError, SigningError */
export function placeSignature(pdf: Source, options: SignatureOptions, reservedBytes: number): ClosedRevision & { field: string } {
  const revision = new Revision(pdf, options.password)
  const permissions = readPermissions(revision)
  assertMaySign(permissions, options.certify)
  const place = findPlace(revision, options.field)
  assertUnlocked(permissions, place.name)
  const lock = lockOf(revision, place, options)
  const drawn = options.appearance === undefined ? null : drawWidget(revision, place, options.appearance)
  const signature = reserveSignature(revision.update, signatureEntries(options, referencesOf(revision, options, lock)), reservedBytes)
  fillPlace(revision, place, { signature, lock, drawn })
  if (options.certify !== undefined) revision.permit(signature)
  revision.declarePades()
  return { field: place.name, ...closeRevision(revision, signature, reservedBytes) }
}

function signatureEntries({ signingTime, reason, location, contactInfo }: SignatureOptions, references: PdfValue[]): PdfDictionary {
  const optional = (text: string | undefined) => text === undefined ? undefined : textString(text)
  return dictionary({
    Type: name('Sig'), Filter: name('Adobe.PPKLite'), SubFilter: name('ETSI.CAdES.detached'), M: dateString(signingTime),
    Reason: optional(reason), Location: optional(location), ContactInfo: optional(contactInfo), Reference: references.length === 0 ? undefined : references,
  })
}

/** The lock of the field, whoever set it. */
function lockOf({ document }: Revision, place: FieldPlace, options: SignatureOptions): PdfDictionary | null {
  const { lock } = options
  if (place.kind === 'new') return lock === undefined ? null : lockDictionary(lock)
  assertMeetsSeedValues(document, place.dictionary, options)
  const own = document.resolve(place.dictionary.get('Lock'))
  if (own instanceof PdfDictionary && lock !== undefined) throw new SigningError('options-invalid', 'the field has a lock of its own')
  return own instanceof PdfDictionary ? own : lock === undefined ? null : lockDictionary(lock)
}

function referencesOf({ document }: Revision, { certify }: SignatureOptions, lock: PdfDictionary | null): PdfDictionary[] {
  const restriction = certify ?? document.resolve(lock?.get('P'))
  return [
    ...(typeof restriction === 'number' ? [docMdpReference(restriction)] : []),
    ...(lock === null ? [] : [fieldMdpReference(lock, document.catalogReference)]),
  ]
}
