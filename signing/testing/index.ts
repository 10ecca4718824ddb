/** The second door: everything that a certificate world consists of, for tests, the sandbox and the bench. Never for real trust. */
export { createCertificateAuthority, createRoot, reasonCodes } from './certificate-authority.ts'
export { createPki } from './declared-pki.ts'
export { algorithmOf, exportKey, generateKey, importKey, signWith } from './keys.ts'
export { createOcspResponder } from './ocsp-responder.ts'
export { samplePdf, type SamplePdfOptions } from './sample-pdf.ts'
export { appendPlaceholderSignature, appendRevision, type PlaceholderOptions, type RevisionParts } from './pdf-revisions.ts'
export { createTimestampAuthority } from './timestamp-authority.ts'
export type {
  AuthorityOptions, AuthorityState, CertificateAuthority, CertificateExtension, CertificateProfile, CertificateRequest, DeclaredPki, IssuedCertificate, KeySpec, LineState, NameAttribute,
  OcspResponder, OcspResponderOptions, PkiLine, PkiOptions, PkiState, RevocationReason, TestKey, TimestampAuthority, TimestampAuthorityOptions,
} from './types.ts'
