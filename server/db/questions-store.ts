import { and, asc, eq, inArray } from 'drizzle-orm'
import type { QuestionStore } from '#domain/insight'
import type { Sql } from './client.ts'
import { accessQuestions as table, auditEntries } from './schema.ts'

export function createQuestionStore(sql: Sql): QuestionStore {
  const withEntries = () => sql.select({ question: table, entry: auditEntries }).from(table).innerJoin(auditEntries, eq(auditEntries.seq, table.seq))
  return {
    insert: async question => (await sql.insert(table).values(question).onConflictDoNothing().returning({ seq: table.seq })).length > 0,
    find: async seq => (await withEntries().where(eq(table.seq, seq)))[0] ?? null,
    listOf: (subject, entries) => sql.select().from(table).where(and(eq(table.subject, subject), inArray(table.seq, [...entries]))),
    list: limit => withEntries().orderBy(asc(table.askedAt), asc(table.seq)).limit(limit),
  }
}
