import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { AgencyError, createDeliveries, deliver, requeueDeliveries, type Acknowledgement, type Delivery, type Parcel } from '#domain/delivery'
import type { ParcelManifest } from '#domain/dossiers'
import type { Blobs } from '#domain/drafts'
import type { Actor } from '#domain/identity'
import type { Outbox } from '#domain/outbox'
import { openEmbeddedStores, type OpenStores } from '../../../../support/databases.ts'
import { sampleDelivery, sampleDossier } from '../../../../support/store-samples.ts'

let open: OpenStores
beforeAll(async () => {
  open = await openEmbeddedStores()
}, 120_000)
afterAll(() => open.remove())

let clock = Date.parse('2026-11-24T03:00:00Z')
const now = (): Date => new Date(clock)
const wait = (seconds: number): void => {
  clock += seconds * 1000
}

/** What the agency does at each attempt, in order; the last goes on. */
let script: (Acknowledgement | null | AgencyError['code'])[] = []
let parcels: { agency: string, parcel: Parcel }[] = []
let sent: { delivery: string, after: Date | null }[] = []
beforeEach(() => {
  script = []
  parcels = []
  sent = []
})

const contents = new Map<string, Uint8Array>()
const keep = (bytes: Uint8Array): string => {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  contents.set(sha256, bytes)
  return sha256
}
const blobs: Blobs = { put: async bytes => keep(bytes), get: async sha256 => contents.get(sha256)! }
const outbox: Outbox = { send: async (work, options) => {
  if (work.kind === 'deliver') sent.push({ delivery: work.delivery, after: options?.after ?? null })
} }

function room(limit = 5) {
  const deps = {
    deliveries: open.stores.deliveries,
    transact: (work => open.transact(stores => work({ ...stores, outbox }))) as OpenStores['transact'],
    agencySystem: {
      deliver: async (agency: string, parcel: Parcel) => {
        parcels.push({ agency, parcel })
        const next = script.length > 1 ? script.shift()! : script[0]!
        if (typeof next === 'string') throw new AgencyError(next, 'as the test wants it')
        return next
      },
    },
    blobs, now, patience: { limit, backOffSeconds: (attempt: number) => 2 ** attempt },
  }
  return { deliver: deliver(deps), requeue: requeueDeliveries(deps), deliveries: createDeliveries({ ...deps, dossiers: open.stores.dossiers }) }
}

/** A dossier with so many rounds on their way. */
async function filed(rounds = 1): Promise<Delivery[]> {
  const dossier = sampleDossier()
  await open.stores.dossiers.insert(dossier)
  const form = keep(Buffer.from(`form of ${dossier.code}`))
  const report = keep(Buffer.from('{}'))
  const deliveries = []
  for (let round = 1; round <= rounds; round += 1) {
    const manifest: Pick<ParcelManifest, 'code' | 'documents' | 'report'> = { code: dossier.code, report: { sha256: report, size: 2 }, documents: [{ id: 'd', kind: 'form', fileName: 'tờ khai.pdf', type: 'application/pdf', size: 1, sha256: form, signed: true }] }
    const delivery = sampleDelivery(dossier.id, { round, manifest: keep(Buffer.from(JSON.stringify({ ...manifest, round }))) })
    await open.stores.deliveries.insert(delivery)
    deliveries.push(delivery)
  }
  return deliveries
}
const stateOf = async ({ id }: Delivery) => open.stores.deliveries.find(id)
const eventsOf = async ({ dossier }: Delivery): Promise<string[]> => (await open.stores.dossiers.eventsOf(dossier)).map(({ event }) => event)
const received: Acknowledgement = { code: 'TN-1', at: '2026-11-24T03:00:00.000Z' }
const operator: Actor = { role: 'operator', agency: null, account: { personalId: '001090200005', name: 'Vận hành', dateOfBirth: '1993', phone: null, email: null, issuer: '', assurance: 'high' } }

