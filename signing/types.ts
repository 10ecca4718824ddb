/**
 * The nouns of the signing library. Words follow ETSI EN 319 102-1 (validation), EN 319 142-1 (PAdES) and the
 * Cloud Signature Consortium API. Bytes are always `Uint8Array`; times are `Date`; nothing here knows the network,
 * the clock or the portal.
 */

export type HashAlgorithm = 'SHA-256' | 'SHA-384' | 'SHA-512'
export type SignatureAlgorithm = 'RSA-PKCS1' | 'RSA-PSS' | 'ECDSA' | 'Ed25519' | 'ML-DSA-65'
/** Baseline levels of EN 319 142-1 §6, read from content, never from the SubFilter alone. */
export type PadesLevel = 'B-B' | 'B-T' | 'B-LT' | 'B-LTA'

// ---------------------------------------------------------------- ports

/**
 * The only way out of the library. The caller decides which addresses may be reached (SSRF guard, allow-lists).
 * Rejects when there is no answer; the library turns that into an outcome.
 */
export interface NetworkPort {
  send(request: NetworkRequest): Promise<NetworkResponse>
}
export interface NetworkRequest {
  url: string
  method: 'GET' | 'POST'
  contentType?: string
  accept?: string
  /** Further request headers, e.g. `authorization`. Never logged by an implementation. */
  headers?: Readonly<Record<string, string>>
  body?: Uint8Array
  /** Longer answers must be cut off by rejecting. */
  maxBytes: number
  timeoutMs: number
}
export interface NetworkResponse {
  status: number
  /** lower-case names */
  headers?: Readonly<Record<string, string>>
  body: Uint8Array
}

/** RFC 3161: gives a DER TimeStampToken over `digest`. */
export interface TimestampSource {
  timestamp(digest: Uint8Array, hash: HashAlgorithm): Promise<Uint8Array>
}

/** Evidence of a certificate's status, asked by EN 319 102-1 §5.2.5. `noAnswer` carries the reason; it is never "good". */
export interface RevocationSource {
  /**
   * @param issuedAfter the time of what the evidence is for: an answer from before it cannot tell whether the certificate was
   * revoked until then, so a source that keeps answers should ask again where that can bring a later one
   */
  find(certificate: Uint8Array, issuer: Uint8Array, issuedAfter?: Date): Promise<RevocationEvidence>
}
export type RevocationEvidence
  = | { kind: 'ocsp', response: Uint8Array }
    | { kind: 'crl', crl: Uint8Array }
    | { kind: 'noAnswer', reason: string }

/**
 * Issuers that did not come with a file, by what a certificate says of where they lie (RFC 5280 §4.2.2.1). What it gives is looked at
 * like a certificate of the file: nobody is trusted for lying at an address.
 */
export interface IssuerSource {
  find(certificate: Uint8Array): Promise<FoundIssuers>
}
export type FoundIssuers
  /** DER; the issuer, and what else lay beside it. */
  = | { kind: 'certificates', certificates: Uint8Array[] }
    | { kind: 'noAnswer', reason: string }

export interface TrustAnchor {
  /** DER certificate. */
  certificate: Uint8Array
  /** Shown to people, e.g. "Chữ ký số công cộng" or "Chuyên dùng công vụ". */
  label: string
  /** Trusted for what is proven to be older than this only (sunset date, EN 319 102-1 §5.2.6). @defaultValue without end */
  trustedUntil?: Date
  /** @defaultValue both */
  uses?: readonly ('signature' | 'timestamp')[]
}

// ---------------------------------------------------------------- signing

