import { and, eq } from 'drizzle-orm'
import type { Sealer } from '#domain/signatures'
import { Secret, type GrantStore } from '#signing/providers'
import type { Sql } from './client.ts'
import { linkedAccounts as table } from './schema.ts'

/** What people's accounts at one provider gave us; the table holds it sealed. */
export function createGrantStore(sql: Sql, { provider, sealer, now }: { provider: string, sealer: Sealer, now: () => Date }): GrantStore {
  const of = (owner: string) => and(eq(table.provider, provider), eq(table.owner, owner))
  /** Under another secret of the portal it is as good as none: the person links the account anew. */
  const open = (sealed: string): Secret | null => {
    try {
      return new Secret(sealer.open(sealed))
    }
    catch {
      return null
    }
  }
  return {
    find: async (owner) => {
      const [row] = await sql.select().from(table).where(of(owner))
      return row === undefined ? null : open(row.grant)
    },
    save: async (owner, secret) => {
      const grant = sealer.seal(secret.reveal())
      await sql.insert(table).values({ provider, owner, grant, savedAt: now() }).onConflictDoUpdate({ target: [table.provider, table.owner], set: { grant, savedAt: now() } })
    },
    remove: async (owner) => {
      await sql.delete(table).where(of(owner))
    },
  }
}
