import { randomBytes as systemRandom } from 'node:crypto'
import { ProviderError } from '../errors.ts'
import { isSameText } from '../same-text.ts'
import { Secret } from '../secret.ts'
import type { AccountLinking } from '../types.ts'
import { tokenSchema, userSchema } from './schemas.ts'
import type { SmartCaSettings } from './settings.ts'
import { call } from './wire.ts'

interface Grant { access: string, refresh: string | null, expiresAt: number }

export interface Accounts extends AccountLinking {
  /**
   * Runs `use` with the person's Authorization header, renewed when it is too old or no longer accepted.
   * @throws ProviderError `expired` when the person has to link the account again
   */
  with<T>(userId: string, use: (authorization: Secret) => Promise<T>): Promise<T>
}

/** Earlier than the gateway's own clock would end a token, in milliseconds. */
const margin = 60_000

/** OAuth 2.0 as in clause 3.1: the person consents once, after that the account stays linked for as long as it is used. */
export function createAccounts(settings: SmartCaSettings): Accounts {
  const { baseUrl, clientId, clientSecret, grants, now } = settings
  const renewals = new Map<string, Promise<Grant>>()

  const askToken = async (form: Record<string, string>): Promise<Grant> => {
    const reply = await call(settings, { url: `${baseUrl}/auth/token`, step: 'auth/token', body: { form: { ...form, client_id: clientId, client_secret: clientSecret.reveal() } }, schema: tokenSchema })
    return { access: reply.access_token, refresh: reply.refresh_token ?? null, expiresAt: now().getTime() + reply.expires_in * 1000 - margin }
  }
  const load = async (userId: string): Promise<Grant | null> => {
    const kept = await grants.find(userId)
    return kept === null ? null : JSON.parse(kept.reveal()) as Grant
  }
  const save = (userId: string, grant: Grant): Promise<void> => grants.save(userId, new Secret(JSON.stringify(grant)))

  /** One at a time: a refresh token is replaced when it is used, so two renewals would lose the account. */
  const renew = (userId: string, grant: Grant): Promise<Grant> => {
    const running = renewals.get(userId) ?? renewOnce(userId, grant).finally(() => renewals.delete(userId))
    renewals.set(userId, running)
    return running
  }
  async function renewOnce(userId: string, { refresh }: Grant): Promise<Grant> {
    try {
      if (refresh === null) throw new ProviderError('expired', 'auth/token: no refresh token')
      const renewed = await askToken({ grant_type: 'refresh_token', refresh_token: refresh, scope })
      const whole = { ...renewed, refresh: renewed.refresh ?? refresh }
      await save(userId, whole)
      return whole
    }
    catch (error) {
      if (error instanceof ProviderError && error.code === 'expired') await grants.remove(userId)
      throw error
    }
  }

  return {
    isLinked: async userId => await grants.find(userId) !== null,
    beginLink: async ({ redirectUri }) => {
      const state = Buffer.from((settings.randomBytes ?? systemRandom)(32)).toString('base64url')
      const url = new URL(`${baseUrl}/auth/authorize`)
      for (const [name, value] of Object.entries({ response_type: 'code', client_id: clientId, redirect_uri: redirectUri, scope, state })) url.searchParams.set(name, value)
      return { url: url.href, state, redirectUri, verifier: new Secret('') }
    },
    completeLink: async ({ userId, query, pending }) => {
      if (!isSameText(query.get('state') ?? '', pending.state)) throw new ProviderError('sad-invalid', 'callback: the state is not ours')
      if (query.has('error')) throw new ProviderError(query.get('error') === 'access_denied' ? 'declined' : 'request-refused', 'auth/authorize')
      const code = query.get('code')
      if (code === null || code === '') throw new ProviderError('reply-invalid', 'callback: neither code nor error')
      const grant = await askToken({ grant_type: 'authorization_code', code, redirect_uri: pending.redirectUri })
      const user = await call(settings, { url: `${baseUrl}/identityapi/userinfo/info`, step: 'userinfo/info', body: { json: {} }, authorization: bearer(grant), schema: userSchema })
      // Whoever is logged in there decides which account is linked: it must be the person who is logged in here.
      if (user.uid !== userId) throw new ProviderError('certificate-mismatch', 'userinfo/info: the account is somebody else’s')
      await save(userId, grant)
    },
    with: async (userId, use) => {
      const kept = await load(userId)
      if (kept === null) throw new ProviderError('expired', 'the account is not linked')
      const grant = kept.expiresAt > now().getTime() ? kept : await renew(userId, kept)
      return use(bearer(grant)).catch(async (error: unknown) => {
        if (!(error instanceof ProviderError && error.code === 'client-refused' && grant === kept)) throw error
        return use(bearer(await renew(userId, kept)))
      })
    },
  }
}

const scope = 'sign offline_access'

const bearer = ({ access }: Grant): Secret => new Secret(`Bearer ${access}`)