export interface SignatureOptions {
  /** DER, signing certificate first, then issuers up to (optionally without) the anchor. */
  certificates: Uint8Array[]
  algorithm: SignatureAlgorithm
  hash: HashAlgorithm
  /** Claimed signing time, written to /M (PAdES forbids the CMS signing-time attribute). */
  signingTime: Date
  /** Existing empty field to fill, or the name of a new one (default: next free "Signature<n>"). */
  field?: string
  reason?: string
  location?: string
  contactInfo?: string
  /** OID of a commitment type (TS 119 172 / CAdES §5.2.3). */
  commitmentType?: string
  /** DocMDP level; makes this a certification signature. Only allowed as the first signature. */
  certify?: 1 | 2 | 3
  /** Fields that nobody may change after this signature (FieldMDP). A field that exists brings its own lock instead. */
  lock?: FieldLock
  /** Visible appearance: rectangle in PDF points on a page (0 = first) and its lines of text. Invisible when absent. */
  appearance?: SignatureAppearance
  /** Of an encrypted document, the user's or the owner's; one that opens without needs none. */
  password?: string
  /** Bytes (not hex digits) reserved for the CMS; default 16 384. Completion refuses rather than cuts. */
  reservedBytes?: number
}
export interface FieldLock {
  action: 'all' | 'include' | 'exclude'
  /** Full names of the fields that are locked (`include`) or stay free (`exclude`). */
  fields?: string[]
  /** Besides: what later revisions may do at all, as DocMDP (ISO 32000-2 table 236). */
  permissions?: 1 | 2 | 3
}
export interface SignatureAppearance {
  /** 0 = first; of no meaning when the field exists, which has its own place and `rect`. */
  page: number
  /** Lower left and upper right corner in the page's own coordinates, before /Rotate. */
  rect: [x1: number, y1: number, x2: number, y2: number]
  lines: string[]
  /** TrueType bytes with the glyphs of `lines`; required when `lines` is not empty. */
  font?: Uint8Array
  /** Points. Made smaller where the lines would not fit. @defaultValue 10 */
  textSize?: number
  /** PNG of eight bits a component, drawn as large as the rectangle allows, below the lines; transparency is kept. */
  image?: Uint8Array
}

/**
 * What must survive between `prepareSignature` and `completeSignature`; plain JSON, safe to store.
 * `digest` of the prepared PDF binds it: any change of the bytes in between is refused.
 */
export interface PreparedSignature {
  version: 1
  field: string
  /** Lower-case hex SHA-256 of the whole prepared PDF (placeholder included). */
  preparedDigest: string
  /** Lower-case hex SHA-256 of the PDF the caller handed in: what the person saw. */
  documentDigest: string
  byteRange: [number, number, number, number]
  hash: HashAlgorithm
  algorithm: SignatureAlgorithm
  /** Base64 DER of the signed attributes (SET OF). */
  signedAttributes: string
  /** Base64 of the hash of `signedAttributes`: the DTBSR that a remote signing service is asked to sign. */
  dtbsr: string
  /** Base64 DER, signing certificate first. */
  certificates: string[]
  reservedBytes: number
}

/** Where the evidence for later validators comes from. */
export interface EvidenceOptions {
  revocation: RevocationSource
  /** DER certificates of issuers that neither the signatures nor the document bring along. */
  issuers?: Uint8Array[]
}

/** What goes beyond level B-B; each needs the one before it. */
export interface CompletionOptions {
  /** B-T: a time-stamp over the signature value. */
  timestamp?: TimestampSource
  /** B-LT: certificates and revocation evidence of all signatures. */
  evidence?: EvidenceOptions
  /** B-LTA: a document time-stamp over it all. */
  archive?: boolean
  /** Of an encrypted document. */
  password?: string
}

export interface ExtensionOptions extends CompletionOptions {
  timestamp: TimestampSource
}

// ---------------------------------------------------------------- validation

export type Indication = 'TOTAL-PASSED' | 'TOTAL-FAILED' | 'INDETERMINATE'

/** EN 319 102-1 v1.4.1 tables 5 and 6. */
export type SubIndication
  = | 'FORMAT_FAILURE' | 'HASH_FAILURE' | 'SIG_CRYPTO_FAILURE' | 'REVOKED' | 'EXPIRED' | 'NOT_YET_VALID'
    | 'SIG_CONSTRAINTS_FAILURE' | 'CHAIN_CONSTRAINTS_FAILURE' | 'CERTIFICATE_CHAIN_GENERAL_FAILURE'
    | 'CRYPTO_CONSTRAINTS_FAILURE' | 'POLICY_PROCESSING_ERROR' | 'SIGNATURE_POLICY_NOT_AVAILABLE'
    | 'TIMESTAMP_ORDER_FAILURE' | 'NO_SIGNING_CERTIFICATE_FOUND' | 'NO_CERTIFICATE_CHAIN_FOUND'
    | 'REVOKED_NO_POE' | 'REVOKED_CA_NO_POE' | 'OUT_OF_BOUNDS_NOT_REVOKED' | 'OUT_OF_BOUNDS_NO_POE'
    | 'REVOCATION_OUT_OF_BOUNDS_NO_POE' | 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE' | 'NO_POE' | 'TRY_LATER' | 'SIGNED_DATA_NOT_FOUND'

