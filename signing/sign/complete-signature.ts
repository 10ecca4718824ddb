import { parseDer, readOctetString } from '../asn1/index.ts'
import { Attributes, cmsOids, encodeSignatureTimestamp, encodeSignedData } from '../cms/index.ts'
import { SigningError } from '../errors.ts'
import type { CompletionOptions, PreparedSignature } from '../types.ts'
import { digestOf, parseCertificate, toScheme, verifySignature, type Certificate } from '../x509/index.ts'
import { addDocumentTimestamp } from './add-document-timestamp.ts'
import { addEvidence } from './add-evidence.ts'
import { digestAll } from './digests.ts'
import { MemoryMedium, type Medium } from './medium.ts'
import { hasGap, toGap } from './placeholder.ts'
import { requestToken } from './request-token.ts'

/**
 * Second half of signing: embeds the signature value, after it has been verified with the signing certificate. Without options the
 * level is B-B; `timestamp` makes it B-T, `evidence` with it B-LT, `archive` with both B-LTA (EN 319 142-1 §6).
 * @param signatureValue as CMS carries it: ECDSA as DER (RFC 3279 §2.2.3)
 * Rejects with SigningError `prepared-changed`, `prepared-invalid`, `signature-value-wrong`, `reserve-too-small`, `options-invalid`,
 * `timestamp-unavailable`, `timestamp-invalid`, `evidence-unavailable`, `certificate-revoked` or `path-incomplete`.
 */
export async function completeSignature(preparedPdf: Uint8Array, prepared: PreparedSignature, signatureValue: Uint8Array, options: CompletionOptions = {}): Promise<Uint8Array> {
  const medium = new MemoryMedium(preparedPdf)
  await completeOn(medium, prepared, { signatureValue, ...options })
  return medium.bytes
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

const hashes: readonly string[] = ['SHA-256', 'SHA-384', 'SHA-512']

/** @throws SigningError `prepared-changed`, `prepared-invalid`, `certificate-malformed` */
function checkPrepared(medium: Medium, prepared: PreparedSignature): { certificates: Certificate[], signedAttributes: Uint8Array } {
  const { version, byteRange, reservedBytes, hash } = prepared
  const refuse = (detail: string): never => {
    throw new SigningError('prepared-invalid', detail)
  }
  if (version !== 1) refuse('another version')
  if (!hashes.includes(hash) || prepared.certificates.length === 0) refuse('no hash or no certificate')
  if (byteRange.length !== 4 || byteRange.some(one => !Number.isSafeInteger(one) || one < 0)) refuse('no byte range')
  // A file that grew or shrank is another one, wherever the range ends.
  if (byteRange[2] + byteRange[3] !== medium.length) throw new SigningError('prepared-changed', 'the length of the document is another one')
  const { whole, message } = digestAll(medium, byteRange, { hash, documentLength: 0 })
  if (whole !== prepared.preparedDigest) throw new SigningError('prepared-changed', 'the digest of the document is another one')
  if (!hasGap(medium, byteRange, reservedBytes)) refuse('the byte range does not leave out the reserved place')
  const signedAttributes = Buffer.from(prepared.signedAttributes, 'base64')
  if (Buffer.from(digestOf(hash, signedAttributes)).toString('base64') !== prepared.dtbsr) refuse('the DTBSR is not that of the signed attributes')
  if (!attests(signedAttributes, message)) refuse('the signed attributes are not those of the document')
  return { certificates: prepared.certificates.map(one => parseCertificate(Buffer.from(one, 'base64'))), signedAttributes }
}

function attests(signedAttributes: Uint8Array, message: Uint8Array): boolean {
  try {
    const value = new Attributes(parseDer(signedAttributes)).only(cmsOids.messageDigest)
    return value !== null && Buffer.compare(readOctetString(value), message) === 0
  }
  catch {
    return false
  }
}

/** A remote service may answer with anything; a wrong value must not leave as a signed document. */
function assertValue(certificate: Certificate, { prepared, signedAttributes, signatureValue }: { prepared: PreparedSignature, signedAttributes: Uint8Array, signatureValue: Uint8Array }): void {
  const verdict = certificate.publicKey === null
    ? 'unsupported'
    : verifySignature(certificate.publicKey, { scheme: toScheme(prepared.algorithm, prepared.hash), hash: prepared.hash, data: signedAttributes, signature: signatureValue })
  if (verdict !== 'valid') throw new SigningError('signature-value-wrong', `the value is ${verdict} with the key of the signing certificate`)
}
