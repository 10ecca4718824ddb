/** Errors of CSC API v2.0.0.2 and v1.0.4.0, clause 10.2 and the tables of each method. */
export type CscErrorCode
  = | 'invalid_request' | 'invalid_client' | 'invalid_grant' | 'invalid_scope' | 'invalid_token' | 'expired_token' | 'invalid_authentication_data'
    | 'access_denied' | 'unauthorized_client' | 'unsupported_grant_type' | 'unsupported_response_type' | 'server_error' | 'temporarily_unavailable' | 'not_implemented'
    | 'accepted_request' | 'authentication_error' | 'invalid_pin'

const statuses: Partial<Record<CscErrorCode, number>> = { invalid_token: 401, expired_token: 401, invalid_client: 401, server_error: 500, temporarily_unavailable: 503, not_implemented: 501, accepted_request: 202 }

/** Answered as `{error, error_description}`; the description is the standard's own text where it has one. */
export class CscError extends Error {
  readonly code: CscErrorCode
  readonly description: string

  constructor(code: CscErrorCode, description: string) {
    super(`${code}: ${description}`)
    this.name = 'CscError'
    this.code = code
    this.description = description
  }

  get status(): number {
    return statuses[this.code] ?? 400
  }
}

export const invalidRequest = (description: string): CscError => new CscError('invalid_request', description)