export type CheckVerdict = 'passed' | 'failed' | 'indeterminate' | 'not-applicable'

/** One question of the report; a clerk needs all of them, so validation never stops at the first failure. */
export interface Check {
  /** EN 319 102-1 building block: FC, ISC, VCI, CV, XCV, SAV, RFC (revocation freshness), PSV, PDF (structure). */
  block: string
  /** Stable kebab-case id, e.g. `byte-range-covers-file`. */
  id: string
  verdict: CheckVerdict
  subIndication?: SubIndication
  /** English, technical, without personal data beyond the certificate's own. */
  detail?: string
}

/** What people read, in both languages of this library. */
export interface PlainText { vi: string, en: string }

export type Integrity = 'sound' | 'flawed' | 'none' | 'unreadable'
export type ChangeVerdict = 'none' | 'permitted' | 'forbidden'
export type ChangeClass = 'validation-data' | 'form-filling' | 'annotation' | 'page' | 'undefined'

/** One change made by a revision after a signature, judged against DocMDP, FieldMDP and locks. */
export interface DocumentChange {
  revision: number
  /** e.g. "12 0" or "trailer". */
  object: string
  class: ChangeClass
  permitted: boolean
  detail: string
}

/** A finding about cryptography or structure, apart from trust. `flaw` makes the file flawed, `note` does not. */
export interface Finding {
  /** Stable kebab-case code. */
  code: string
  severity: 'flaw' | 'note'
  detail?: string
  field?: string
}

export interface CertificateSummary {
  /** RFC 4514 string. */
  subject: string
  issuer: string
  commonName: string | null
  organisation: string | null
  /** Values of UID (0.9.2342.19200300.100.1.1), NFC, e.g. "CCCD:001085012345"; may be several. */
  userIds: string[]
  serialNumber: string
  /** Lower-case hex SHA-256 of the DER. */
  fingerprint: string
  notBefore: string
  notAfter: string
}

export interface RevocationSummary {
  status: 'good' | 'revoked' | 'unknown'
  source: 'ocsp' | 'crl' | 'none'
  origin: 'embedded' | 'fetched' | 'none'
  producedAt: string | null
  revokedAt: string | null
  reason: string | null
  /** Lower-case hex SHA-256 of the OCSP response or list, DER. */
  fingerprint: string | null
}

export interface TimestampSummary {
  time: string
  authority: CertificateSummary | null
  indication: Indication
  subIndication: SubIndication | null
  /** `content`: inside what was signed, so it proves that the signature is younger, never that it existed. */
  kind: 'signature' | 'document' | 'content'
  /** Lower-case hex SHA-256 of the token, DER. */
  fingerprint: string
}

export interface SignatureReport {
  field: string
  kind: 'signature' | 'timestamp'
  /** Digest and signature value hold over the signed bytes. */
  intact: boolean
  byteRangeSound: boolean
  changes: ChangeVerdict
  changeList: DocumentChange[]
  level: PadesLevel | null
  /** What the next level still lacks, in words of EN 319 142-1. */
  missingForNextLevel: string[]
  indication: Indication
  subIndication: SubIndication | null
  signedBy: CertificateSummary | null
  /** From the signing certificate to the anchor. */
  path: CertificateSummary[]
  anchorLabel: string | null
  revocation: RevocationSummary | null
  timestamps: TimestampSummary[]
  /** ISO 8601. Claimed by the signer in /M; proves nothing. */
  claimedTime: string | null
  /** ISO 8601. Earliest proof of existence, else the validation time (EN 319 102-1 §5.5). */
  bestSignatureTime: string
  hash: HashAlgorithm | string | null
  algorithm: SignatureAlgorithm | string | null
  /** Lower-case hex SHA-256 of the CMS (of a time-stamp: its token), DER without the padding of /Contents; null when there is none that can be read. */
  fingerprint: string | null
  /** Lower-case hex of `hash` over the signed attributes: the DTBSR. Null without them, or when the library does not know the digest. */
  dtbsr: string | null
  reason: string | null
  location: string | null
  /** 1-based revision whose bytes the signature covers, and whether nothing follows it. */
  revision: number | null
  coversWholeDocument: boolean
  checks: Check[]
}

export interface ValidationReport {
  integrity: Integrity
  /** Why a file is unreadable, else null. */
  unreadableReason: string | null
  findings: Finding[]
  signatures: SignatureReport[]
  policy: string
  validationTime: string
  /** Lower-case hex SHA-256 of the file. */
  documentDigest: string
}
