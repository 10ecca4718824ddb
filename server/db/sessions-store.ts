import { eq, lt } from 'drizzle-orm'
import type { LoginStore, SessionStore } from '#domain/identity'
import type { Sql } from './client.ts'
import { logins, sessions } from './schema.ts'

export function createSessionStore(sql: Sql): SessionStore {
  return {
    insert: async (session) => { await sql.insert(sessions).values(session) },
    find: async tokenHash => (await sql.select().from(sessions).where(eq(sessions.tokenHash, tokenHash)))[0] ?? null,
    touch: async (tokenHash, seenAt, expiresAt) => { await sql.update(sessions).set({ seenAt, expiresAt }).where(eq(sessions.tokenHash, tokenHash)) },
    delete: async (tokenHash) => { await sql.delete(sessions).where(eq(sessions.tokenHash, tokenHash)) },
    deleteExpired: async (now) => { await sql.delete(sessions).where(lt(sessions.expiresAt, now)) },
  }
}

export function createLoginStore(sql: Sql): LoginStore {
  return {
    insert: async (login) => { await sql.insert(logins).values(login) },
    take: async state => (await sql.delete(logins).where(eq(logins.state, state)).returning())[0] ?? null,
    deleteExpired: async (now) => { await sql.delete(logins).where(lt(logins.expiresAt, now)) },
  }
}
