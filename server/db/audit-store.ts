import { asc, desc, gte, sql as raw } from 'drizzle-orm'
import { chainHash, genesis, type AuditStore } from '#domain/audit'
import type { Sql } from './client.ts'
import { auditEntries } from './schema.ts'

/** Any number: it names the lock under which the chain grows. */
const chainLock = 7_201_126

/** `append` needs a transaction, best as its last step: the chain is locked from there to the commit. */
export function createAuditStore(sql: Sql): AuditStore {
  return {
    append: async (entry) => {
      await sql.execute(raw`select pg_advisory_xact_lock(${chainLock})`)
      const [last] = await sql.select({ hash: auditEntries.hash }).from(auditEntries).orderBy(desc(auditEntries.seq)).limit(1)
      const previous = last?.hash ?? genesis
      await sql.insert(auditEntries).values({ ...entry, previous, hash: chainHash(previous, entry) })
    },
    read: (from, limit) => sql.select().from(auditEntries).where(gte(auditEntries.seq, from)).orderBy(asc(auditEntries.seq)).limit(limit),
  }
}
