import { Secret } from '../../secret.ts'
import { basic, type ServiceToken } from '../service-token.ts'
import type { CscSettings } from '../settings.ts'
import { call } from '../wire.ts'
import { loginSchema } from './schemas.ts'

/** How the service lets a client in (clauses 8.2 and 11.2). */
export type CscLogin
  /** OAuth 2.0 client credentials at `oauth2/token`. */
  = | { kind: 'client-credentials' }
    /** `auth/login` with HTTP Basic. */
    | { kind: 'basic', userName: string, password: Secret }
    /** A log-in of its own, once for every person, as Viettel MySign has it: `{client_id, client_secret, profile_id, user_id}`. */
    | { kind: 'profile', url: string, profileId: string }

export interface CscV1Settings extends CscSettings {
  /** @defaultValue `{ kind: 'client-credentials' }` */
  login?: CscLogin
}

/** @param userId whose token; only asked where the log-in is a person's own */
export async function logIn(settings: CscV1Settings, { tokenUrl, userId }: { tokenUrl: string | null, userId: string | null }): Promise<ServiceToken> {
  const login = settings.login ?? { kind: 'client-credentials' }
  const reply = await call(settings, { ...requestOf(settings, login, { tokenUrl, userId }), schema: loginSchema })
  return { token: reply.access_token, seconds: reply.expires_in }
}

function requestOf(settings: CscV1Settings, login: CscLogin, { tokenUrl, userId }: { tokenUrl: string | null, userId: string | null }): Omit<Parameters<typeof call>[1], 'schema'> {
  const { baseUrl, clientId, clientSecret } = settings
  switch (login.kind) {
    case 'basic':
      return { url: `${baseUrl}/auth/login`, step: 'auth/login', body: { json: {} }, authorization: new Secret(`Basic ${Buffer.from(`${login.userName}:${login.password.reveal()}`).toString('base64')}`) }
    case 'profile':
      return { url: login.url, step: 'login', body: { json: { client_id: clientId, client_secret: clientSecret.reveal(), profile_id: login.profileId, user_id: userId } } }
    default:
      return { url: tokenUrl ?? `${baseUrl}/oauth2/token`, step: 'oauth2/token', body: { form: { grant_type: 'client_credentials', scope: 'service', client_id: clientId } }, authorization: basic(settings) }
  }
}
