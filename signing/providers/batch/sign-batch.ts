import { ProviderError } from '../errors.ts'
import { usualPatience } from '../patience.ts'
import type { Secret } from '../secret.ts'
import type { Credential, CredentialSource, DataToBeSigned, PendingTransaction, TransactionSigning } from '../types.ts'
import { isOver, toPending, type BatchStore, type ChunkProgress, type ChunkRecord } from './chunk.ts'
import { isUnchanged, requireChunk, type BatchDocument, type BatchManifest, type ManifestChunk } from './manifest.ts'

export interface BatchDependencies {
  provider: CredentialSource & TransactionSigning
  store: BatchStore
  /** The documents of a chunk; asked when it is their turn, so that thousands need not lie in memory. */
  load: (documents: ManifestChunk['documents']) => Promise<BatchDocument[]>
  now: () => Date
  /** Resolves after so many milliseconds. */
  wait: (milliseconds: number) => Promise<void>
  /** Unguessable, never used before. */
  newReference: () => string
}

export interface BatchOrder {
  manifest: BatchManifest
  credential: Credential
  /** Where the caller holds them, as for a seal. */
  factors?: Readonly<Record<string, Secret>>
  /** Chunks under way at once. @defaultValue 1: a person answers one question after the other */
  parallel?: number
}

/** Between attempts to begin a chunk, in milliseconds; about two minutes of trying, after that it stays open. */
const waits = [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 60_000]

/**
 * Signs what is left of a batch: each chunk with an authorisation of its own, bound to exactly its hashes. Whatever was
 * interrupted is asked about, never signed again. @returns every chunk as it stands then
 * @throws ProviderError `request-refused` when the manifest or a document has changed, `certificate-mismatch`
 */
export async function signBatch(deps: BatchDependencies, order: BatchOrder): Promise<ChunkRecord[]> {
  const { manifest, credential, parallel = 1 } = order
  if (!isUnchanged(manifest) || manifest.credential !== credential.id) throw new ProviderError('request-refused', 'batch: the manifest is not what was agreed to')
  const records: ChunkRecord[] = []
  const queue = [...manifest.chunks]
  const worker = async (): Promise<void> => {
    for (let chunk = queue.shift(); chunk !== undefined; chunk = queue.shift()) records.push({ batch: manifest.id, number: chunk.number, progress: await signChunk(deps, order, chunk) })
  }
  await Promise.all(Array.from({ length: parallel }, worker))
  return records.sort((one, other) => one.number - other.number)
}

async function signChunk(deps: BatchDependencies, order: BatchOrder, chunk: ManifestChunk): Promise<ChunkProgress> {
  const { store, provider, load } = deps
  const read = async (): Promise<ChunkProgress> => (await store.find(order.manifest.id, chunk.number))?.progress ?? { state: 'open' }
  const progress = await read()
  if (isOver(progress)) return progress
  const data = requireChunk(order.manifest, chunk, await load(chunk.documents))
  const save = async (next: ChunkProgress): Promise<ChunkProgress> => {
    await store.save({ batch: order.manifest.id, number: chunk.number, progress: next })
    return next
  }
  // Where nothing is signed before it is asked for, a beginning that was lost is no loss.
  const begins = progress.state === 'open' || (progress.state === 'begun' && provider.signsWhen === 'asked')
  const begun = begins ? await begin(deps, order, { data, read, save }) : progress
  return isOver(begun) ? begun : ask(deps, order, { data, read, save })
}

interface Steps { data: DataToBeSigned[], read: () => Promise<ChunkProgress>, save: (next: ChunkProgress) => Promise<ChunkProgress> }

/** Rejections to begin are final; no answer is tried again, for the provider promises that nothing was begun. */
async function begin({ provider, now, wait, newReference }: BatchDependencies, { manifest, credential, factors }: BatchOrder, { data, save }: Steps): Promise<ChunkProgress> {
  for (const pause of [...waits, null]) {
    const reference = newReference()
    await save({ state: 'begun', reference, expiresAt: new Date(now().getTime() + usualPatience) })
    try {
      const pending = await provider.beginTransaction({ credential, algorithm: manifest.algorithm, hash: manifest.hash, data, reference, ...(factors === undefined ? {} : { factors }) })
      return await save({ state: 'pending', pending })
    }
    catch (error) {
      if (!(error instanceof ProviderError)) throw error
      if (!error.retryable) return save({ state: 'failed', code: error.code, isUncertain: false })
      await save({ state: 'open' })
      if (pause !== null) await wait(pause)
    }
  }
  return { state: 'open' }
}

/** Until there is an end, or the provider has not answered for minutes: then the chunk waits for the next run. */
async function ask({ provider, wait }: BatchDependencies, { manifest, credential }: BatchOrder, { data, read, save }: Steps): Promise<ChunkProgress> {
  for (let silent = 0; silent <= waits.length;) {
    const asked = toPending(await read())
    if (asked === null) break
    await wait(Math.max(asked.askAfterMs, waits[silent - 1] ?? 0))
    const pending = toPending(await read()) ?? asked
    try {
      const answer = await provider.askTransaction({ pending, credential, algorithm: manifest.algorithm, hash: manifest.hash, data })
      if (answer.state === 'signed') return await save({ state: 'signed', signatures: answer.signatures.map(one => Buffer.from(one).toString('base64')) })
      await save({ state: 'pending', pending: { ...answer.pending, token: newerToken(pending, toPending(await read()), answer.pending) } })
      silent = 0
    }
    catch (error) {
      if (!(error instanceof ProviderError)) throw error
      if (!error.retryable) return save({ state: 'failed', code: error.code, isUncertain: pending.token === null })
      silent += 1
    }
  }
  return read()
}

/** A call of the provider that arrived while it was asked knows more than the answer. */
function newerToken(before: PendingTransaction, stored: PendingTransaction | null, answered: PendingTransaction): Secret | null {
  const changed = stored !== null && stored.token !== null && stored.token.reveal() !== before.token?.reveal()
  return changed ? stored.token : answered.token
}
