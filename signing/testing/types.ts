import type { KeyObject } from 'node:crypto'
import type { HashAlgorithm, TrustAnchor } from '../types.ts'

export type KeySpec = 'RSA-2048' | 'RSA-3072' | 'RSA-4096' | 'P-256' | 'P-384' | 'P-521' | 'Ed25519' | 'ML-DSA-65'

export interface TestKey {
  spec: KeySpec
  privateKey: KeyObject
  publicKey: KeyObject
}

/** Attributes of a distinguished name, in the order in which they are written. A type may come more than once. */
export type NameAttribute = [type: 'C' | 'ST' | 'L' | 'O' | 'OU' | 'CN' | 'UID' | 'serialNumber' | 'organizationIdentifier', value: string]

/**
 * What a certificate is for:
 * `person`, `organisation` sign documents; `authority` issues certificates; `timestamp` and `ocsp` answer requests;
 * `crl` signs revocation lists on behalf of an authority.
 */
export type CertificateProfile = 'person' | 'organisation' | 'authority' | 'timestamp' | 'ocsp' | 'crl'

export interface CertificateRequest {
  subject: NameAttribute[]
  /** Of the subject: a key object or a DER SubjectPublicKeyInfo. */
  publicKey: KeyObject | Uint8Array
  profile: CertificateProfile
  /** @defaultValue the authority's clock */
  notBefore?: Date
  /** @defaultValue 3 years, 10 for `authority`, 5 for `timestamp` and `ocsp` after notBefore */
  notAfter?: Date
  /** For `authority`: how many authorities may follow. */
  pathLength?: number
  /** OIDs. @defaultValue the policies of the authority */
  policies?: string[]
  /** DER extensions that replace those of the profile with the same OID, or come on top; null takes one away. */
  extensions?: CertificateExtension[]
}

export interface CertificateExtension {
  oid: string
  critical: boolean
  /** DER inside extnValue; null leaves the profile's extension out. */
  value: Uint8Array | null
}

/** CRLReason of RFC 5280 §5.3.1. */
export type RevocationReason
  = | 'unspecified' | 'keyCompromise' | 'cACompromise' | 'affiliationChanged' | 'superseded' | 'cessationOfOperation'
    | 'certificateHold' | 'removeFromCRL' | 'privilegeWithdrawn' | 'aACompromise'

/** Plain JSON: an authority's register. Whoever keeps it and the key can restart the authority. */
export interface AuthorityState {
  version: 1
  crlNumber: number
  /** Number of the last full list, what a delta refers to. */
  baseCrlNumber: number | null
  issued: IssuedCertificate[]
}

export interface IssuedCertificate {
  /** Lower-case hex. */
  serialNumber: string
  /** Base64 DER. */
  certificate: string
  /** ISO 8601, null while the certificate stands. */
  revokedAt: string | null
  reason: RevocationReason | null
  /** Number of the list in which the revocation stood first. */
  sinceCrl: number | null
}

export interface AuthorityOptions {
  key: TestKey
  /** DER: the authority's own certificate first, then its issuers up to the root. */
  certificates: Uint8Array[]
  now: () => Date
  /** Written into what is issued; an address that is absent leaves its extension out. */
  urls?: { ocsp?: string, crl?: string, deltaCrl?: string, issuer?: string }
  /** Policies that issued certificates carry. */
  policies?: string[]
  /** The hash of issued certificates, lists and answers. @defaultValue 'SHA-256' */
  hash?: HashAlgorithm
  state?: AuthorityState
  /** Called after every change of the register, before the call that made it returns. */
  onChange?: (state: AuthorityState) => void
}

export interface CertificateAuthority {
  /** DER. */
  readonly certificate: Uint8Array
  /** DER: own certificate first, then issuers up to the root. */
  readonly chain: Uint8Array[]
  readonly key: TestKey
  /** DER certificate for the public key in the request. */
  issue(request: CertificateRequest): Uint8Array
  /**
   * Enrols from a PKCS#10 request: its self-signature is verified, its subject is ignored (an authority writes what it
   * has checked itself). @throws SigningError `structure-malformed`, `signature-value-wrong`
   */
  enrol(csr: Uint8Array, request: Omit<CertificateRequest, 'publicKey'>): Uint8Array
  /** @param certificate DER, or a serial number in hex. Revoking twice keeps the first time. @throws SigningError `certificate-malformed` when it was never issued here */
  revoke(certificate: Uint8Array | string, revocation?: { reason?: RevocationReason, at?: Date }): void
  /** Ends a `certificateHold`. */
  release(certificate: Uint8Array | string): void
  statusOf(serialNumber: string): IssuedCertificate | null
  /** DER full list. `validForSeconds` @defaultValue 86 400 */
  crl(options?: { validForSeconds?: number }): Uint8Array
  /** DER delta list against the last full one. @throws SigningError `structure-malformed` before the first full list */
  deltaCrl(options?: { validForSeconds?: number }): Uint8Array
  readonly state: AuthorityState
}

