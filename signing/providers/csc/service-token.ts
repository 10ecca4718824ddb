import { ProviderError } from '../errors.ts'
import { Secret } from '../secret.ts'
import type { ServiceAddresses } from './addresses.ts'
import { tokenSchema } from './schemas.ts'
import type { CscSettings } from './settings.ts'
import { call } from './wire.ts'

export interface ServiceAuthorisation {
  /** Runs `use` with the value of an Authorization header; once more with a fresh token when the service no longer accepts the first. */
  with<T>(use: (authorization: Secret) => Promise<T>): Promise<T>
}

/** Earlier than the service's own clock would end it, in milliseconds. */
const margin = 30_000

/** Client credentials (CSC API 8.5.2.2), kept as long as they hold. */
export function createServiceAuthorisation(settings: CscSettings, addresses: () => Promise<ServiceAddresses>): ServiceAuthorisation {
  let current: { authorization: Secret, expiresAt: number } | null = null

  const fresh = async (): Promise<Secret> => {
    const { token } = await addresses()
    const reply = await call(settings, {
      url: token,
      step: 'oauth2/token',
      body: { form: { grant_type: 'client_credentials', scope: 'service', client_id: settings.clientId } },
      authorization: basic(settings),
      schema: tokenSchema,
    })
    current = { authorization: new Secret(`Bearer ${reply.access_token}`), expiresAt: settings.now().getTime() + reply.expires_in * 1000 - margin }
    return current.authorization
  }

  return {
    with: async (use) => {
      const held = current !== null && current.expiresAt > settings.now().getTime() ? current.authorization : null
      if (held === null) return use(await fresh())
      return use(held).catch(async (error: unknown) => {
        // The service was restarted or has withdrawn the token: that says nothing about our right to a new one.
        if (!(error instanceof ProviderError && error.code === 'client-refused')) throw error
        return use(await fresh())
      })
    },
  }
}

/** RFC 6749, 2.3.1: both parts are form-encoded first. */
export function basic({ clientId, clientSecret }: Pick<CscSettings, 'clientId' | 'clientSecret'>): Secret {
  return new Secret(`Basic ${Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret.reveal())}`).toString('base64')}`)
}