describe('a delivery', () => {
  it('takes data, report and papers along, the same bytes at every attempt', async () => {
    const [delivery] = await filed()
    script = ['unavailable', received]
    const { deliver } = room()
    await deliver(delivery!.id)
    wait(10)
    await deliver(delivery!.id)
    expect(parcels).toHaveLength(2)
    expect(parcels[0]).toEqual(parcels[1])
    expect(parcels[0]).toMatchObject({ agency: 'cong-an-phuong-lang', parcel: { delivery: delivery!.id, parts: [{ name: 'dossier' }, { name: 'report' }, { name: 'document', fileName: 'tờ khai.pdf' }] } })
    expect(await stateOf(delivery!)).toMatchObject({ state: 'acknowledged', attempts: 2, acknowledgementCode: 'TN-1', problem: null, nextAttemptAt: null })
    expect(await eventsOf(delivery!)).toEqual(['deliver', 'acknowledge'])
  })

  it('that fails is tried again at the time it says, and not before', async () => {
    const [delivery] = await filed()
    script = ['unavailable']
    const { deliver } = room()
    await deliver(delivery!.id)
    expect(await stateOf(delivery!)).toMatchObject({ state: 'waiting', attempts: 1, problem: 'unavailable', nextAttemptAt: new Date(clock + 2000).toISOString() })
    expect(sent).toEqual([{ delivery: delivery!.id, after: new Date(clock + 2000) }])
    await deliver(delivery!.id)
    expect(parcels).toHaveLength(1)
  })

  it('ends as failed at the limit: on the dossier, on its time line and on the operator’s list', async () => {
    const [delivery] = await filed()
    script = ['unavailable']
    const { deliver, deliveries } = room(3)
    for (let attempt = 0; attempt < 5; attempt += 1) {
      await deliver(delivery!.id)
      wait(3600)
    }
    expect(parcels).toHaveLength(3)
    expect(await stateOf(delivery!)).toMatchObject({ state: 'failed', attempts: 3, nextAttemptAt: null })
    expect(await open.stores.dossiers.find(delivery!.dossier)).toMatchObject({ delivery: { state: 'failed', problem: 'unavailable' } })
    expect(await eventsOf(delivery!)).toEqual(['delivery-failed'])
    expect((await deliveries.listOpen(operator)).find(({ id }) => id === delivery!.id)).toMatchObject({ delivery: { state: 'failed' } })
    script = [received]
    expect(await deliveries.retry(operator, delivery!.id)).toMatchObject({ delivery: { state: 'waiting', attempts: 0 } })
    await deliver(delivery!.id)
    expect(await stateOf(delivery!)).toMatchObject({ state: 'acknowledged' })
  })

  it('that is refused ends at once: the same again is of no use', async () => {
    const [delivery] = await filed()
    script = ['refused']
    await room().deliver(delivery!.id)
    expect(await stateOf(delivery!)).toMatchObject({ state: 'failed', attempts: 1, problem: 'refused' })
  })

  it('without an acknowledgement is sent again until there is one', async () => {
    const [delivery] = await filed()
    script = [null, received]
    const { deliver } = room()
    await deliver(delivery!.id)
    expect(await stateOf(delivery!)).toMatchObject({ state: 'delivered', nextAttemptAt: expect.any(String) })
    wait(7200)
    await deliver(delivery!.id)
    expect(await stateOf(delivery!)).toMatchObject({ state: 'acknowledged' })
    expect(await eventsOf(delivery!)).toEqual(['deliver', 'acknowledge'])
  })

  it('waits for the round before it, and is woken by it', async () => {
    const [first, second] = await filed(2)
    script = ['unavailable', received]
    const { deliver } = room()
    await deliver(second!.id)
    expect(parcels).toHaveLength(0)
    await deliver(first!.id)
    await deliver(second!.id)
    expect(parcels).toHaveLength(1)
    wait(60)
    await deliver(first!.id)
    expect(sent.at(-1)).toEqual({ delivery: second!.id, after: null })
    await deliver(second!.id)
    expect(parcels.map(({ parcel }) => parcel.delivery)).toEqual([first!.id, first!.id, second!.id])
    expect(await open.stores.dossiers.find(first!.dossier)).toMatchObject({ delivery: { state: 'acknowledged' } })
  })

  it('behind a failed round waits for the operator, and shows as waiting', async () => {
    const [first, second] = await filed(2)
    script = ['refused', received]
    const { deliver, deliveries } = room()
    await deliver(first!.id)
    await deliver(second!.id)
    expect(await stateOf(second!)).toMatchObject({ state: 'waiting', attempts: 0 })
    await deliveries.retry(operator, first!.id)
    await deliver(first!.id)
    await deliver(second!.id)
    expect(await stateOf(second!)).toMatchObject({ state: 'acknowledged' })
  })

  it('that was acknowledged by a call before the answer came counts once', async () => {
    const [delivery] = await filed()
    script = [received]
    const { deliver, deliveries } = room()
    await deliveries.acknowledge({ role: 'machine', agency: 'cong-an-phuong-lang' }, { delivery: delivery!.id, ...received })
    await deliver(delivery!.id)
    expect(parcels).toHaveLength(0)
    expect(await eventsOf(delivery!)).toEqual(['acknowledge'])
  })

  it('whose work was lost gets work again, once it is due', async () => {
    const [due, later] = [(await filed())[0]!, (await filed())[0]!]
    script = ['unavailable']
    const { deliver, requeue } = room()
    await deliver(later.id)
    sent = []
    await requeue()
    const again = sent.map(({ delivery }) => delivery)
    expect(again).toContain(due.id)
    expect(again).not.toContain(later.id)
  })
})

describe('an acknowledgement', () => {
  it.each([['../x y', '2026-11-24T03:00:00Z'], ['TN-1', 'soon'], ['TN-1', '2027-01-01T00:00:00Z'], ['', '2026-11-24T03:00:00Z']])('of code "%s" at "%s" is refused', async (code, at) => {
    const [delivery] = await filed()
    await expect(room().deliveries.acknowledge({ role: 'machine', agency: 'cong-an-phuong-lang' }, { delivery: delivery!.id, code, at })).rejects.toMatchObject({ code: 'input-invalid' })
  })
})
