import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { PortalClient } from '../portal-client.ts'
import type { ActivationModule } from './activation.ts'
import type { AuthorisationRequest } from './authorisation-request.ts'
import { CscError, invalidRequest } from './csc-error.ts'

export const codeLifetimeSeconds = 60
const serviceLifetimeSeconds = 3600

interface Grant { request: AuthorisationRequest, expiresAt: number, /** set when the code was used */ sad: string | null }

export interface TokenReply { access_token: string, token_type: 'Bearer' | 'SAD', expires_in: number, authorization_details?: unknown }

interface TokenDependencies { client: () => PortalClient, activation: ActivationModule, now: () => Date }

/** Codes and service tokens (OAuth 2.0 as in CSC API 8.4). They live in memory: after a restart clients ask again. */
export class TokenOffice {
  readonly #deps: TokenDependencies
  readonly #grants = new Map<string, Grant>()
  readonly #service = new Map<string, { expiresAt: number, userId: string | null }>()

  constructor(deps: TokenDependencies) {
    this.#deps = deps
  }

  /** A code for what the person has just authorised. `lifetimeSeconds` 0 makes one that is too late already. */
  issueCode(request: AuthorisationRequest, lifetimeSeconds = codeLifetimeSeconds): string {
    const code = randomBytes(32).toString('base64url')
    this.#grants.set(code, { request, expiresAt: this.#time() + lifetimeSeconds * 1000, sad: null })
    return code
  }

  /** @throws CscError as in the table of CSC API 8.4.4 */
  exchange(form: URLSearchParams, authorization: string | undefined): TokenReply {
    this.authenticate(form, authorization)
    const grantType = form.get('grant_type')
    if (grantType === null) throw invalidRequest('Missing parameter grant_type')
    if (grantType === 'client_credentials') return this.#grantService(form)
    if (grantType === 'authorization_code') return this.#grantCredential(form)
    throw invalidRequest('Invalid parameter grant_type')
  }

  /** Whom a service token was given to: the client, or the client for one person; null when it is none, or none any more. */
  holderOf(token: string): { userId: string | null } | null {
    const held = this.#service.get(token)
    return held !== undefined && held.expiresAt > this.#time() ? { userId: held.userId } : null
  }

  /** Version 1, clause 11.2, and log-ins of one person. The caller has authenticated the client. */
  issueServiceToken(userId: string | null): { access_token: string, expires_in: number } {
    const token = randomBytes(32).toString('base64url')
    for (const [key, { expiresAt }] of this.#service) if (expiresAt <= this.#time()) this.#service.delete(key)
    this.#service.set(token, { userId, expiresAt: this.#time() + serviceLifetimeSeconds * 1000 })
    return { access_token: token, expires_in: serviceLifetimeSeconds }
  }

  /** Takes back a service token or an activation. */
  withdraw(token: string): void {
    this.#service.delete(token)
    this.#deps.activation.withdraw(token)
  }

  /** RFC 7009: unknown tokens are no error. */
  revoke(form: URLSearchParams, authorization: string | undefined): void {
    this.authenticate(form, authorization)
    const token = form.get('token')
    if (token === null) throw invalidRequest('Missing parameter token')
    this.withdraw(token)
  }

  /** HTTP Basic or parameters (RFC 6749, 2.3.1). */
  authenticate(form: URLSearchParams, authorization: string | undefined): PortalClient {
    const client = this.#deps.client()
    const basic = /^Basic ([A-Za-z0-9+/]+=*)$/.exec(authorization ?? '')?.[1]
    const [id, secret] = basic === undefined ? [form.get('client_id'), form.get('client_secret')] : Buffer.from(basic, 'base64').toString('utf8').split(/:(.*)/s).map(decodeURIComponent)
    if (!id) throw invalidRequest('Missing parameter client_id')
    if (id !== client.id) throw new CscError('invalid_client', 'Invalid parameter client_id')
    if (!secret) throw invalidRequest('Client authorization required')
    if (!isSame(secret, client.secret)) throw new CscError('invalid_client', 'Invalid parameter client_secret')
    return client
  }

  #grantService(form: URLSearchParams): TokenReply {
    if ((form.get('scope') ?? 'service') !== 'service') throw new CscError('invalid_scope', 'Client credentials give the scope service only')
    return { ...this.issueServiceToken(null), token_type: 'Bearer' }
  }

  #grantCredential(form: URLSearchParams): TokenReply {
    const code = form.get('code')
    if (code === null) throw invalidRequest('Missing parameter code')
    const grant = this.#grants.get(code)
    if (grant === undefined) throw new CscError('invalid_grant', 'Invalid parameter code')
    if (grant.sad !== null) {
      // A code that comes twice may have been stolen: what it gave is taken back (RFC 6749, 4.1.2).
      this.#deps.activation.withdraw(grant.sad)
      throw new CscError('invalid_grant', 'Invalid parameter code')
    }
    const { request } = grant
    if (grant.expiresAt <= this.#time()) throw new CscError('invalid_grant', 'Authorization code is invalid or expired')
    if (form.get('redirect_uri') !== request.redirectUri) throw new CscError('invalid_grant', 'redirect_uri parameter does not match')
    if (request.codeChallenge !== null && !isSame(createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url'), request.codeChallenge)) throw new CscError('invalid_grant', 'Invalid parameter code_verifier')
    if (request.authorizationDetails !== null && form.get('authorization_details') !== request.authorizationDetails) throw invalidRequest('Invalid parameter authorization_details')
    const { sad, expiresIn } = this.#deps.activation.issue(request.binding)
    grant.sad = sad
    return { access_token: sad, token_type: request.version === 1 ? 'SAD' : 'Bearer', expires_in: expiresIn, ...(request.authorizationDetails === null ? {} : { authorization_details: JSON.parse(request.authorizationDetails) as unknown }) }
  }

  #time(): number {
    return this.#deps.now().getTime()
  }
}

function isSame(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(wanted))
}
