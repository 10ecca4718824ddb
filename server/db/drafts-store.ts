import { and, desc, eq, isNull } from 'drizzle-orm'
import type { DraftStore } from '#domain/drafts'
import type { Sql } from './client.ts'
import { drafts } from './schema.ts'

export function createDraftStore(sql: Sql): DraftStore {
  const first = async <T>(rows: Promise<T[]>): Promise<T | null> => (await rows)[0] ?? null
  return {
    find: id => first(sql.select().from(drafts).where(eq(drafts.id, id))),
    findOpen: (owner, procedure) => first(sql.select().from(drafts).where(and(eq(drafts.owner, owner), eq(drafts.procedure, procedure), eq(drafts.open, true), isNull(drafts.corrects)))),
    findCorrection: dossier => first(sql.select().from(drafts).where(and(eq(drafts.corrects, dossier), eq(drafts.open, true)))),
    listOpen: owner => sql.select().from(drafts).where(and(eq(drafts.owner, owner), eq(drafts.open, true))).orderBy(desc(drafts.savedAt)),
    insert: async draft => (await sql.insert(drafts).values(draft).onConflictDoNothing().returning({ id: drafts.id })).length === 1,
    update: async draft => (await sql.update(drafts).set(draft).where(and(eq(drafts.id, draft.id), eq(drafts.version, draft.version - 1))).returning({ id: drafts.id })).length === 1,
    delete: async (id) => { await sql.delete(drafts).where(eq(drafts.id, id)) },
  }
}
