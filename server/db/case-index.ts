import { and, eq, inArray, sql as raw } from 'drizzle-orm'
import { unionAll } from 'drizzle-orm/pg-core'
import type { Case, CaseIndex } from '#domain/insight'
import type { LocalizedText } from '#shared/forms/definition.ts'
import type { Sql } from './client.ts'
import { deliveries, dossierDocuments, dossiers, drafts, submissions } from './schema.ts'

export function createCaseIndex(sql: Sql): CaseIndex {
  /** The dossier that each object is, or is part of, or has become. */
  const dossierOf = (objects: string[]) => unionAll(
    sql.select({ object: dossiers.id, dossier: dossiers.id }).from(dossiers).where(inArray(dossiers.id, objects)),
    sql.select({ object: dossierDocuments.id, dossier: dossierDocuments.dossier }).from(dossierDocuments).where(inArray(dossierDocuments.id, objects)),
    sql.select({ object: deliveries.id, dossier: deliveries.dossier }).from(deliveries).where(inArray(deliveries.id, objects)),
    sql.select({ object: submissions.draft, dossier: submissions.dossier }).from(submissions).where(inArray(submissions.draft, objects)),
  )
  return {
    find: async (owner, given) => {
      const objects = [...new Set(given)]
      const found = new Map<string, Case>()
      for (const { id, slug } of await sql.select({ id: drafts.id, slug: drafts.procedure }).from(drafts).where(and(eq(drafts.owner, owner), inArray(drafts.id, objects)))) found.set(id, { dossier: null, slug })
      const parts = await dossierOf(objects)
      const cases = await sql.select({
        id: dossiers.id, code: dossiers.code,
        procedure: raw<LocalizedText>`${dossiers.definition} -> 'title'`,
        legalBasis: raw<{ title: LocalizedText }[]>`${dossiers.definition} -> 'legalBasis'`,
      }).from(dossiers).where(and(eq(dossiers.owner, owner), inArray(dossiers.id, parts.map(({ dossier }) => dossier))))
      for (const { object, dossier } of parts) {
        const one = cases.find(({ id }) => id === dossier)
        if (one !== undefined) found.set(object, { dossier: { id: one.id, code: one.code }, procedure: one.procedure, legalBasis: one.legalBasis.map(({ title }) => title) })
      }
      return found
    },
  }
}
