import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  adoptNotice, createCscProvider, createCscV1Provider, isUnchanged, planBatch, ProviderError, reopen, Secret, signBatch, toTransactions,
  type BatchDependencies, type BatchDocument, type BatchManifest, type BatchStore, type ChunkRecord, type Credential, type CredentialSource, type TransactionNotice, type TransactionSigning,
} from '#signing/providers'
import { directNetwork } from '../../../support/direct-network.ts'
import { link, newReference, openWorld, smartCaOf, type World } from './flows.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())
afterEach(() => world.sandbox.control.reset())

type Provider = CredentialSource & TransactionSigning
const sealOf = (): { id: string, pin: Secret } => {
  const [agency] = JSON.parse(readFileSync(world.environment.PORTAL_AGENCIES_FILE ?? '', 'utf8')) as { sealCredential: string, sealPin: string }[]
  return { id: agency?.sealCredential ?? '', pin: new Secret(agency?.sealPin ?? '') }
}
const settings = (path: string) => ({
  baseUrl: world.sandbox.urls.signature + path, clientId: world.environment.PORTAL_CSC_CLIENT_ID ?? '', clientSecret: new Secret(world.environment.PORTAL_CSC_CLIENT_SECRET ?? ''), network: directNetwork, now: () => new Date(), timeoutMs: 3000,
  notifications: { url: `${world.origin}/notifications`, key: new Secret('a key that only the portal has') },
})

let series = 0
const documentsOf = (count: number): BatchDocument[] => {
  series += 1
  return Array.from({ length: count }, (_, index) => ({ id: `doc-${index}`, label: `Tờ khai số ${index + 1}`, data: Buffer.from(`batch ${series}, signed attributes ${index}`) }))
}
const planOf = (documents: BatchDocument[], credential: Pick<Credential, 'id' | 'multisign'>): BatchManifest => planBatch(documents, { id: `batch-${series}`, credential, algorithm: 'RSA-PKCS1', hash: 'SHA-256' })

/** A store that forgets nothing, for a process that may end at any save. */
class MemoryStore {
  readonly records = new Map<number, ChunkRecord>()
  saves = 0
  /** At which saves the process "ends": before or after they are durable, in turn. */
  readonly crashes: Set<number>

  constructor(crashes: number[] = []) {
    this.crashes = new Set(crashes)
  }

  /** For one process: nothing of it is kept after its end. */
  open(): BatchStore {
    let isDead = false
    return {
      find: async (_batch, number) => this.records.get(number) ?? null,
      save: async (record) => {
        if (isDead) throw new Error('power cut')
        this.saves += 1
        isDead = this.crashes.delete(this.saves)
        if (!isDead || this.saves % 2 === 1) this.records.set(record.number, record)
        if (isDead) throw new Error('power cut')
      },
    }
  }

  adopt(notice: TransactionNotice): void {
    for (const record of this.records.values()) {
      const progress = adoptNotice(record.progress, notice)
      if (progress !== null) this.records.set(record.number, { ...record, progress })
    }
  }
}

interface Run { store: MemoryStore, documents: BatchDocument[], manifest: BatchManifest, credential: Credential, factors?: Record<string, Secret>, parallel?: number, onWait?: () => Promise<void> }

/** A run as a portal would make it: ended by a crash, started again, notifications taken in. */
async function run(provider: Provider, { store, documents, manifest, credential, factors, parallel = 4, onWait }: Run): Promise<ChunkRecord[]> {
  /** A late call about another batch is nothing to this one. */
  const read = (call: World['received'][number]): TransactionNotice | null => {
    try {
      return provider.readNotification(call)
    }
    catch {
      return null
    }
  }
  const byId = new Map(documents.map(one => [one.id, one]))
  const deps: Omit<BatchDependencies, 'store'> = {
    provider,
    load: async listed => listed.map(({ id }) => byId.get(id)!),
    now: () => new Date(),
    newReference,
    wait: async () => {
      await onWait?.()
      await new Promise(resolve => setTimeout(resolve, 2))
      for (const call of world.received.splice(0)) {
        const notice = read(call)
        if (notice !== null) store.adopt(notice)
      }
    },
  }
  for (;;) {
    try {
      return await signBatch({ ...deps, store: store.open() }, { manifest, credential, parallel, ...(factors === undefined ? {} : { factors }) })
    }
    catch (error) {
      if (!(error instanceof Error && error.message === 'power cut')) throw error
    }
  }
}

