import { ProviderError } from '../errors.ts'
import { Secret } from '../secret.ts'
import type { ServiceAddresses } from './addresses.ts'
import { tokenSchema } from './schemas.ts'
import type { CscSettings } from './settings.ts'
import { call } from './wire.ts'

export interface ServiceToken { token: string, seconds: number }

export interface ServiceAuthorisation {
  /** Runs `use` with the value of an Authorization header; once more with a fresh token when the service no longer accepts the first. */
  with<T>(use: (authorization: Secret) => Promise<T>): Promise<T>
}

/** Earlier than the service's own clock would end it, in milliseconds. */
const margin = 30_000

/** A service token kept as long as it holds; calls that come together wait for one. */
export function keepToken(now: () => Date, obtain: () => Promise<ServiceToken>): ServiceAuthorisation {
  let current: { authorization: Secret, expiresAt: number } | null = null
  let underWay: Promise<Secret> | null = null

  const fetchToken = async (): Promise<Secret> => {
    const { token, seconds } = await obtain()
    current = { authorization: new Secret(`Bearer ${token}`), expiresAt: now().getTime() + seconds * 1000 - margin }
    return current.authorization
  }
  const fresh = (): Promise<Secret> => {
    underWay ??= fetchToken().finally(() => {
      underWay = null
    })
    return underWay
  }

  return {
    with: async (use) => {
      const held = current !== null && current.expiresAt > now().getTime() ? current.authorization : null
      if (held === null) return use(await fresh())
      return use(held).catch(async (error: unknown) => {
        // The service was restarted or has withdrawn the token: that says nothing about our right to a new one.
        if (!(error instanceof ProviderError && error.code === 'client-refused')) throw error
        if (current?.authorization === held) current = null
        return use(current?.authorization ?? await fresh())
      })
    },
  }
}

/** Client credentials (CSC API v2, 8.5.2.2). */
export async function askWithClientCredentials(settings: CscSettings, { token }: Pick<ServiceAddresses, 'token'>): Promise<ServiceToken> {
  const reply = await call(settings, {
    url: token,
    step: 'oauth2/token',
    body: { form: { grant_type: 'client_credentials', scope: 'service', client_id: settings.clientId } },
    authorization: basic(settings),
    schema: tokenSchema,
  })
  return { token: reply.access_token, seconds: reply.expires_in }
}

/** RFC 6749, 2.3.1: both parts are form-encoded first. */
export function basic({ clientId, clientSecret }: Pick<CscSettings, 'clientId' | 'clientSecret'>): Secret {
  return new Secret(`Basic ${Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret.reveal())}`).toString('base64')}`)
}
