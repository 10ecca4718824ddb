import { ProviderError, type ProviderErrorCode } from '../errors.ts'

interface Refusal { error: string, error_description?: string }

/**
 * The standard says most of what went wrong in `error_description` only (the tables of CSC API 11.6 to 11.12), so it is
 * read here, and nowhere else. First rule that fits; null as `error` means any.
 */
const rules: { error: string | null, description?: RegExp, code: ProviderErrorCode }[] = [
  { error: 'invalid_authentication_data', code: 'pin-or-code-wrong' },
  { error: 'invalid_otp', code: 'pin-or-code-wrong' },
  { error: 'invalid_pin', code: 'pin-or-code-wrong' },
  { error: null, description: /\blocked\b/i, code: 'credential-locked' },
  { error: 'access_denied', description: /\b(expired|timed out|timeout)\b/i, code: 'expired' },
  { error: 'access_denied', code: 'declined' },
  { error: 'invalid_grant', code: 'expired' },
  { error: null, description: /\bSAD expired\b/i, code: 'expired' },
  { error: null, description: /\bparameter handle\b/i, code: 'expired' },
  { error: null, description: /\bparameter requestID\b/, code: 'expired' },
  { error: null, description: /\b(parameter SAD|not authorized by the SAD)\b/i, code: 'sad-invalid' },
  { error: null, description: /\b(certificate is|is disabled)\b/i, code: 'credential-not-usable' },
  { error: null, description: /\bcredentialID\b/, code: 'credential-unknown' },
  { error: null, description: /\b(client_id|client_secret|redirect_uri|client authorization)\b/i, code: 'client-refused' },
  { error: 'invalid_client', code: 'client-refused' },
  { error: 'unauthorized_client', code: 'client-refused' },
  { error: 'invalid_scope', code: 'client-refused' },
  { error: 'invalid_token', code: 'client-refused' },
  { error: 'expired_token', code: 'client-refused' },
  { error: 'server_error', code: 'unavailable' },
  { error: 'temporarily_unavailable', code: 'unavailable' },
]

/** @param step method or page, for the log; the provider's own text is not handed on, it may name people */
export function failureOf({ error, error_description: description = '' }: Refusal, step: string): ProviderError {
  const rule = rules.find(one => (one.error === null || one.error === error) && (one.description === undefined || one.description.test(description)))
  return new ProviderError(rule?.code ?? 'request-refused', `${step}: ${/^[\w-]{1,60}$/.test(error) ? error : 'an error of its own'}`)
}
