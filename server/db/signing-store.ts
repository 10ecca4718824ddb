import { and, asc, desc, eq, inArray, lt, lte, or } from 'drizzle-orm'
import type { LinkStore, SigningStore } from '#domain/signatures'
import { openSigningStates } from '#shared/dossier/signing-states.ts'
import type { Sql } from './client.ts'
import { signingSessions as table, startedLinks as links } from './schema.ts'

export function createSigningStore(sql: Sql): SigningStore {
  const open = inArray(table.state, [...openSigningStates])
  return {
    find: async id => (await sql.select().from(table).where(eq(table.id, id)))[0] ?? null,
    findByState: async state => (await sql.select().from(table).where(eq(table.oauthState, state)))[0] ?? null,
    findByReference: async reference => (await sql.select().from(table).where(eq(table.reference, reference)))[0] ?? null,
    latestOf: async draft => (await sql.select().from(table).where(eq(table.draft, draft)).orderBy(desc(table.createdAt)).limit(1))[0] ?? null,
    insert: async session => (await sql.insert(table).values(session).onConflictDoNothing().returning({ id: table.id })).length === 1,
    update: async session => (await sql.update(table).set(session).where(and(eq(table.id, session.id), eq(table.version, session.version - 1))).returning({ id: table.id })).length === 1,
    listUnfinished: now => sql.select().from(table).where(or(eq(table.state, 'signed'), and(open, or(lt(table.expiresAt, now), lte(table.askAt, now))))).orderBy(asc(table.createdAt)).limit(200),
  }
}

export function createLinkStore(sql: Sql): LinkStore {
  return {
    insert: async (link, now) => {
      await sql.delete(links).where(lt(links.expiresAt, now))
      await sql.insert(links).values(link)
    },
    find: async state => (await sql.select().from(links).where(eq(links.state, state)))[0] ?? null,
    remove: async state => (await sql.delete(links).where(eq(links.state, state)).returning({ state: links.state })).length === 1,
  }
}