interface LogLine { event: string, hashes: string[], credential: string }
const log = (): LogLine[] => readFileSync(join(world.dataDir, 'signature-service', 'activations.jsonl'), 'utf8').trim().split('\n').map(text => JSON.parse(text) as LogLine)
const digestOf = ({ data }: BatchDocument): string => createHash('sha256').update(data).digest('base64')
const countSigned = (documents: readonly BatchDocument[]): Map<string, number> => {
  const counts = new Map(documents.map(one => [digestOf(one), 0]))
  for (const { event, hashes } of log()) if (event === 'signed') for (const hash of hashes) if (counts.has(hash)) counts.set(hash, counts.get(hash)! + 1)
  return counts
}
const statesOf = (records: readonly ChunkRecord[]): Record<string, number> => records.reduce<Record<string, number>>((counts, { progress }) => ({ ...counts, [progress.state]: (counts[progress.state] ?? 0) + 1 }), {})

describe('a manifest', () => {
  const documents = (): BatchDocument[] => documentsOf(120)

  it('cuts a batch into chunks of what the provider signs at once', () => {
    const { chunks } = planOf(documents(), { id: 'c', multisign: 50 })
    expect(chunks.map(({ number, documents }) => [number, documents.length])).toEqual([[1, 50], [2, 50], [3, 20]])
  })

  it.each([
    ['a label', (manifest: BatchManifest) => void (manifest.chunks[0]!.documents[0]!.label = 'Something else')],
    ['a digest', (manifest: BatchManifest) => void (manifest.chunks[1]!.documents[3]!.digest = 'AAAA')],
    ['the order', (manifest: BatchManifest) => void manifest.chunks[0]!.documents.reverse()],
    ['a document less', (manifest: BatchManifest) => void manifest.chunks[2]!.documents.pop()],
    ['the credential', (manifest: BatchManifest) => void (manifest.credential = 'd')],
  ])('shows that somebody changed %s', (_what, change) => {
    const manifest = planOf(documents(), { id: 'c', multisign: 50 })
    expect(isUnchanged(manifest)).toBe(true)
    change(manifest)
    expect(isUnchanged(manifest)).toBe(false)
  })

  it('is refused for nothing, and for two documents with one id', () => {
    expect(() => planOf([], { id: 'c', multisign: 50 })).toThrow(RangeError)
    const [one] = documents()
    expect(() => planOf([one!, one!], { id: 'c', multisign: 50 })).toThrow(RangeError)
  })
})

