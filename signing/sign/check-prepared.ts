import { parseDer, readOctetString } from '../asn1/index.ts'
import { Attributes, cmsOids } from '../cms/index.ts'
import { SigningError } from '../errors.ts'
import type { HashAlgorithm, PreparedSignature, SignatureAlgorithm } from '../types.ts'
import { digestOf, parseCertificate, type Certificate } from '../x509/index.ts'
import { digestAll } from './digests.ts'
import type { Medium } from './medium.ts'
import { hasGap } from './placeholder.ts'

/**
 * What was stored must be of its shape, fit the document octet for octet, and agree with itself.
 * @throws SigningError `prepared-changed`, `prepared-invalid`
 */
export function checkPrepared(medium: Medium, prepared: PreparedSignature): { certificates: Certificate[], signedAttributes: Uint8Array } {
  const { byteRange, reservedBytes, hash } = prepared
  const refuse = (detail: string): never => {
    throw new SigningError('prepared-invalid', detail)
  }
  if (!isShaped(prepared)) refuse('it has another shape')
  // A file that grew or shrank is another one, wherever the range ends.
  if (byteRange[2] + byteRange[3] !== medium.length) throw new SigningError('prepared-changed', 'the length of the document is another one')
  const { whole, message } = digestAll(medium, byteRange, { hash, documentLength: 0 })
  if (whole !== prepared.preparedDigest) throw new SigningError('prepared-changed', 'the digest of the document is another one')
  if (!hasGap(medium, byteRange, reservedBytes)) refuse('the byte range does not leave out the reserved place')
  const signedAttributes = Buffer.from(prepared.signedAttributes, 'base64')
  if (Buffer.from(digestOf(hash, signedAttributes)).toString('base64') !== prepared.dtbsr) refuse('the DTBSR is not that of the signed attributes')
  if (!attests(signedAttributes, message)) refuse('the signed attributes are not those of the document')
  return { certificates: readCertificates(prepared.certificates), signedAttributes }
}

const hashes: Record<HashAlgorithm, true> = { 'SHA-256': true, 'SHA-384': true, 'SHA-512': true }
const algorithms: Record<SignatureAlgorithm, true> = { 'RSA-PKCS1': true, 'RSA-PSS': true, 'ECDSA': true, 'Ed25519': true, 'ML-DSA-65': true }

/** It comes from a store as JSON. */
function isShaped({ version, byteRange, reservedBytes, hash, algorithm, signedAttributes, dtbsr, certificates, preparedDigest }: PreparedSignature): boolean {
  const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0
  return version === 1 && Object.hasOwn(hashes, hash) && Object.hasOwn(algorithms, algorithm) && isCount(reservedBytes)
    && Array.isArray(byteRange) && byteRange.length === 4 && byteRange.every(isCount)
    && Array.isArray(certificates) && certificates.length > 0 && [...certificates, signedAttributes, dtbsr, preparedDigest].every(one => typeof one === 'string')
}

function readCertificates(certificates: readonly string[]): Certificate[] {
  try {
    return certificates.map(one => parseCertificate(Buffer.from(one, 'base64')))
  }
  catch (cause) {
    throw new SigningError('prepared-invalid', 'a certificate of it cannot be read', { cause })
  }
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
