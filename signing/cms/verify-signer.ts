import { readOctetString, readOid } from '../asn1/index.ts'
import { readAlgorithm, schemeOf, verifySignature, type Certificate, type SignatureVerdict } from '../x509/index.ts'
import { matchesReference, readCertificateReferences } from './signing-certificate.ts'
import { cmsOids } from './oids.ts'
import { isIdentifiedBy, type SignerInfo } from './signed-data.ts'

/** Facts about one SignerInfo against one certificate and one content. Nothing here is about trust. */
export interface SignerVerification {
  /** message-digest equals the digest of the content. Null when the attribute or a known digest is missing. */
  digestMatches: boolean | null
  signature: SignatureVerdict
  /** Over which encoding of the signed attributes the signature held; anything but `der` breaks RFC 5652 §5.4. */
  encoding: 'der' | 'raw' | 'content' | null
  /** content-type attribute equals the type of the content. Null when it is missing. */
  contentTypeMatches: boolean | null
  /** signing-certificate(-v2) names this certificate. Null when there is no such attribute. */
  referenceMatches: boolean | null
  /** RFC 6211 attribute equals the algorithms used. Null when there is no such attribute. */
  algorithmsProtected: boolean | null
}

export interface SignerInput {
  signer: SignerInfo
  certificate: Certificate
  /** Digest of the content with `signer.digest`. */
  contentDigest: Uint8Array
  contentType: string
  /** Needed for the one case without signed attributes, where the content itself is signed. */
  content?: Uint8Array
}

/** Never throws: what cannot be read counts as not matching. */
export function verifySigner({ signer, certificate, contentDigest, contentType, content }: SignerInput): SignerVerification {
  const attributes = signer.signedAttributes
  const signature = verifyValue(signer, certificate, content)
  if (attributes === null) {
    return { digestMatches: null, ...signature, contentTypeMatches: null, referenceMatches: null, algorithmsProtected: null }
  }
  const digest = attributes.only(cmsOids.messageDigest)
  const type = attributes.only(cmsOids.contentType)
  return {
    ...signature,
    digestMatches: digest === null ? null : tried(() => Buffer.compare(readOctetString(digest), contentDigest) === 0),
    contentTypeMatches: type === null ? null : tried(() => readOid(type) === contentType),
    referenceMatches: attributes.has(cmsOids.signingCertificateV2) || attributes.has(cmsOids.signingCertificate) ? tried(() => namesCertificate(signer, certificate)) : null,
    algorithmsProtected: attributes.has(cmsOids.algorithmProtection) ? tried(() => isProtected(signer)) : null,
  }
}

function verifyValue(signer: SignerInfo, certificate: Certificate, content: Uint8Array | undefined): { signature: SignatureVerdict, encoding: SignerVerification['encoding'] } {
  const { scheme, digest: hash, signature, signedAttributes } = signer
  if (scheme === null || certificate.publicKey === null) return { signature: 'unsupported', encoding: null }
  const key = certificate.publicKey
  if (signedAttributes === null) {
    if (content === undefined) return { signature: 'unsupported', encoding: null }
    const verdict = verifySignature(key, { scheme, hash, data: content, signature })
    return { signature: verdict, encoding: verdict === 'valid' ? 'content' : null }
  }
  const overDer = verifySignature(key, { scheme, hash, data: signedAttributes.der, signature })
  if (overDer === 'valid') return { signature: 'valid', encoding: 'der' }
  if (overDer === 'unsupported' || signedAttributes.isDer) return { signature: overDer, encoding: null }
  const overRaw = verifySignature(key, { scheme, hash, data: signedAttributes.raw, signature })
  return { signature: overRaw, encoding: overRaw === 'valid' ? 'raw' : null }
}

function namesCertificate({ signedAttributes }: SignerInfo, certificate: Certificate): boolean {
  const first = readCertificateReferences(signedAttributes!)?.references[0]
  return first !== undefined && matchesReference(certificate, first)
}

/** CMSAlgorithmProtection: digest algorithm, then [1] signature algorithm (RFC 6211 §2). Compared by meaning, absent parameters equal NULL. */
function isProtected(signer: SignerInfo): boolean {
  const cursor = signer.signedAttributes!.only(cmsOids.algorithmProtection)!.expect(0x30).inside()
  const digest = readAlgorithm(cursor.next())
  const signature = cursor.optional(0xa1)
  if (signature === null || digest.oid !== signer.digestAlgorithm.oid) return false
  const fields = signature.inside()
  const id = readOid(fields.next())
  const parameters = fields.done ? null : fields.next()
  const scheme = schemeOf({ oid: id, parameters: parameters?.tag === 0x05 ? null : parameters, bytes: signature.bytes })
  return id === signer.signatureAlgorithm.oid && JSON.stringify(scheme) === JSON.stringify(signer.scheme)
}

function tried(question: () => boolean): boolean {
  try {
    return question()
  }
  catch {
    return false
  }
}

/**
 * The signing certificate among candidates: the one that signing-certificate(-v2) names, else the one that the
 * unsigned identifier names. Null when none fits (EN 319 102-1 §5.2.3).
 */
export function findSigningCertificate(signer: SignerInfo, candidates: readonly Certificate[]): Certificate | null {
  const named = signer.signedAttributes === null ? null : candidates.find(candidate => tried(() => namesCertificate(signer, candidate)))
  return named ?? candidates.find(candidate => isIdentifiedBy(candidate, signer.identifier)) ?? null
}
