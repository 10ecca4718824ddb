import * as client from 'openid-client'
import { z } from 'zod'
import type { IdentityProvider, SessionAccount } from '#domain/identity'
import { ProblemError } from '../../../shared/problem.ts'
import { isPartialDate } from '../../../shared/forms/dates.ts'

export interface OidcOptions {
  issuer: string
  clientId: string
  clientSecret: string
  /** Where the provider sends people back to, registered there. */
  redirectUri: string
  /** Where it may send them after signing out. */
  afterSignOut: string
  /** Milliseconds for one call. @defaultValue 10 000 */
  timeoutMs?: number
}

const claims = z.object({
  personal_id: z.string().regex(/^\d{12}$/),
  name: z.string().min(1).max(200),
  birthdate: z.string().refine(isPartialDate),
  phone_number: z.string().max(30).optional(),
  email: z.string().max(254).optional(),
  acr: z.string().optional(),
})

/**
 * OpenID Connect Core 1.0: authorization code with PKCE (S256), state and nonce; issuer, audience, signature and times of
 * the ID token are checked by openid-client. The provider's metadata is read when first needed, so that the portal starts
 * without it. Plain HTTP is spoken with this machine only.
 */
export function createOidcProvider(options: OidcOptions): IdentityProvider {
  const configuration = discoverOnce(options)

  return {
    begin: async () => {
      const [verifier, state, nonce] = [client.randomPKCECodeVerifier(), client.randomState(), client.randomNonce()]
      const url = client.buildAuthorizationUrl(await configuration(), {
        redirect_uri: options.redirectUri,
        scope: 'openid profile phone email',
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        acr_values: 'high substantial',
        state,
        nonce,
      })
      return { url: url.href, state, verifier, nonce }
    },
    complete: async (callbackUrl, { state, verifier, nonce }) => {
      const known = await configuration()
      try {
        // The address as it is registered: a proxy may have changed what we were called by.
        const url = new URL(options.redirectUri)
        url.search = callbackUrl.search
        const tokens = await client.authorizationCodeGrant(known, url, { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true })
        return toAccount(tokens.claims(), options.issuer)
      }
      catch (cause) {
        throw cause instanceof ProblemError ? cause : new ProblemError('sign-in-failed', { detail: 'the identity provider did not confirm', cause })
      }
    },
    endSessionUrl: async () => {
      const known = await configuration()
      if (known.serverMetadata().end_session_endpoint === undefined) return null
      return client.buildEndSessionUrl(known, { post_logout_redirect_uri: options.afterSignOut }).href
    },
  }
}

/** What fails is asked again the next time. */
function discoverOnce({ issuer, clientId, clientSecret, timeoutMs = 10_000 }: OidcOptions): () => Promise<client.Configuration> {
  let running: Promise<client.Configuration> | null = null
  const address = new URL(issuer)
  const isOurs = ['localhost', '127.0.0.1', '[::1]'].includes(address.hostname)
  const discover = async (): Promise<client.Configuration> => {
    try {
      const found = await client.discovery(address, clientId, clientSecret, client.ClientSecretBasic(clientSecret), { timeout: timeoutMs / 1000, ...(isOurs ? { execute: [client.allowInsecureRequests] } : {}) })
      found.timeout = timeoutMs / 1000
      return found
    }
    catch (cause) {
      running = null
      throw new ProblemError('sign-in-failed', { detail: 'the identity provider cannot be reached', cause })
    }
  }
  return () => running ??= discover()
}

function toAccount(given: unknown, issuer: string): SessionAccount {
  const parsed = claims.safeParse(given)
  if (!parsed.success) throw new ProblemError('sign-in-failed', { detail: `claims: ${parsed.error.issues.map(issue => issue.path.join('.')).join(', ')}` })
  const { personal_id, name, birthdate, phone_number, email, acr } = parsed.data
  const assurance = acr === 'high' || acr === 'substantial' ? acr : 'low'
  return { personalId: personal_id, name: name.normalize('NFC'), dateOfBirth: birthdate, phone: phone_number ?? null, email: email ?? null, issuer, assurance }
}
