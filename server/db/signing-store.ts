import { and, asc, desc, eq, inArray, lt, or } from 'drizzle-orm'
import type { SigningStore } from '#domain/signatures'
import { openSigningStates } from '#shared/dossier/signing-states.ts'
import type { Sql } from './client.ts'
import { signingSessions as table } from './schema.ts'

export function createSigningStore(sql: Sql): SigningStore {
  return {
    find: async id => (await sql.select().from(table).where(eq(table.id, id)))[0] ?? null,
    findByState: async state => (await sql.select().from(table).where(eq(table.oauthState, state)))[0] ?? null,
    latestOf: async draft => (await sql.select().from(table).where(eq(table.draft, draft)).orderBy(desc(table.createdAt)).limit(1))[0] ?? null,
    insert: async session => (await sql.insert(table).values(session).onConflictDoNothing().returning({ id: table.id })).length === 1,
    update: async session => (await sql.update(table).set(session).where(and(eq(table.id, session.id), eq(table.version, session.version - 1))).returning({ id: table.id })).length === 1,
    listUnfinished: now => sql.select().from(table).where(or(eq(table.state, 'signed'), and(inArray(table.state, [...openSigningStates]), lt(table.expiresAt, now)))).orderBy(asc(table.createdAt)).limit(200),
  }
}
