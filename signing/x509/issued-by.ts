import type { Certificate } from './certificate.ts'
import { schemeOf, verifySignature, type SignatureVerdict } from './algorithms.ts'

const mostKept = 8192
const kept = new Map<string, SignatureVerdict>()

/** Whether the issuer's key made the certificate's signature. The answer never changes, so it is kept by fingerprints. */
export function verifyIssuedBy(certificate: Certificate, issuer: Certificate): SignatureVerdict {
  const pair = certificate.fingerprint + issuer.fingerprint
  const known = kept.get(pair)
  if (known !== undefined) return known
  const verdict = verifyNow(certificate, issuer)
  if (kept.size >= mostKept) kept.delete(kept.keys().next().value!)
  kept.set(pair, verdict)
  return verdict
}

function verifyNow(certificate: Certificate, issuer: Certificate): SignatureVerdict {
  const scheme = schemeOf(certificate.signatureAlgorithm)
  if (scheme === null || issuer.publicKey === null) return 'unsupported'
  return verifySignature(issuer.publicKey, { scheme, data: certificate.tbs, signature: certificate.signature })
}

/** Name and key identifiers fit: worth a signature verification. */
export function couldHaveIssued(issuer: Certificate, certificate: Certificate): boolean {
  if (!issuer.subject.equals(certificate.issuer)) return false
  const { authorityKeyIdentifier } = certificate.known
  const { subjectKeyIdentifier } = issuer.known
  return authorityKeyIdentifier === null || subjectKeyIdentifier === null || Buffer.compare(authorityKeyIdentifier, subjectKeyIdentifier) === 0
}
