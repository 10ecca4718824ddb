import { toEntry, type AuditStore } from '#domain/audit'
import type { Blobs } from '#domain/drafts'
import { toEvent, type DossierStore, type ParcelManifest } from '#domain/dossiers'
import { backOffSeconds, retryLimit, type Outbox, type Transact } from '#domain/outbox'
import type { Delivery } from './delivery.ts'
import { acknowledged, attempted, isThrough } from './transitions.ts'
import { AgencyError, type Acknowledgement, type AgencySystem, type DeliveryStore, type Parcel } from './ports.ts'

export interface DeliverDeps {
  deliveries: DeliveryStore
  transact: Transact<{ deliveries: DeliveryStore, dossiers: DossierStore, audit: AuditStore, outbox: Outbox }>
  agencySystem: AgencySystem
  blobs: Blobs
  now: () => Date
  /** @defaultValue about 26 hours of trying */
  patience?: { limit: number, backOffSeconds(attempt: number): number }
}

/** Work that comes this much before its time is looked at: clocks differ a little. */
const earlySeconds = 1

/**
 * Takes one delivery a step further, unless it is not its turn: the round before it must be through (that one wakes it),
 * and an attempt has its time (work that comes twice is done once). What came of it is written with the next attempt's time
 * and work in one transaction; nothing is thrown for an agency that fails.
 */
export const deliver = (deps: DeliverDeps) => {
  const { deliveries, transact, agencySystem, now, patience = { limit: retryLimit, backOffSeconds } } = deps

  return async (id: string): Promise<void> => {
    const delivery = await deliveries.find(id)
    if (delivery === null || delivery.state === 'acknowledged' || delivery.state === 'failed') return
    if (delivery.nextAttemptAt !== null && Date.parse(delivery.nextAttemptAt) > inSeconds(earlySeconds).getTime()) return
    if (!await earlierAreThrough(delivery)) return
    try {
      await succeed(id, await agencySystem.deliver(delivery.destination, await packParcel(delivery, deps.blobs)))
    }
    catch (error) {
      if (!(error instanceof AgencyError)) throw error
      await fail(id, error.code)
    }
  }

  function inSeconds(seconds: number): Date {
    return new Date(now().getTime() + seconds * 1000)
  }

  async function earlierAreThrough({ dossier, round }: Delivery): Promise<boolean> {
    return (await deliveries.listOf(dossier)).every(one => one.round >= round || isThrough(one))
  }

  async function succeed(id: string, acknowledgement: Acknowledgement | null): Promise<void> {
    await transact(async (stores) => {
      const delivery = await stores.deliveries.lock(id)
      // A call of the agency's own may have come before its answer.
      if (delivery === null || delivery.state === 'acknowledged') return
      const at = now()
      // Without an acknowledgement it is asked for by sending the same again: the receiver knows the key.
      const again = acknowledgement === null ? inSeconds(patience.backOffSeconds(delivery.attempts + 8)) : null
      const sent = attempted(delivery, { at, state: 'delivered', nextAttemptAt: again, problem: null })
      if (delivery.state === 'waiting') await stores.dossiers.addEvent(toEvent({ dossier: delivery.dossier, event: 'deliver', party: 'system', actor: { role: 'system' }, at, note: null }))
      if (acknowledgement === null) {
        if (sent.attempts >= patience.limit) return giveUp(attempted(delivery, { at, state: 'failed', nextAttemptAt: null, problem: 'not-acknowledged' }), stores)
        await save(sent, stores)
        await stores.outbox.send({ kind: 'deliver', delivery: id }, { after: again!, lane: delivery.destination })
      }
      else {
        await recordAcknowledgement(sent, acknowledgement, { at, stores })
      }
      await wakeNext(delivery, stores)
    })
  }

  async function fail(id: string, problem: AgencyError['code']): Promise<void> {
    await transact(async (stores) => {
      const delivery = await stores.deliveries.lock(id)
      if (delivery === null || delivery.state === 'acknowledged' || delivery.state === 'failed') return
      const at = now()
      if (problem === 'refused' || delivery.attempts + 1 >= patience.limit) return giveUp(attempted(delivery, { at, state: 'failed', nextAttemptAt: null, problem }), stores)
      const again = inSeconds(patience.backOffSeconds(delivery.attempts + 1))
      await save(attempted(delivery, { at, state: delivery.state, nextAttemptAt: again, problem }), stores)
      await stores.outbox.send({ kind: 'deliver', delivery: id }, { after: again, lane: delivery.destination })
    })
  }

  /** Final: the operator finds it on a list and the applicant on the time line. */
  async function giveUp(delivery: Delivery, stores: DeliveryStores): Promise<void> {
    await save(delivery, stores)
    const at = now()
    await stores.dossiers.addEvent(toEvent({ dossier: delivery.dossier, event: 'delivery-failed', party: 'system', actor: { role: 'system' }, at, note: null }))
    await stores.audit.append(toEntry({ role: 'system' }, at, { action: 'delivery.failed', object: delivery.id, subject: await applicantOf(delivery, stores), ground: delivery.problem }))
  }
}

