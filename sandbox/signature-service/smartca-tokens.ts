import { createHash, randomBytes } from 'node:crypto'
import type { StateFile } from '../state-file.ts'

/** Tokens of linked accounts by SHA-256; they survive a restart of the service, as people were promised months. */
export interface LinkedAccount { userId: string, expiresAt: number }
export interface LinkedAccounts { access: Record<string, LinkedAccount>, refresh: Record<string, LinkedAccount> }

export interface LinkTokens { access_token: string, refresh_token: string, token_type: 'bearer', expires_in: number, scope: string }

const codeLifetimeMs = 15_000
const accessSeconds = 3600
const refreshMs = 90 * 24 * 60 * 60 * 1000

/** OAuth 2.0 of the gateway: codes that live for 15 s, access tokens for an hour, refresh tokens for three months and one use. */
export class SmartCaTokens {
  readonly #stored: StateFile<LinkedAccounts>
  readonly #codes = new Map<string, LinkedAccount & { redirectUri: string }>()
  readonly #now: () => Date

  constructor(stored: StateFile<LinkedAccounts>, now: () => Date) {
    this.#stored = stored
    this.#now = now
  }

  issueCode(userId: string, redirectUri: string, lifetimeMs = codeLifetimeMs): string {
    const code = randomBytes(24).toString('base64url')
    this.#codes.set(code, { userId, redirectUri, expiresAt: this.#time() + lifetimeMs })
    return code
  }

  /** Null when the code is unknown, used, too old, or for another address. */
  redeem(code: string, redirectUri: string): LinkTokens | null {
    const found = this.#codes.get(code)
    this.#codes.delete(code)
    return found !== undefined && found.expiresAt > this.#time() && found.redirectUri === redirectUri ? this.#issue(found.userId) : null
  }

  renew(refreshToken: string): LinkTokens | null {
    const key = digestOf(refreshToken)
    const found = this.#stored.value.refresh[key]
    if (found === undefined || found.expiresAt <= this.#time()) return null
    this.#stored.value.refresh = without(this.#stored.value.refresh, one => one === key)
    return this.#issue(found.userId)
  }

  /** Whose access token it is. */
  userOf(accessToken: string): string | null {
    const found = this.#stored.value.access[digestOf(accessToken)]
    return found !== undefined && found.expiresAt > this.#time() ? found.userId : null
  }

  #issue(userId: string): LinkTokens {
    const isOver = (_key: string, { expiresAt }: LinkedAccount): boolean => expiresAt <= this.#time()
    const [access, refresh] = [without(this.#stored.value.access, isOver), without(this.#stored.value.refresh, isOver)]
    const tokens = { access_token: randomBytes(32).toString('base64url'), refresh_token: randomBytes(32).toString('base64url') }
    access[digestOf(tokens.access_token)] = { userId, expiresAt: this.#time() + accessSeconds * 1000 }
    refresh[digestOf(tokens.refresh_token)] = { userId, expiresAt: this.#time() + refreshMs }
    this.#stored.value = { access, refresh }
    this.#stored.save()
    return { ...tokens, token_type: 'bearer', expires_in: accessSeconds, scope: 'offline_access sign' }
  }

  #time(): number {
    return this.#now().getTime()
  }
}

const digestOf = (token: string): string => createHash('sha256').update(token).digest('hex')

const without = (kept: Record<string, LinkedAccount>, which: (key: string, account: LinkedAccount) => boolean): Record<string, LinkedAccount> =>
  Object.fromEntries(Object.entries(kept).filter(([key, account]) => !which(key, account)))
