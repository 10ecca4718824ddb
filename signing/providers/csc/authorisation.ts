import { createHash, randomBytes as systemRandom } from 'node:crypto'
import { ProviderError } from '../errors.ts'
import { Secret } from '../secret.ts'
import { isSameText } from '../same-text.ts'
import type { Activation, AuthorisationAnswer, AuthorisationRequest, PendingAuthorisation } from '../types.ts'
import { hashOid } from './algorithms.ts'
import { digestsOf } from './digests.ts'
import { failureOf } from './failure.ts'
import { tokenSchema } from './schemas.ts'
import { basic } from './service-token.ts'
import type { CscSettings } from './settings.ts'
import { call } from './wire.ts'

interface Beginning {
  authorizeUrl: string
  /** What this version of the API calls the hashes. */
  parameters: Record<string, string>
  /** Of those parameters, what must come again, letter for letter, when the code is redeemed. */
  repeated: Record<string, string>
}

/** CSC API 8.4.2: the person sees exactly these digests. */
export function beginAuthorisation(settings: CscSettings, request: AuthorisationRequest & { redirectUri: string }, { authorizeUrl, parameters, repeated }: Beginning): PendingAuthorisation {
  const { credential, redirectUri } = request
  const random = settings.randomBytes ?? systemRandom
  const state = base64url(random(32))
  const verifier = base64url(random(32))
  const url = new URL(authorizeUrl)
  const all = {
    response_type: 'code',
    client_id: settings.clientId,
    redirect_uri: redirectUri,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    state,
    lang: 'vi-VN',
    ...parameters,
  }
  for (const [name, value] of Object.entries(all)) url.searchParams.set(name, value)
  return { url: url.href, state, verifier: new Secret(JSON.stringify([verifier, repeated, credential.id])), redirectUri }
}

export async function completeAuthorisation(settings: CscSettings, tokenUrl: string, { query, pending, credential }: AuthorisationAnswer): Promise<Activation> {
  const code = readCallback(query, pending.state)
  const [verifier, repeated, credentialId] = JSON.parse(pending.verifier.reveal()) as [string, Record<string, string>, string]
  if (credentialId !== credential.id) throw new ProviderError('sad-invalid', 'callback: for another credential')
  const { access_token: token, expires_in: seconds } = await call(settings, {
    url: tokenUrl,
    step: 'oauth2/token',
    body: { form: { grant_type: 'authorization_code', code, client_id: settings.clientId, redirect_uri: pending.redirectUri, code_verifier: verifier, ...repeated } },
    authorization: basic(settings),
    schema: tokenSchema,
  })
  return { sad: new Secret(token), expiresAt: new Date(settings.now().getTime() + seconds * 1000) }
}

/** The code of a callback that is ours. @throws ProviderError */
export function readCallback(query: URLSearchParams, state: string): string {
  if (!isSameText(query.get('state') ?? '', state)) throw new ProviderError('sad-invalid', 'callback: the state is not ours')
  const error = query.get('error')
  if (error !== null) throw failureOf({ error, error_description: query.get('error_description') ?? '' }, 'oauth2/authorize')
  const code = query.get('code')
  if (code === null || code === '') throw new ProviderError('reply-invalid', 'callback: neither code nor error')
  return code
}

/** Version 2: rich authorization requests with a label for each digest. */
export function describeRichly({ credential, hash, data }: AuthorisationRequest): string {
  const digests = digestsOf(data, hash)
  return JSON.stringify([{
    type: 'credential',
    credentialID: credential.id,
    documentDigests: data.map(({ label }, index) => ({ hash: digests[index], label })),
    hashAlgorithmOID: hashOid(hash),
    numSignatures: data.length,
  }])
}

/** @throws ProviderError `credential-not-usable` */
export function requireRedirect(request: AuthorisationRequest): void {
  const { credential } = request
  if (credential.authorisation.mode !== 'redirect') throw new ProviderError('credential-not-usable', 'this credential is not authorised by redirect')
  // Without SCAL2 the person could not know what the activation is used for (EN 419 241-1).
  if (credential.scal !== 'SCAL2') throw new ProviderError('credential-not-usable', 'the provider does not bind the activation to the hashes')
  requireCount(request)
}

/** @throws ProviderError `credential-not-usable` when the credential does not sign so many at once */
export function requireCount({ credential, data }: Pick<AuthorisationRequest, 'credential' | 'data'>): void {
  if (data.length === 0 || data.length > credential.multisign) throw new ProviderError('credential-not-usable', `${data.length} signatures asked, ${credential.multisign} possible`)
}

/** @throws ProviderError `credential-not-usable` when a factor is missing that the caller should hold */
export function requireFactors({ credential }: Pick<AuthorisationRequest, 'credential'>, factors: Readonly<Record<string, Secret>>): void {
  const missing = credential.authorisation.factors.find(({ id, type }) => !type.endsWith('OOB') && !Object.hasOwn(factors, id))
  if (missing !== undefined) throw new ProviderError('credential-not-usable', 'the credential wants a factor that we do not hold')
}

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')
