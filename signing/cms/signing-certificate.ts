import { octetString, readIntegerBytes, readOctetString, sequence, tags, unsignedInteger, type DerValue } from '../asn1/index.ts'
import { digestNameOf, digestOf, encodeDigestAlgorithm, readAlgorithm, readGeneralNames, type Certificate, type DigestName, type Name } from '../x509/index.ts'
import type { HashAlgorithm } from '../types.ts'
import type { Attributes } from './attributes.ts'
import { encodeAttribute } from './attributes.ts'
import { cmsOids } from './oids.ts'

/** ESSCertID / ESSCertIDv2 (RFC 5035): which certificate the signer bound into what was signed. */
export interface CertificateReference {
  /** Null when the library does not know the digest. */
  hash: DigestName | null
  digest: Uint8Array
  issuer: Name | null
  serialBytes: Uint8Array | null
}

/** References of signing-certificate-v2, else of signing-certificate; the first is the signing certificate's. Null when neither is there. @throws SigningError `der-malformed` */
export function readCertificateReferences(attributes: Attributes): { version: 1 | 2, references: CertificateReference[] } | null {
  const v2 = attributes.only(cmsOids.signingCertificateV2)
  const v1 = attributes.only(cmsOids.signingCertificate)
  const value = v2 ?? v1
  if (value === null) return null
  const references = value.expect(tags.sequence).inside().next(tags.sequence).children(100)
  return { version: v2 === null ? 1 : 2, references: references.map(reference => readReference(reference, v2 === null ? 'SHA-1' : 'SHA-256')) }
}

function readReference(value: DerValue, defaultHash: DigestName): CertificateReference {
  const cursor = value.expect(tags.sequence).inside()
  const hash = defaultHash === 'SHA-256' && cursor.peek === tags.sequence ? digestNameOf(readAlgorithm(cursor.next()).oid) : defaultHash
  const digest = readOctetString(cursor.next())
  const issuerSerial = cursor.optional(tags.sequence)
  if (issuerSerial === null) return { hash, digest, issuer: null, serialBytes: null }
  const parts = issuerSerial.inside()
  const [name] = readGeneralNames(parts.next(tags.sequence))
  return { hash, digest, issuer: name?.kind === 'directory' ? name.value : null, serialBytes: readIntegerBytes(parts.next()) }
}

export function matchesReference(certificate: Certificate, { hash, digest, issuer, serialBytes }: CertificateReference): boolean {
  if (hash === null || Buffer.compare(digestOf(hash, certificate.der), digest) !== 0) return false
  return (issuer === null || issuer.equals(certificate.issuer)) && (serialBytes === null || Buffer.compare(serialBytes, certificate.serialBytes) === 0)
}

/** signing-certificate-v2 attribute with one reference, issuer and serial included. SHA-256 is the DEFAULT and left out (RFC 5035 §3). */
export function encodeSigningCertificate(certificate: Certificate, hash: HashAlgorithm): Uint8Array {
  const issuer = sequence(wrapDirectoryName(certificate.issuer.bytes))
  const reference = sequence(
    hash === 'SHA-256' ? null : encodeDigestAlgorithm(hash),
    octetString(digestOf(hash, certificate.der)),
    sequence(issuer, unsignedInteger(certificate.serialBytes)),
  )
  return encodeAttribute(cmsOids.signingCertificateV2, sequence(sequence(reference)))
}

/** GeneralName [4] EXPLICIT Name. */
function wrapDirectoryName(name: Uint8Array): Uint8Array {
  const wrapped = Buffer.from(sequence(name))
  wrapped[0] = 0xa4
  return wrapped
}
