import { and, asc, count, desc, eq, gte, like, lt, lte, ne, not, sql as raw, type SQL } from 'drizzle-orm'
import { chainHash, genesis, lookupAction, type AuditStore, type EntryFilter, type EntryKind } from '#domain/audit'
import type { Sql } from './client.ts'
import { auditEntries as table } from './schema.ts'

/** Any number: it names the lock under which the chain grows. */
const chainLock = 7_201_126

/** `append` needs a transaction, best as its last step: the chain is locked from there to the commit. */
export function createAuditStore(sql: Sql): AuditStore {
  return {
    append: async (entry) => {
      await sql.execute(raw`select pg_advisory_xact_lock(${chainLock})`)
      const [last] = await sql.select({ hash: table.hash }).from(table).orderBy(desc(table.seq)).limit(1)
      const previous = last?.hash ?? genesis
      await sql.insert(table).values({ ...entry, previous, hash: chainHash(previous, entry) })
    },
    read: (from, limit) => sql.select().from(table).where(gte(table.seq, from)).orderBy(asc(table.seq)).limit(limit),
    find: async seq => (await sql.select().from(table).where(eq(table.seq, seq)))[0] ?? null,
    readOf: (subject, { limit, offset = 0, ...filter }) => sql.select().from(table).where(matching(subject, filter)).orderBy(desc(table.seq)).limit(limit).offset(offset),
    countOf: async (subject, filter) => (await sql.select({ n: count() }).from(table).where(matching(subject, filter)))[0]?.n ?? 0,
  }
}

function matching(subject: string, { kind, before, from, until, without }: EntryFilter): SQL | undefined {
  return and(
    eq(table.subject, subject),
    kind === undefined ? undefined : ofKind[kind],
    before === undefined ? undefined : lt(table.seq, before),
    // Kept as ISO 8601 in UTC, whose order as text is that of time.
    from === undefined ? undefined : gte(table.at, from.toISOString()),
    until === undefined ? undefined : lte(table.at, until.toISOString()),
    without === undefined ? undefined : ne(table.action, without),
  )
}

const isLookup = like(table.action, `${lookupAction} %`)
const isOwn = eq(table.actor, table.subject)
const isHouse = eq(table.role, 'system')

const ofKind: Record<EntryKind, SQL | undefined> = {
  registry: isLookup,
  self: and(not(isLookup), isOwn),
  portal: and(not(isLookup), not(isOwn), isHouse),
  official: and(not(isLookup), not(isOwn), not(isHouse)),
}