/**
 * Work for everything that is due and may have lost its own (a crash between two steps, a wake-up that nobody saw); what
 * has not lost it finds the second one harmless. @returns how many
 */
export const requeueDeliveries = ({ deliveries, transact, now }: Pick<DeliverDeps, 'deliveries' | 'transact' | 'now'>) => async (): Promise<number> => {
  const due = (await deliveries.listOpen()).filter(({ state, nextAttemptAt }) => state !== 'failed' && (nextAttemptAt === null || Date.parse(nextAttemptAt) <= now().getTime()))
  for (const { id, destination } of due) await transact(({ outbox }) => outbox.send({ kind: 'deliver', delivery: id }, { lane: destination }))
  return due.length
}

export interface DeliveryStores { deliveries: DeliveryStore, dossiers: DossierStore, audit: AuditStore, outbox: Outbox }

/** The delivery and what the dossier's pages show of its newest round. */
export async function save(delivery: Delivery, { deliveries, dossiers }: Pick<DeliveryStores, 'deliveries' | 'dossiers'>): Promise<void> {
  await deliveries.update(delivery)
  const { id: _id, dossier, destination: _destination, round, manifest: _manifest, ...glance } = delivery
  const newest = (await deliveries.listOf(dossier)).every(one => one.round <= round)
  if (newest) await dossiers.setDelivery(dossier, glance)
}

export async function recordAcknowledgement(delivery: Delivery, acknowledgement: Acknowledgement, { at, stores }: { at: Date, stores: DeliveryStores }): Promise<void> {
  await save(acknowledged(delivery, acknowledgement), stores)
  await stores.dossiers.addEvent(toEvent({ dossier: delivery.dossier, event: 'acknowledge', party: 'agency-system', actor: { role: 'machine', agency: delivery.destination }, at, note: acknowledgement.code }))
  await stores.audit.append(toEntry({ role: 'machine', agency: delivery.destination }, at, { action: 'delivery.acknowledge', object: delivery.id, subject: await applicantOf(delivery, stores), ground: acknowledgement.code }))
}

const applicantOf = async ({ dossier }: Delivery, { dossiers }: Pick<DeliveryStores, 'dossiers'>): Promise<string | null> => (await dossiers.find(dossier))?.owner ?? null

/** The next round of the dossier has waited for this one. */
export async function wakeNext({ dossier, round, destination }: Delivery, { deliveries, outbox }: Pick<DeliveryStores, 'deliveries' | 'outbox'>): Promise<void> {
  const next = (await deliveries.listOf(dossier)).find(one => one.round > round && one.state === 'waiting')
  if (next !== undefined) await outbox.send({ kind: 'deliver', delivery: next.id }, { lane: destination })
}

/** Reads the manifest and everything that it names; the store has checked every hash. */
async function packParcel({ id, manifest }: Delivery, blobs: Blobs): Promise<Parcel> {
  const bytes = await blobs.get(manifest)
  const { documents, report } = JSON.parse(Buffer.from(bytes).toString('utf8')) as ParcelManifest
  const papers = []
  for (const { fileName, type, sha256 } of documents) papers.push({ name: 'document' as const, fileName, type, bytes: await blobs.get(sha256) })
  return {
    delivery: id,
    parts: [
      { name: 'dossier', fileName: 'dossier.json', type: 'application/json', bytes },
      { name: 'report', fileName: 'report.json', type: 'application/json', bytes: await blobs.get(report.sha256) },
      ...papers,
    ],
  }
}