describe('a batch', () => {
  it('of 5,000 is signed once each, with one activation a chunk, while a tenth of the calls fail and the portal crashes', async () => {
    const provider = createCscProvider(settings('/csc/v2'))
    const { id, pin } = sealOf()
    const credential = await provider.readCredential(id)
    const documents = documentsOf(5000)
    const manifest = planOf(documents, credential)
    const store = new MemoryStore([7, 40, 41, 90, 133, 200])
    // 4 % refused before anything was done, 4 % done but the answer lost, 2 % after the caller's patience.
    world.sandbox.control.signature('server-error', { rate: 0.04 })
    world.sandbox.control.signature('half-answer', { rate: 0.04 })
    world.sandbox.control.signature('slow', { rate: 0.02, delayMs: 3500 })
    world.sandbox.control.signature('callback-lost', { rate: 0.1 })
    const records = await run(provider, { store, documents, manifest, credential, factors: { PIN: pin } })

    expect(statesOf(records)).toEqual({ signed: 100 })
    expect(records.flatMap(({ progress }) => progress.state === 'signed' ? progress.signatures : [])).toHaveLength(5000)
    expect(new Set(countSigned(documents).values())).toEqual(new Set([1]))
    const chunks = new Set(manifest.chunks.map(({ documents }) => documents.map(({ digest }) => digest).join()))
    const uses = log().filter(({ event, hashes }) => event === 'signed' && chunks.has(hashes.join()))
    expect(uses).toHaveLength(100)
    expect(store.crashes.size).toBe(0)
  }, 180_000)

  it('never begins again what may have been begun, and says after ten minutes that nobody answered', async () => {
    const person = world.sandbox.people.slice(100).find(({ pin }) => pin !== null)!
    const now = { value: Date.now() }
    const provider = smartCaOf(world, { now: () => new Date(now.value) })
    await link(world, provider, person)
    const [credential] = await provider.listCredentials(person.personalId)
    const documents = documentsOf(10)
    const manifest = planOf(documents, credential!)
    // The process ends when "begun" is durable and the provider was not called yet.
    const records = await run(provider, { store: new MemoryStore([1]), documents, manifest, credential: credential!, parallel: 1, onWait: async () => {
      now.value += 60_000
    } })
    expect(records[0]?.progress).toMatchObject({ state: 'failed', code: 'expired', isUncertain: true })
    expect(world.sandbox.control.phone(person.personalId)).toEqual([])
  })

  it('is confirmed chunk by chunk on a phone, and its calls are answered by asking', async () => {
    const person = world.sandbox.people.slice(60).find(({ pin }) => pin !== null)!
    const provider = smartCaOf(world)
    await link(world, provider, person)
    const [credential] = await provider.listCredentials(person.personalId)
    const documents = documentsOf(230)
    const manifest = planOf(documents, credential!)
    world.sandbox.control.signature('server-error', { times: 2, at: 'credentials/gettraninfo' })
    world.sandbox.control.signature('half-answer', { times: 1, at: 'signature/signhash' })
    let questions = 0
    // Even ones: what they say is lost. After a durable "begun" that reached nobody it would wait for ten minutes (above).
    const records = await run(provider, {
      store: new MemoryStore([4, 6]), documents, manifest, credential: credential!, parallel: 1,
      onWait: async () => {
        questions += world.sandbox.control.phone(person.personalId).length
        await world.sandbox.control.answerOnPhone(person.personalId, 'agree')
      },
    })
    expect(statesOf(records)).toEqual({ signed: 5 })
    expect(new Set(countSigned(documents).values())).toEqual(new Set([1]))
    expect(questions).toBe(5)
  }, 60_000)

  it('ends where the person says no, visibly, and goes on from there when they think again', async () => {
    const person = world.sandbox.people.slice(80).find(({ pin }) => pin !== null)!
    const provider = createCscProvider(settings('/device/csc/v2'))
    const [credential] = await provider.listCredentials(person.personalId)
    const documents = documentsOf(120)
    const manifest = planOf(documents, credential!)
    const store = new MemoryStore()
    let answers = 0
    const order = { store, documents, manifest, credential: credential!, parallel: 1 }
    const records = await run(provider, { ...order, onWait: async () => {
      if (world.sandbox.control.phone(person.personalId).length > 0) await world.sandbox.control.answerOnPhone(person.personalId, (answers += 1) === 2 ? 'decline' : 'agree')
    } })
    expect(records.map(({ progress }) => progress.state)).toEqual(['signed', 'failed', 'signed'])
    expect(records[1]?.progress).toMatchObject({ code: 'declined', isUncertain: false })

    await store.open().save({ ...records[1]!, progress: reopen(records[1]!.progress) })
    const again = await run(provider, { ...order, onWait: () => world.sandbox.control.answerOnPhone(person.personalId, 'agree') })
    expect(statesOf(again)).toEqual({ signed: 3 })
    expect(new Set(countSigned(documents).values())).toEqual(new Set([1]))
  }, 60_000)

  it('works with a provider that signs at once, and says what it cannot know', async () => {
    const now = { value: Date.now() }
    const provider = toTransactions(createCscV1Provider({ ...settings('/csc/v1'), now: () => new Date(now.value) }), () => new Date(now.value))
    const { id, pin } = sealOf()
    const credential = await provider.readCredential(id)
    const documents = documentsOf(150)
    const manifest = planOf(documents, credential)
    world.sandbox.control.signature('server-error', { at: 'signatures/signHash', times: 2 })
    world.sandbox.control.signature('half-answer', { at: 'signatures/signHash', times: 1 })
    const records = await run(provider, { store: new MemoryStore(), documents, manifest, credential, factors: { PIN: pin }, parallel: 1, onWait: async () => {
      now.value += 10_000
    } })
    expect(statesOf(records)).toEqual({ signed: 2, failed: 1 })
    expect(records.find(({ progress }) => progress.state === 'failed')?.progress).toMatchObject({ code: 'expired', isUncertain: true })
    expect(new Set(countSigned(documents).values())).toEqual(new Set([1]))
  }, 60_000)

  it('does not begin with a manifest or a document that is not what was agreed to', async () => {
    const provider = createCscProvider(settings('/csc/v2'))
    const { id, pin } = sealOf()
    const credential = await provider.readCredential(id)
    const documents = documentsOf(3)
    const manifest = planOf(documents, credential)
    const codeOf = (work: Promise<unknown>) => work.then(() => 'no error', (error: unknown) => error instanceof ProviderError ? error.code : 'not ours')
    const order = { store: new MemoryStore(), manifest, credential, factors: { PIN: pin } }
    expect(await codeOf(run(provider, { ...order, documents: [{ ...documents[0]!, data: Buffer.from('another form') }, ...documents.slice(1)] }))).toBe('request-refused')
    expect(await codeOf(run(provider, { ...order, documents, manifest: { ...manifest, credential: 'other' } }))).toBe('request-refused')
    expect([...countSigned(documents).values()]).toEqual([0, 0, 0])
  })

  it('leaves a chunk open while the provider is down, and finishes it when it is back', async () => {
    const provider = createCscProvider(settings('/csc/v2'))
    const { id, pin } = sealOf()
    const credential = await provider.readCredential(id)
    const documents = documentsOf(60)
    const manifest = planOf(documents, credential)
    const store = new MemoryStore()
    const order = { store, documents, manifest, credential, factors: { PIN: pin } }
    world.sandbox.control.signature('server-error', { at: 'credentials/authorize' })
    expect(statesOf(await run(provider, order))).toEqual({ open: 2 })
    world.sandbox.control.reset()
    expect(statesOf(await run(provider, order))).toEqual({ signed: 2 })
  }, 60_000)
})
