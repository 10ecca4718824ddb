import { createHash } from 'node:crypto'
import * as der from '../asn1/index.ts'

/** The few fields of a certificate that an authority needs of itself and of what it issued. */
export interface CertificateFields {
  subject: Uint8Array
  issuer: Uint8Array
  /** Lower-case hex as in `IssuedCertificate`. */
  serialNumber: string
  publicKeyInfo: Uint8Array
  notAfter: Date
}

export function readFields(certificate: Uint8Array): CertificateFields {
  const tbs = der.parseDer(certificate).inside().next(der.tags.sequence).inside()
  tbs.optional(der.contextConstructed(0))
  const serial = tbs.next(der.tags.integer)
  tbs.next(der.tags.sequence)
  const issuer = tbs.next(der.tags.sequence)
  const validity = tbs.next(der.tags.sequence).children()
  const subject = tbs.next(der.tags.sequence)
  return { subject: subject.bytes, issuer: issuer.bytes, serialNumber: serialHex(serial), publicKeyInfo: tbs.next(der.tags.sequence).bytes, notAfter: der.readTime(validity[1]!) }
}

export const serialHex = (serial: der.DerValue): string => der.readInteger(serial).toString(16).padStart(2, '0')
export const serialInteger = (hex: string): Uint8Array => der.integer(BigInt(`0x${hex}`))

/** Octets of the subject's public key, which key identifiers and OCSP hash. */
export const keyOctets = (publicKeyInfo: Uint8Array): Uint8Array => der.readBitStringOctets(der.parseDer(publicKeyInfo).children()[1]!)
/** Method 1 of RFC 5280 §4.2.1.2. */
export const keyIdentifier = (publicKeyInfo: Uint8Array): Uint8Array => createHash('sha1').update(keyOctets(publicKeyInfo)).digest()
