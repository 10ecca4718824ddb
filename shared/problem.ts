/**
 * The closed list of problem codes (RFC 9457). One table maps a code to its HTTP status; its words are
 * `problem.<code>.title` and `problem.<code>.advice` in `i18n/locales`. Tests assert codes, never words.
 */
export const problems = {
  // who you are
  'sign-in-required': 401,
  'session-expired': 401,
  'sign-in-failed': 401,
  'assurance-too-low': 403,
  'not-allowed': 403,
  'csrf-token-invalid': 403,
  'origin-not-allowed': 403,
  // what you ask for
  'not-found': 404,
  'method-not-allowed': 405,
  'procedure-unknown': 404,
  'procedure-not-in-force': 410,
  'input-invalid': 422,
  'form-incomplete': 422,
  'stale-version': 409,
  'state-conflict': 409,
  'idempotency-conflict': 422,
  'body-too-large': 413,
  'too-many-requests': 429,
  // files
  'file-too-large': 413,
  'file-type-not-accepted': 415,
  'file-not-what-it-claims': 415,
  'file-hostile': 422,
  'too-many-files': 422,
  // registries
  'registry-unavailable': 503,
  'registry-answer-invalid': 502,
  'registry-wrong-person': 502,
  'registry-person-unknown': 404,
  'registry-value-altered': 422,
  'fact-unverified': 409,
  // signing
  'no-credential': 409,
  'credential-not-usable': 409,
  'certificate-expired': 422,
  'certificate-revoked': 422,
  'certificate-not-trusted': 422,
  'signatory-not-applicant': 422,
  'signing-declined': 409,
  'signing-expired': 410,
  'signing-already-answered': 409,
  'signing-failed': 502,
  'signing-outcome-unknown': 502,
  'account-not-linked': 409,
  'provider-unavailable': 503,
  'pin-or-code-wrong': 403,
  'code-just-sent': 429,
  'credential-locked': 423,
  'sad-invalid': 403,
  'document-changed': 409,
  'signature-missing': 422,
  'signature-not-accepted': 422,
  'timestamp-unavailable': 503,
  'revocation-status-unavailable': 503,
  // delivery and the house itself
  'delivery-failed': 502,
  'service-starting': 503,
  'storage-unavailable': 503,
  'internal-error': 500,
} as const satisfies Record<string, number>

export type ProblemCode = keyof typeof problems

/** The body of every error answer, `application/problem+json`. */
export interface Problem {
  /** `urn:motlan:problem:<code>` */
  type: string
  code: ProblemCode
  status: number
  title: string
  detail?: string
  /** Request id: what a person may quote to support. */
  instance: string
  /** Field problems of `input-invalid` and `form-incomplete`, parameters of others; never personal data. */
  errors?: { path: string, code: string, params?: Record<string, string | number> }[]
}

/** What a room throws when it will not do what it was asked; carries a code, never words for people and never personal data. */
export class ProblemError extends Error {
  readonly code: ProblemCode
  readonly errors: Problem['errors']
  /** Seconds after which the same may be asked again. */
  readonly retryAfter: number | undefined

  constructor(code: ProblemCode, { errors, detail, cause, retryAfter }: { errors?: Problem['errors'], detail?: string, cause?: unknown, retryAfter?: number } = {}) {
    super(detail === undefined ? code : `${code}: ${detail}`, { cause })
    this.name = 'ProblemError'
    this.code = code
    this.errors = errors
    this.retryAfter = retryAfter
  }
}
