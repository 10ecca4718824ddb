import { explicit, implicit, integer, octetString, oid, sequence, setOf, unsignedInteger } from '../asn1/index.ts'
import { encodeDigestAlgorithm, encodeSignatureAlgorithm, type Certificate } from '../x509/index.ts'
import type { HashAlgorithm, SignatureAlgorithm } from '../types.ts'
import { encodeAttribute } from './attributes.ts'
import { encodeSigningCertificate } from './signing-certificate.ts'
import { cmsOids } from './oids.ts'

export interface SignedAttributesInput {
  certificate: Certificate
  algorithm: SignatureAlgorithm
  hash: HashAlgorithm
  /** Digest of the content. */
  messageDigest: Uint8Array
  /** @defaultValue id-data */
  contentType?: string
  /** OID of a commitment type. */
  commitmentType?: string
  /** Must stay absent in PAdES (EN 319 142-1 §6.3); a time-stamp token has it by custom. */
  signingTime?: Uint8Array
}

/** DER SET OF Attribute: exactly what is hashed and signed. No signing-time unless asked for. */
export function encodeSignedAttributes({ certificate, algorithm, hash, messageDigest, contentType = cmsOids.data, commitmentType, signingTime }: SignedAttributesInput): Uint8Array {
  return setOf(
    encodeAttribute(cmsOids.contentType, oid(contentType)),
    encodeAttribute(cmsOids.messageDigest, octetString(messageDigest)),
    encodeSigningCertificate(certificate, hash),
    encodeAttribute(cmsOids.algorithmProtection, sequence(encodeDigestAlgorithm(hash), implicit(1, encodeSignatureAlgorithm(algorithm, hash)))),
    commitmentType === undefined ? null : encodeAttribute(cmsOids.commitmentType, sequence(oid(commitmentType))),
    signingTime === undefined ? null : encodeAttribute(cmsOids.signingTime, signingTime),
  )
}

export interface SignedDataInput {
  /** Signing certificate first. */
  certificates: readonly Certificate[]
  algorithm: SignatureAlgorithm
  hash: HashAlgorithm
  /** From `encodeSignedAttributes`. */
  signedAttributes: Uint8Array
  signature: Uint8Array
  /** DER Attribute values, e.g. the signature time-stamp. */
  unsignedAttributes?: readonly Uint8Array[]
  /** Type and octets to enclose; absent = detached id-data. */
  content?: { type: string, octets: Uint8Array }
}

/** DER ContentInfo with SignedData and one SignerInfo (RFC 5652 §5). */
export function encodeSignedData({ certificates, algorithm, hash, signedAttributes, signature, unsignedAttributes = [], content }: SignedDataInput): Uint8Array {
  const signer = certificates[0]!
  const signerInfo = sequence(
    integer(1),
    sequence(signer.issuer.bytes, unsignedInteger(signer.serialBytes)),
    encodeDigestAlgorithm(hash),
    implicit(0, signedAttributes),
    encodeSignatureAlgorithm(algorithm, hash),
    octetString(signature),
    unsignedAttributes.length === 0 ? null : implicit(1, setOf(...unsignedAttributes)),
  )
  return sequence(oid(cmsOids.signedData), explicit(0, sequence(
    integer(content === undefined ? 1 : 3),
    setOf(encodeDigestAlgorithm(hash)),
    sequence(oid(content?.type ?? cmsOids.data), content === undefined ? null : explicit(0, octetString(content.octets))),
    implicit(0, setOf(...certificates.map(({ der }) => der))),
    setOf(signerInfo),
  )))
}

/** DER attribute that carries a signature time-stamp (EN 319 122-1 §5.3). */
export const encodeSignatureTimestamp = (token: Uint8Array): Uint8Array => encodeAttribute(cmsOids.signatureTimestamp, token)
