import type { SessionAccount } from './actor.ts'

export interface SessionStore {
  insert(session: StoredSession): Promise<void>
  find(tokenHash: string): Promise<StoredSession | null>
  touch(tokenHash: string, seenAt: Date, expiresAt: Date): Promise<void>
  delete(tokenHash: string): Promise<void>
  deleteExpired(now: Date): Promise<void>
}
export interface StoredSession { tokenHash: string, account: SessionAccount, createdAt: Date, seenAt: Date, expiresAt: Date }

export interface LoginStore {
  insert(login: PendingLogin): Promise<void>
  /** Gives the login once: a second callback finds nothing. */
  take(state: string): Promise<PendingLogin | null>
  deleteExpired(now: Date): Promise<void>
}
export interface PendingLogin { state: string, verifier: string, nonce: string, returnTo: string, expiresAt: Date }

/** OpenID Connect, authorization code flow with PKCE. */
export interface IdentityProvider {
  begin(): Promise<{ url: string, state: string, verifier: string, nonce: string }>
  /** @throws ProblemError `sign-in-failed` */
  complete(callbackUrl: URL, login: Pick<PendingLogin, 'state' | 'verifier' | 'nonce'>): Promise<SessionAccount>
  /** Where to end the session at the provider too; null when it has no such place. */
  endSessionUrl(): Promise<string | null>
}
