import { encodeSignatureTimestamp, encodeSignedData } from '../cms/index.ts'
import { SigningError } from '../errors.ts'
import type { CompletionOptions, PreparedSignature } from '../types.ts'
import { toScheme, verifySignature, type Certificate } from '../x509/index.ts'
import { addDocumentTimestamp } from './add-document-timestamp.ts'
import { addEvidence } from './add-evidence.ts'
import { checkPrepared } from './check-prepared.ts'
import { MemoryMedium, type Medium } from './medium.ts'
import { toGap } from './placeholder.ts'
import { requestToken } from './request-token.ts'

/**
 * Second half of signing: embeds the signature value, after it has been verified with the signing certificate. Without options the
 * level is B-B; `timestamp` makes it B-T, `evidence` with it B-LT, `archive` with both B-LTA (EN 319 142-1 §6).
 * @param signatureValue as CMS carries it: ECDSA as DER (RFC 3279 §2.2.3)
 * Rejects with SigningError `prepared-changed`, `prepared-invalid`, `signature-value-wrong`, `reserve-too-small`, `options-invalid`,
 * `timestamp-unavailable`, `timestamp-invalid`, `evidence-unavailable`, `certificate-revoked`, `path-incomplete` or `document-encrypted`.
 */
export async function completeSignature(preparedPdf: Uint8Array, prepared: PreparedSignature, signatureValue: Uint8Array, options: CompletionOptions = {}): Promise<Uint8Array> {
  const medium = new MemoryMedium(preparedPdf)
  await completeOn(medium, prepared, { signatureValue, ...options })
  return medium.source
}

/** Writes the signature into the place prepared for it, and appends what the level asks for. */
export async function completeOn(medium: Medium, prepared: PreparedSignature, { signatureValue, timestamp, evidence, archive = false, password }: CompletionOptions & { signatureValue: Uint8Array }): Promise<void> {
  if (evidence !== undefined && timestamp === undefined) throw new SigningError('options-invalid', 'evidence needs a time-stamp before it')
  if (archive && evidence === undefined) throw new SigningError('options-invalid', 'an archive time-stamp needs evidence before it')
  const { certificates, signedAttributes } = checkPrepared(medium, prepared)
  assertValue(certificates[0]!, { prepared, signedAttributes, signatureValue })
  const { algorithm, hash } = prepared
  const token = timestamp === undefined ? null : await requestToken(timestamp, signatureValue, hash)
  const unsignedAttributes = token === null ? [] : [encodeSignatureTimestamp(token)]
  const cms = encodeSignedData({ certificates, algorithm, hash, signedAttributes, signature: signatureValue, unsignedAttributes })
  medium.write(prepared.byteRange[1] + 1, toGap(cms, prepared.byteRange))
  if (timestamp === undefined || evidence === undefined) return
  // Of this signature only: whether an earlier one lasts is not this signatory's question.
  await addEvidence(medium, evidence, { from: medium.length, password })
  if (archive) await addDocumentTimestamp(medium, timestamp, password)
}

/** A remote service may answer with anything; a wrong value must not leave as a signed document. */
function assertValue(certificate: Certificate, { prepared, signedAttributes, signatureValue }: { prepared: PreparedSignature, signedAttributes: Uint8Array, signatureValue: Uint8Array }): void {
  const verdict = certificate.publicKey === null
    ? 'unsupported'
    : verifySignature(certificate.publicKey, { scheme: toScheme(prepared.algorithm, prepared.hash), hash: prepared.hash, data: signedAttributes, signature: signatureValue })
  if (verdict !== 'valid') throw new SigningError('signature-value-wrong', `the value is ${verdict} with the key of the signing certificate`)
}
