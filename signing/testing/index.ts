/** The second door: everything that a certificate world consists of, for tests, the sandbox and the bench. Never for real trust. */
export type {
  AuthorityOptions, AuthorityState, CertificateAuthority, CertificateExtension, CertificateProfile, CertificateRequest, DeclaredPki, IssuedCertificate, KeySpec, LineState, NameAttribute,
  OcspResponder, OcspResponderOptions, PkiLine, PkiOptions, PkiState, RevocationReason, TestKey, TimestampAuthority, TimestampAuthorityOptions,
} from './types.ts'
