/** What can go wrong between us and a provider, in the words that the portal acts upon. */
export type ProviderErrorCode
  /** The person's PIN or one-time code was refused; which of the two is never told. */
  = | 'pin-or-code-wrong'
  /** Too many wrong tries; the provider has locked the credential for now. */
    | 'credential-locked'
  /** The person said no on the provider's page. */
    | 'declined'
  /** The authorisation was not given, or not used, in time. */
    | 'expired'
  /** The activation data was refused: used, forged, for other hashes, for another credential. */
    | 'sad-invalid'
    | 'credential-unknown'
  /** Disabled key; expired, revoked or suspended certificate; an algorithm it does not speak. */
    | 'credential-not-usable'
  /** No answer, an answer too late, or a 5xx. Trying again later may help. */
    | 'unavailable'
  /** The answer breaks the protocol: not JSON, a member missing, a wrong count, half an answer. */
    | 'reply-invalid'
  /** Somebody else's certificate, or not the one that the credential had when the person chose it. */
    | 'certificate-mismatch'
  /** A signature that the credential's certificate does not verify. It is never handed on. */
    | 'signature-wrong'
  /** The provider does not accept us as a client (wrong secret, scope, redirect address). */
    | 'client-refused'
  /** The provider understood and refuses for a reason of its own; `detail` holds its error code. */
    | 'request-refused'

/** Base of every error of a provider. `detail` is safe to log: it never holds personal data or secrets. */
export class ProviderError extends Error {
  readonly code: ProviderErrorCode
  readonly detail: string

  constructor(code: ProviderErrorCode, detail: string, options?: { cause?: unknown }) {
    super(`${code}: ${detail}`, options)
    this.name = 'ProviderError'
    this.code = code
    this.detail = detail
  }

  /** The same request may succeed later without the person doing anything. */
  get retryable(): boolean {
    return this.code === 'unavailable'
  }
}
