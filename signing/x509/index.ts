/** X.509 certificates and certification paths (RFC 5280), without revocation and without the network. */
export { oids } from './oids.ts'
export {
  createSignature, digestNameOf, digestOf, digestOid, encodeDigestAlgorithm, encodeSignatureAlgorithm, fingerprintOf, isHashingItself, newDigest, nodeDigest, readAlgorithm, schemeOf,
  toScheme, usualAlgorithm, verifySignature, type AlgorithmIdentifier, type DigestName, type SignatureScheme, type SignatureVerdict,
} from './algorithms.ts'
export { Name, type NameEntry } from './name.ts'
export { readGeneralName, readGeneralNames, webAddresses, type GeneralName } from './general-name.ts'
export { readDistributionPoint, readExtensions, type DistributionPoint, type Extension, type KeyUsage, type KnownExtensions } from './extensions.ts'
export { Certificate, parseCertificate, readCertificate, readCertificates } from './certificate.ts'
export { couldHaveIssued, verifyIssuedBy } from './issued-by.ts'
export { buildPath, toAnchors, type Anchor, type PathOutcome, type PathRequest } from './build-path.ts'
export type { PathCheck } from './check-path.ts'
export { toCertificateSummary } from './summary.ts'
