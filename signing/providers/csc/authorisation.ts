import { createHash, randomBytes as systemRandom, timingSafeEqual } from 'node:crypto'
import { ProviderError } from '../errors.ts'
import { Secret } from '../secret.ts'
import type { Activation, AuthorisationAnswer, AuthorisationRequest, PendingAuthorisation } from '../types.ts'
import { hashOid } from './algorithms.ts'
import type { ServiceAddresses } from './addresses.ts'
import { digestsOf } from './digests.ts'
import { failureOf } from './failure.ts'
import { tokenSchema } from './schemas.ts'
import { basic } from './service-token.ts'
import type { CscSettings } from './settings.ts'
import { call } from './wire.ts'

/** CSC API 8.4.2 with `authorization_details`: the person sees exactly these digests and labels. */
export async function beginAuthorisation(settings: CscSettings, addresses: ServiceAddresses, request: AuthorisationRequest & { redirectUri: string }): Promise<PendingAuthorisation> {
  const { credential, redirectUri } = request
  requireRedirect(request)
  const random = settings.randomBytes ?? systemRandom
  const state = base64url(random(32))
  const verifier = base64url(random(32))
  const url = new URL(addresses.authorize)
  const parameters = {
    response_type: 'code',
    client_id: settings.clientId,
    redirect_uri: redirectUri,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    state,
    lang: 'vi-VN',
    authorization_details: describeAuthorisation(request),
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  // The details must come again, letter for letter, when the code is redeemed (CSC API 8.4.4).
  return { url: url.href, state, verifier: new Secret(JSON.stringify([verifier, parameters.authorization_details, credential.id])), redirectUri }
}

export async function completeAuthorisation(settings: CscSettings, addresses: ServiceAddresses, { query, pending, credential }: AuthorisationAnswer): Promise<Activation> {
  if (!isSame(query.get('state') ?? '', pending.state)) throw new ProviderError('sad-invalid', 'callback: the state is not ours')
  const error = query.get('error')
  if (error !== null) throw failureOf({ error, error_description: query.get('error_description') ?? '' }, 'oauth2/authorize')
  const code = query.get('code')
  if (code === null || code === '') throw new ProviderError('reply-invalid', 'callback: neither code nor error')
  const [verifier, details, credentialId] = JSON.parse(pending.verifier.reveal()) as [string, string, string]
  if (credentialId !== credential.id) throw new ProviderError('sad-invalid', 'callback: for another credential')
  const { access_token: token, expires_in: seconds } = await call(settings, {
    url: addresses.token,
    step: 'oauth2/token',
    body: { form: { grant_type: 'authorization_code', code, client_id: settings.clientId, redirect_uri: pending.redirectUri, code_verifier: verifier, authorization_details: details } },
    authorization: basic(settings),
    schema: tokenSchema,
  })
  return { sad: new Secret(token), expiresAt: new Date(settings.now().getTime() + seconds * 1000) }
}

function requireRedirect({ credential, data }: AuthorisationRequest): void {
  if (credential.authorisation.mode !== 'redirect') throw new ProviderError('credential-not-usable', 'this credential is not authorised by redirect')
  // Without SCAL2 the person could not know what the activation is used for (EN 419 241-1).
  if (credential.scal !== 'SCAL2') throw new ProviderError('credential-not-usable', 'the provider does not bind the activation to the hashes')
  if (data.length === 0 || data.length > credential.multisign) throw new ProviderError('credential-not-usable', `${data.length} signatures asked, ${credential.multisign} possible`)
}

function describeAuthorisation({ credential, hash, data }: AuthorisationRequest): string {
  const digests = digestsOf(data, hash)
  return JSON.stringify([{
    type: 'credential',
    credentialID: credential.id,
    documentDigests: data.map(({ label }, index) => ({ hash: digests[index], label })),
    hashAlgorithmOID: hashOid(hash),
    numSignatures: data.length,
  }])
}

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')

function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}
