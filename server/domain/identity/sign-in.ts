import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { ProblemError } from '../../../shared/problem.ts'
import { toActor, type Actor, type OfficialEntry } from './actor.ts'
import { createMachineTable, type MachineKey } from './machines.ts'
import type { IdentityProvider, LoginStore, SessionStore, StoredSession } from './ports.ts'

export interface IdentityDeps {
  provider: IdentityProvider
  sessions: SessionStore
  logins: LoginStore
  officials: readonly OfficialEntry[]
  /** Systems that call us, with the tokens they show. */
  machines: readonly MachineKey[]
  now: () => Date
  /** Key of the CSRF tokens. */
  secret: string
}

export interface Identity {
  /** Where to send the browser, and the state that its cookie must bring back. */
  beginSignIn(returnTo: string): Promise<{ url: string, state: string }>
  /** @throws ProblemError `sign-in-failed` */
  completeSignIn(callbackUrl: URL, browserState: string | null): Promise<{ token: string, expiresAt: Date, returnTo: string }>
  /** Null for no, an unknown or an expired session. */
  findSession(token: string | null): Promise<OpenSession | null>
  /** The machine that a bearer token belongs to; null when it is nobody's. */
  machineOf(token: string): Actor | null
  signOut(token: string): Promise<string | null>
  /** Bound to the session, or to the browser's visit before there is one. */
  csrfToken(binding: string): string
  isCsrfToken(binding: string, token: string): boolean
  sweep(): Promise<void>
}
export interface OpenSession { actor: Actor, expiresAt: Date }

const loginMinutes = 15
/** An idle session ends; a form that is open then asks to sign in again and loses nothing. */
const idleMinutes = 60
const longestHours = 12

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')
const later = (from: Date, minutes: number): Date => new Date(from.getTime() + minutes * 60_000)

export function createIdentity({ provider, sessions, logins, officials, machines, now, secret }: IdentityDeps): Identity {
  const csrfToken = (binding: string): string => createHmac('sha256', secret).update(`csrf:${binding}`).digest('base64url')
  const expiryOf = (session: Pick<StoredSession, 'createdAt'>, seenAt: Date): Date =>
    new Date(Math.min(later(seenAt, idleMinutes).getTime(), later(session.createdAt, longestHours * 60).getTime()))

  return {
    beginSignIn: async (returnTo) => {
      const { url, state, verifier, nonce } = await provider.begin()
      await logins.insert({ state, verifier, nonce, returnTo: safeReturn(returnTo), expiresAt: later(now(), loginMinutes) })
      return { url, state }
    },
    completeSignIn: async (callbackUrl, browserState) => {
      const state = callbackUrl.searchParams.get('state')
      const login = state === null ? null : await logins.take(state)
      if (login === null || login.state !== browserState || login.expiresAt < now()) throw new ProblemError('sign-in-failed', { detail: 'the log-in is unknown here or too old' })
      const account = await provider.complete(callbackUrl, login)
      // A new token at every log-in: a token planted before is worth nothing (session fixation).
      const token = randomBytes(32).toString('base64url')
      const createdAt = now()
      const expiresAt = expiryOf({ createdAt }, createdAt)
      await sessions.insert({ tokenHash: hashOf(token), account, createdAt, seenAt: createdAt, expiresAt })
      return { token, expiresAt, returnTo: login.returnTo }
    },
    findSession: async (token) => {
      if (token === null) return null
      const session = await sessions.find(hashOf(token))
      const at = now()
      if (session === null || session.expiresAt < at) return null
      if (at.getTime() - session.seenAt.getTime() < 60_000) return { actor: toActor(session.account, officials), expiresAt: session.expiresAt }
      const expiresAt = expiryOf(session, at)
      await sessions.touch(session.tokenHash, at, expiresAt)
      return { actor: toActor(session.account, officials), expiresAt }
    },
    machineOf: createMachineTable(machines),
    signOut: async (token) => {
      await sessions.delete(hashOf(token))
      return provider.endSessionUrl()
    },
    csrfToken,
    isCsrfToken: (binding, token) => {
      const [given, wanted] = [Buffer.from(token), Buffer.from(csrfToken(binding))]
      return given.length === wanted.length && timingSafeEqual(given, wanted)
    },
    sweep: async () => {
      await sessions.deleteExpired(now())
      await logins.deleteExpired(now())
    },
  }
}

/** A path of this portal, never another place: open redirects begin with `//` or a scheme. */
export function safeReturn(path: string): string {
  const base = 'http://portal.invalid'
  if (!path.startsWith('/') || path.includes('\\') || !URL.canParse(path, base)) return '/'
  const url = new URL(path, base)
  return url.origin === base && !url.pathname.startsWith('//') ? `${url.pathname}${url.search}${url.hash}` : '/'
}
