import { createHmac, generateKeyPairSync, randomBytes } from 'node:crypto'
import type { Adapter, AdapterPayload, Configuration, JWK } from 'oidc-provider'
import type { Population } from '../people/population.ts'
import { callbackPaths, type PortalClient } from '../portal-client.ts'
import { renderLogout, renderLoggedOut, renderProblem } from './pages.ts'

/** Generated at set-up; never leaves the data folder. */
export interface IdentityKeys { jwks: { keys: JWK[] }, cookieKeys: string[], /** makes `sub` opaque */ subjectKey: string }

export const assuranceLevels = ['low', 'substantial', 'high'] as const

export function generateIdentityKeys(): IdentityKeys {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const kid = randomBytes(8).toString('hex')
  return {
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' } as JWK] },
    cookieKeys: [randomBytes(32).toString('base64url')],
    subjectKey: randomBytes(32).toString('base64url'),
  }
}

/** The same person always has the same `sub`, and nobody can tell the number from it. */
export function subjectOf(personalId: string, { subjectKey }: IdentityKeys): string {
  return createHmac('sha256', subjectKey).update(personalId).digest('base64url')
}

export function describeClient({ id, secret, origins }: PortalClient): AdapterPayload {
  return {
    client_id: id,
    client_secret: secret,
    client_name: 'Cổng dịch vụ công MotLan',
    // Without an origin there is nobody to send people back to; the provider wants one address at least.
    redirect_uris: (origins.length > 0 ? origins : ['http://localhost:3000']).map(origin => origin + callbackPaths.login),
    post_logout_redirect_uris: origins.map(origin => origin + callbackPaths.afterLogout),
    grant_types: ['authorization_code'],
    response_types: ['code'],
    token_endpoint_auth_method: 'client_secret_basic',
  } as AdapterPayload
}

interface ConfigurationDependencies { keys: IdentityKeys, adapter: (model: string) => Adapter, population: Population }

/** OpenID Connect Core with PKCE S256 for everybody, our own pages, and a client that people need not consent to. */
export function configureProvider({ keys, adapter, population }: ConfigurationDependencies): Configuration {
  const bySubject = new Map([...population.people, ...population.officials].map(person => [subjectOf(person.personalId, keys), person]))
  return {
    adapter,
    jwks: keys.jwks,
    cookies: { keys: keys.cookieKeys, names: { session: 'identity_session', interaction: 'identity_interaction', resume: 'identity_resume' } },
    pkce: { required: () => true },
    acrValues: assuranceLevels,
    scopes: ['openid', 'profile', 'phone', 'email'],
    claims: {
      openid: ['sub', 'acr', 'auth_time'],
      profile: ['name', 'birthdate', 'personal_id'],
      phone: ['phone_number'],
      email: ['email'],
    },
    // The portal needs who signed in at once; a second call to userinfo gives the same.
    conformIdTokenClaims: false,
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: true, logoutSource: renderLogout, postLogoutSuccessSource: renderLoggedOut },
    },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    renderError: renderProblem,
    ttl: { Interaction: 30 * 60, Session: 12 * 60 * 60, Grant: 12 * 60 * 60, AccessToken: 10 * 60, IdToken: 10 * 60, AuthorizationCode: 60 },
    findAccount: async (_ctx, subject) => {
      const person = bySubject.get(subject)
      if (person === undefined) return undefined
      const { personalId, fullName, record } = person
      return {
        accountId: subject,
        claims: async () => ({
          sub: subject,
          name: fullName,
          personal_id: personalId,
          birthdate: record.dateOfBirth,
          ...(record.phone === null ? {} : { phone_number: record.phone, phone_number_verified: true }),
          ...(record.email === null ? {} : { email: record.email, email_verified: true }),
        }),
      }
    },
    loadExistingGrant: async ({ oidc }) => {
      const { client, session, provider } = oidc
      if (client === undefined || session?.accountId === undefined) return undefined
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId })
      grant.addOIDCScope('openid profile phone email')
      await grant.save()
      return grant
    },
  }
}
