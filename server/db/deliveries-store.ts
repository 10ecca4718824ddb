import { asc, eq, inArray } from 'drizzle-orm'
import type { Delivery, DeliveryStore } from '#domain/delivery'
import type { Sql } from './client.ts'
import { deliveries, dossiers } from './schema.ts'

type Row = typeof deliveries.$inferSelect

export function createDeliveryStore(sql: Sql): DeliveryStore {
  return {
    insert: async (delivery) => { await sql.insert(deliveries).values(toRow(delivery)).onConflictDoNothing() },
    find: async id => fromRow((await sql.select().from(deliveries).where(eq(deliveries.id, id)))[0]),
    lock: async id => fromRow((await sql.select().from(deliveries).where(eq(deliveries.id, id)).for('update'))[0]),
    listOf: async dossier => (await sql.select().from(deliveries).where(eq(deliveries.dossier, dossier)).orderBy(asc(deliveries.round))).map(row => fromRow(row)!),
    update: async (delivery) => { await sql.update(deliveries).set(toRow(delivery)).where(eq(deliveries.id, delivery.id)) },
    listOpen: async () => {
      const rows = await sql.select({ delivery: deliveries, code: dossiers.code }).from(deliveries).innerJoin(dossiers, eq(dossiers.id, deliveries.dossier))
        .where(inArray(deliveries.state, ['waiting', 'delivered', 'failed'])).orderBy(asc(dossiers.submittedAt)).limit(500)
      return rows.map(({ delivery, code }) => ({ ...fromRow(delivery)!, dossierCode: code }))
    },
  }
}

const toDate = (text: string | null): Date | null => text === null ? null : new Date(text)
const toText = (date: Date | null): string | null => date?.toISOString() ?? null

const toRow = (delivery: Delivery): Row => ({ ...delivery, lastAttemptAt: toDate(delivery.lastAttemptAt), nextAttemptAt: toDate(delivery.nextAttemptAt), acknowledgedAt: toDate(delivery.acknowledgedAt) })
const fromRow = (row: Row | undefined): Delivery | null => row === undefined
  ? null
  : { ...row, lastAttemptAt: toText(row.lastAttemptAt), nextAttemptAt: toText(row.nextAttemptAt), acknowledgedAt: toText(row.acknowledgedAt) }
