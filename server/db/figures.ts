import { count, eq, min, or } from 'drizzle-orm'
import type { Sql } from './client.ts'
import { deliveries, dossiers, drafts, signingSessions } from './schema.ts'

/** Counts of what is kept, by state; numbers only. */
export interface Figures {
  dossiers: Record<string, number>
  deliveries: Record<string, number>
  signings: Record<string, number>
  openDrafts: number
  /** When the oldest dossier that an agency has not acknowledged was filed. */
  oldestUndelivered: Date | null
}

export async function readFigures(sql: Sql): Promise<Figures> {
  const [byDossier, byDelivery, bySigning, [open], [oldest]] = await Promise.all([
    sql.select({ state: dossiers.state, n: count() }).from(dossiers).groupBy(dossiers.state),
    sql.select({ state: deliveries.state, n: count() }).from(deliveries).groupBy(deliveries.state),
    sql.select({ state: signingSessions.state, n: count() }).from(signingSessions).groupBy(signingSessions.state),
    sql.select({ n: count() }).from(drafts).where(eq(drafts.open, true)),
    sql.select({ at: min(dossiers.submittedAt) }).from(deliveries).innerJoin(dossiers, eq(dossiers.id, deliveries.dossier)).where(or(eq(deliveries.state, 'waiting'), eq(deliveries.state, 'failed'))),
  ])
  const toRecord = (rows: { state: string, n: number }[]): Record<string, number> => Object.fromEntries(rows.map(({ state, n }) => [state, n]))
  return { dossiers: toRecord(byDossier), deliveries: toRecord(byDelivery), signings: toRecord(bySigning), openDrafts: open?.n ?? 0, oldestUndelivered: oldest?.at ?? null }
}
