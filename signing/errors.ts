/** What the library refuses to do, as a closed list; a caller maps codes, never texts. */
export type SigningErrorCode
  /** Bytes that should be DER (a certificate, a CMS, an OCSP response, a CRL, a token) break X.690. */
  = | 'der-malformed'
  /** The bytes are DER, but not of the structure that was asked for. */
    | 'structure-malformed'
    | 'certificate-malformed'
  /** A trusted list that is not XML of its kind, is not signed by whom it must be, was changed, or is overdue. */
    | 'trusted-list-invalid'
  /** Algorithm, hash, key size or curve that the library does not speak, or key and algorithm that do not fit. */
    | 'algorithm-unsupported'
  /** The document cannot be read as a PDF, or uses what the writer does not do (the detail says what). */
    | 'document-unreadable'
  /** The document is encrypted and no (right) password was given. */
    | 'document-encrypted'
  /** Certification is only possible before the first signature, and a certified document may forbid further ones. */
    | 'certification-forbids'
  /** The named field exists and is signed, is not a signature field, or is locked. */
    | 'field-unusable'
  /** Options that contradict each other, or a page, rectangle or font that is not there. */
    | 'options-invalid'
  /** A CMS (with its time-stamp) does not fit into the bytes reserved for it. */
    | 'reserve-too-small'
  /** The PDF is not, byte for byte, the one that was prepared. */
    | 'prepared-changed'
  /** The stored preparation contradicts itself or the PDF. */
    | 'prepared-invalid'
  /** The signature value does not verify with the signing certificate's key over the prepared attributes. */
    | 'signature-value-wrong'
  /** The authority did not answer, or refused. */
    | 'timestamp-unavailable'
  /** An answer that is no sound token over what was asked. */
    | 'timestamp-invalid'
  /** Revocation evidence for a certificate of the path could not be had; the level asked for needs it. */
    | 'evidence-unavailable'
  /** A certificate of the path is revoked: signing with it would only be refused later. */
    | 'certificate-revoked'
  /** No path from a certificate to a self-signed or given issuer, so its evidence cannot be collected. */
    | 'path-incomplete'
  /** No signature with a sound byte range closes the revision that was asked for. */
    | 'revision-unavailable'

/** Base of every error that leaves the library. `detail` is English, technical, and holds no personal data. */
export class SigningError extends Error {
  readonly code: SigningErrorCode
  readonly detail: string

  constructor(code: SigningErrorCode, detail: string, options?: { cause?: unknown }) {
    super(`${code}: ${detail}`, options)
    this.name = 'SigningError'
    this.code = code
    this.detail = detail
  }
}
