import { SigningError } from '../errors.ts'
import { encrypted, readSignatures } from '../pdf/index.ts'

/**
 * What a signer had before their eyes: the file as it was when the signature was made, byte for byte, the signature included
 * (ISO 32000-2 §12.8.1: the byte range reaches to the end of its revision).
 * @param revision as a report names it, from 1
 * @returns a view of `pdf`, no copy
 * @throws SigningError `document-unreadable`, `document-encrypted`, or `revision-unavailable` when no signature with a sound byte range closes that revision
 */
export function extractRevision(pdf: Uint8Array, revision: number, options: { password?: string } = {}): Uint8Array {
  const { readable, unreadableReason, signatures } = readSignatures(pdf, options)
  if (!readable) throw new SigningError(unreadableReason === encrypted ? 'document-encrypted' : 'document-unreadable', unreadableReason ?? 'unreadable')
  const closing = signatures.find(signature => signature.revision === revision && signature.byteRangeSound && signature.signedParts !== null)
  if (closing === undefined) throw new SigningError('revision-unavailable', `no signature closes revision ${revision} with a sound byte range`)
  return pdf.subarray(0, closing.signedParts![1].end)
}
