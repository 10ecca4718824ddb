import { contextConstructed, contextPrimitive, parseDerPrefix, readIntegerBytes, readOctetString, readOid, readSmallInteger, tags, type DerCursor, type DerValue } from '../asn1/index.ts'
import { SigningError } from '../errors.ts'
import { digestNameOf, Name, readAlgorithm, readCertificates, schemeOf, type AlgorithmIdentifier, type Certificate, type DigestName, type SignatureScheme } from '../x509/index.ts'
import { Attributes } from './attributes.ts'
import { cmsOids } from './oids.ts'

/** How a SignerInfo names its certificate. Unsigned, so only a hint. */
export type SignerIdentifier = { kind: 'issuer-and-serial', issuer: Name, serialBytes: Uint8Array } | { kind: 'subject-key-identifier', value: Uint8Array }

export interface SignerInfo {
  version: number
  identifier: SignerIdentifier
  digestAlgorithm: AlgorithmIdentifier
  /** Null when the library does not know the digest. */
  digest: DigestName | null
  signedAttributes: Attributes | null
  signatureAlgorithm: AlgorithmIdentifier
  /** Null when the library does not know the algorithm. */
  scheme: SignatureScheme | null
  signature: Uint8Array
  unsignedAttributes: Attributes | null
}

export interface SignedData {
  version: number
  /** Exact bytes of the ContentInfo, without padding behind it. */
  bytes: Uint8Array
  contentType: string
  /** Null when the content is detached. */
  content: Uint8Array | null
  /** Raw certificates, in order; unreadable ones included. */
  certificates: Uint8Array[]
  crls: Uint8Array[]
  /** OCSPResponse values (RFC 5940). */
  ocspResponses: Uint8Array[]
  signers: SignerInfo[]
}

/**
 * ContentInfo with SignedData (RFC 5652 §5). What a profile forbids (content, several signers) is read all the same, so that a
 * report can name it. Zero octets behind it are padding. @throws SigningError `der-malformed`, `structure-malformed`
 */
export function parseSignedData(bytes: Uint8Array): SignedData {
  const info = parseDerPrefix(bytes)
  for (let at = info.end; at < bytes.length; at += 1) if (bytes[at] !== 0) throw new SigningError('structure-malformed', 'bytes behind the CMS')
  const outer = info.expect(tags.sequence).inside()
  const type = readOid(outer.next())
  if (type !== cmsOids.signedData) throw new SigningError('structure-malformed', `content type ${type} is not signedData`)
  const cursor = outer.next(contextConstructed(0)).inside().next(tags.sequence).inside()
  outer.finish()

  const version = readSmallInteger(cursor.next())
  cursor.next(tags.set)
  const { contentType, content } = readEncapsulated(cursor.next(tags.sequence))
  const certificates = readTagged(cursor, contextConstructed(0)).filter(({ tag }) => tag === tags.sequence).map(value => value.bytes)
  const revocation = readTagged(cursor, contextConstructed(1))
  const signers = cursor.next(tags.set).children(100).map(readSignerInfo)
  cursor.finish()
  return {
    version, bytes: info.bytes, contentType, content, certificates, signers,
    crls: revocation.filter(({ tag }) => tag === tags.sequence).map(value => value.bytes),
    ocspResponses: revocation.flatMap(readOtherRevocation),
  }
}

function readEncapsulated(value: DerValue): { contentType: string, content: Uint8Array | null } {
  const cursor = value.inside()
  const contentType = readOid(cursor.next())
  const content = cursor.optional(contextConstructed(0))
  cursor.finish()
  return { contentType, content: content === null ? null : readOctetString(content.inside().next()) }
}

const readTagged = (cursor: DerCursor, tag: number): DerValue[] => cursor.optional(tag)?.children(5000) ?? []

/** OtherRevocationInfoFormat with an OCSP response (RFC 5940 §2.1). */
function readOtherRevocation(value: DerValue): Uint8Array[] {
  if (value.tag !== contextConstructed(1)) return []
  const cursor = value.inside()
  return readOid(cursor.next()) === cmsOids.ocspResponse ? [cursor.next().bytes] : []
}

function readSignerInfo(value: DerValue): SignerInfo {
  const cursor = value.expect(tags.sequence).inside()
  const version = readSmallInteger(cursor.next())
  const identifier = readIdentifier(cursor.next())
  const digestAlgorithm = readAlgorithm(cursor.next())
  const signed = cursor.optional(contextConstructed(0))
  const signatureAlgorithm = readAlgorithm(cursor.next())
  const signature = readOctetString(cursor.next())
  const unsigned = cursor.optional(contextConstructed(1))
  cursor.finish()
  return {
    version, identifier, digestAlgorithm, signatureAlgorithm, signature,
    digest: digestNameOf(digestAlgorithm.oid),
    scheme: schemeOf(signatureAlgorithm),
    signedAttributes: signed === null ? null : new Attributes(signed),
    unsignedAttributes: unsigned === null ? null : new Attributes(unsigned),
  }
}

function readIdentifier(value: DerValue): SignerIdentifier {
  if (value.tag === contextPrimitive(0)) return { kind: 'subject-key-identifier', value: value.content }
  const cursor = value.expect(tags.sequence).inside()
  const issuer = new Name(cursor.next())
  const serialBytes = readIntegerBytes(cursor.next())
  cursor.finish()
  return { kind: 'issuer-and-serial', issuer, serialBytes }
}

export function isIdentifiedBy(certificate: Certificate, identifier: SignerIdentifier): boolean {
  if (identifier.kind === 'issuer-and-serial') return Buffer.compare(identifier.serialBytes, certificate.serialBytes) === 0 && identifier.issuer.equals(certificate.issuer)
  return certificate.known.subjectKeyIdentifier !== null && Buffer.compare(identifier.value, certificate.known.subjectKeyIdentifier) === 0
}

/** Readable certificates of the CMS. */
export const certificatesOf = (signedData: SignedData): Certificate[] => readCertificates(signedData.certificates)