export interface OcspResponderOptions {
  /** Whose certificates it answers for. */
  authority: CertificateAuthority
  /** A delegated responder's own key and certificate; absent = the authority's key signs. */
  delegate?: { key: TestKey, certificate: Uint8Array }
  now: () => Date
  /** nextUpdate after thisUpdate. @defaultValue 3600; null leaves nextUpdate out */
  validForSeconds?: number | null
  /** Answer the nonce of the request (RFC 9654). @defaultValue true */
  nonce?: boolean
}

/** Bytes in (DER OCSPRequest), bytes out (DER OCSPResponse). Never throws: what is no request gets `malformedRequest`. */
export interface OcspResponder {
  respond(request: Uint8Array): Uint8Array
}

export interface TimestampAuthorityOptions {
  key: TestKey
  /** DER: own certificate first, then issuers up to the root. */
  certificates: Uint8Array[]
  now: () => Date
  /** OID. @defaultValue '1.3.6.1.4.1.99999.1.1' */
  policy?: string
  /** @defaultValue 1000; null leaves the accuracy out */
  accuracyMilliseconds?: number | null
  /** Hash of the token's own signature. @defaultValue 'SHA-256' */
  hash?: HashAlgorithm
  /** The serial number of the last token; keep it. @defaultValue '0' */
  lastSerial?: string
  onChange?: (lastSerial: string) => void
}

/** Bytes in (DER TimeStampReq), bytes out (DER TimeStampResp). Never throws: refusals are answers (RFC 3161 §2.4.2). */
export interface TimestampAuthority {
  respond(request: Uint8Array): Uint8Array
  /** DER TimeStampToken over a digest, without the protocol. */
  token(digest: Uint8Array, hash: HashAlgorithm, nonce?: bigint | null): Uint8Array
}

/** One line of trust: a root, an issuing authority under it, its OCSP responder and its time-stamp authority. */
export interface PkiLine {
  label: string
  root: CertificateAuthority
  issuing: CertificateAuthority
  ocsp: OcspResponder
  /** Answers for the certificates that the root issued (the issuing authority's). */
  rootOcsp: OcspResponder
  timestamp: TimestampAuthority
  anchor: TrustAnchor
}

/** The declared PKI: a public line for citizens and businesses, a government line for officials and agencies. */
export interface DeclaredPki {
  public: PkiLine
  government: PkiLine
  anchors: TrustAnchor[]
  /** What an HTTP server answers below the base address: `/<public|government>/<root|issuing>/{ocsp,crl,delta,certificate}` and `/<public|government>/tsa`. */
  handle(request: { path: string, body: Uint8Array | null }): { status: number, contentType: string, body: Uint8Array }
  /** Plain JSON with the private keys: keep it like a key. */
  save(): PkiState
}

export interface PkiState {
  version: 1
  lines: Record<'public' | 'government', LineState>
}

export interface LineState {
  /** PKCS#8 PEM by role. */
  keys: Record<'root' | 'issuing' | 'ocsp' | 'rootOcsp' | 'timestamp', string>
  /** Base64 DER by role. */
  certificates: Record<'root' | 'issuing' | 'ocsp' | 'rootOcsp' | 'timestamp', string>
  root: AuthorityState
  issuing: AuthorityState
  lastSerial: string
}

export interface PkiOptions {
  now: () => Date
  /** Where `handle` is served, without a trailing slash, e.g. `http://127.0.0.1:3003/pki`. Absent: nothing issued names an address. */
  baseUrl?: string
  /** Kept by an earlier `save()`; absent: keys are generated. */
  state?: PkiState
  onChange?: (state: PkiState) => void
  /** @defaultValue 'P-256' for authorities of tests; a sandbox that should look real takes 'RSA-3072' */
  authorityKey?: KeySpec
  /** When the roots begin. @defaultValue now − 1 day */
  since?: Date
}
