import { encodeSignedAttributes } from '../cms/index.ts'
import { SigningError } from '../errors.ts'
import type { PreparedSignature, SignatureOptions } from '../types.ts'
import { digestOf, parseCertificate } from '../x509/index.ts'
import { digestAll } from './digests.ts'
import { MemoryMedium, type Medium } from './medium.ts'
import { placeSignature } from './place-signature.ts'
import { readingPdf } from './reading-pdf.ts'
import { assertKeyFits } from './signing-key-fits.ts'

const usualReserve = 16_384
const [leastReserve, mostReserve] = [256, 4 * 1024 * 1024]

/**
 * First half of signing: a new revision with an empty signature, and the attributes that are to be signed (EN 319 142-1 §6.3,
 * level B-B). Sign `dtbsr` (or `signedAttributes`, where the signer hashes itself) with the key of the first certificate and hand
 * the value to `completeSignature`. What the caller gave stays, byte for byte, at the beginning of `pdf`.
 * @throws SigningError `document-unreadable`, `document-encrypted`, `certification-forbids`, `field-unusable`, `options-invalid`,
 * `certificate-malformed`, `algorithm-unsupported`
 */
export function prepareSignature(pdf: Uint8Array, options: SignatureOptions): { pdf: Uint8Array, prepared: PreparedSignature } {
  const medium = new MemoryMedium(pdf)
  const prepared = prepareOn(medium, options)
  return { pdf: medium.source, prepared }
}

/** Appends the revision. When it throws, the medium may have grown. @throws SigningError */
export function prepareOn(medium: Medium, options: SignatureOptions): PreparedSignature {
  const { algorithm, hash, commitmentType, reservedBytes = usualReserve } = options
  assertConsistent(options, reservedBytes)
  const certificates = options.certificates.map(parseCertificate)
  const certificate = certificates[0]!
  assertKeyFits(certificate, algorithm, hash)
  const { field, parts, byteRange } = readingPdf(() => placeSignature(medium.source, options, reservedBytes))
  const documentLength = medium.length
  medium.append(parts)
  const { document, whole, message } = digestAll(medium, byteRange, { hash, documentLength })
  const signedAttributes = encodeSignedAttributes({ certificate, algorithm, hash, messageDigest: message, ...(commitmentType === undefined ? {} : { commitmentType }) })
  return {
    version: 1,
    field,
    preparedDigest: whole,
    documentDigest: document,
    byteRange,
    hash,
    algorithm,
    signedAttributes: base64(signedAttributes),
    dtbsr: base64(digestOf(hash, signedAttributes)),
    certificates: certificates.map(({ der }) => base64(der)),
    reservedBytes,
  }
}

function assertConsistent({ certificates, signingTime, reason, commitmentType, field, certify, lock }: SignatureOptions, reservedBytes: number): void {
  const refuse = (detail: string): never => {
    throw new SigningError('options-invalid', detail)
  }
  if (certificates.length === 0) refuse('no certificate')
  if (Number.isNaN(signingTime.getTime())) refuse('the signing time is no time')
  if (!Number.isSafeInteger(reservedBytes) || reservedBytes < leastReserve || reservedBytes > mostReserve) refuse(`reservedBytes must lie between ${leastReserve} and ${mostReserve}`)
  // EN 319 142-1 table 1, requirement d.
  if (reason !== undefined && commitmentType !== undefined) refuse('a reason and a commitment type exclude each other')
  if (commitmentType !== undefined && !/^[0-2](?:\.(?:0|[1-9]\d*))+$/.test(commitmentType)) refuse('the commitment type is no OID')
  if (certify !== undefined && lock?.permissions !== undefined) refuse('a certification signature has its level already')
  if (field === '') refuse('the name of the field is empty')
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64')
