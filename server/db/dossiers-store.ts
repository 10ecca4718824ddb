import { and, asc, desc, eq, notInArray, sql as raw } from 'drizzle-orm'
import type { DossierEventRecord, DossierStore, SubmissionStore } from '#domain/dossiers'
import { dossierStates, type DossierState } from '#shared/dossier/states.ts'
import type { Sql } from './client.ts'
import { dossierDocuments, dossierEvents, dossierNumbers, dossiers, submissions } from './schema.ts'

const finalStates = (Object.keys(dossierStates) as DossierState[]).filter(state => dossierStates[state].final)

export function createDossierStore(sql: Sql): DossierStore {
  return {
    find: async id => (await sql.select().from(dossiers).where(eq(dossiers.id, id)))[0] ?? null,
    listOf: owner => sql.select().from(dossiers).where(eq(dossiers.owner, owner)).orderBy(desc(dossiers.submittedAt)),
    queueOf: (agency, { state }) => sql.select().from(dossiers)
      .where(and(eq(dossiers.agency, agency), state === null ? notInArray(dossiers.state, finalStates) : eq(dossiers.state, state)))
      .orderBy(asc(dossiers.dueAt), asc(dossiers.code)),
    insert: async (dossier) => { await sql.insert(dossiers).values(dossier) },
    update: async ({ delivery: _movesByItself, ...dossier }) =>
      (await sql.update(dossiers).set(dossier).where(and(eq(dossiers.id, dossier.id), eq(dossiers.version, dossier.version - 1))).returning({ id: dossiers.id })).length === 1,
    setDelivery: async (id, delivery) => { await sql.update(dossiers).set({ delivery }).where(eq(dossiers.id, id)) },
    addEvent: async (event) => { await sql.insert(dossierEvents).values(event) },
    eventsOf: async dossier => (await sql.select().from(dossierEvents).where(eq(dossierEvents.dossier, dossier)).orderBy(asc(dossierEvents.seq))).map(({ seq: _order, ...event }) => event as DossierEventRecord),
    addDocument: async (document) => { await sql.insert(dossierDocuments).values(document) },
    documentsOf: dossier => sql.select().from(dossierDocuments).where(eq(dossierDocuments.dossier, dossier)).orderBy(asc(dossierDocuments.addedAt), asc(dossierDocuments.id)),
    nextNumber: async (agency, series) => {
      const [row] = await sql.insert(dossierNumbers).values({ agency, series, last: 1 })
        .onConflictDoUpdate({ target: [dossierNumbers.agency, dossierNumbers.series], set: { last: raw`${dossierNumbers.last} + 1` } })
        .returning({ last: dossierNumbers.last })
      return row!.last
    },
    keepNumber: async ({ agency, series, number }) => {
      await sql.insert(dossierNumbers).values({ agency, series, last: number })
        .onConflictDoUpdate({ target: [dossierNumbers.agency, dossierNumbers.series], set: { last: raw`greatest(${dossierNumbers.last}, ${number})` } })
    },
    listWithoutResult: () => sql.select().from(dossiers).where(eq(dossiers.state, 'accepted')).orderBy(asc(dossiers.dueAt)).limit(500),
  }
}

export function createSubmissionStore(sql: Sql): SubmissionStore {
  return {
    findByDraft: async draft => (await sql.select().from(submissions).where(eq(submissions.draft, draft)))[0] ?? null,
    findByKey: async (owner, key) => (await sql.select().from(submissions).where(and(eq(submissions.owner, owner), eq(submissions.key, key))))[0] ?? null,
    listOf: dossier => sql.select().from(submissions).where(eq(submissions.dossier, dossier)),
    insert: async submission => (await sql.insert(submissions).values(submission).onConflictDoNothing().returning({ draft: submissions.draft })).length === 1,
  }
}
