import type { ProviderErrorCode } from '../errors.ts'
import type { PendingTransaction, TransactionNotice } from '../types.ts'

/**
 * How far one chunk has come. `begun` is kept before the provider is called: after a crash it means that the provider
 * may hold a transaction whose name we do not know.
 */
export type ChunkProgress
  = | { state: 'open' }
    | { state: 'begun', reference: string, expiresAt: Date }
    | { state: 'pending', pending: PendingTransaction }
    /** Base64, in the order of the chunk's documents. */
    | { state: 'signed', signatures: string[] }
    /** Needs somebody: `isUncertain` when the provider may have signed all the same. */
    | { state: 'failed', code: ProviderErrorCode, isUncertain: boolean }

export interface ChunkRecord { batch: string, number: number, progress: ChunkProgress }

/** Keeps the progress, so that a batch goes on after a crash. The token of a pending transaction must be sealed. */
export interface BatchStore {
  /** Null when it was never saved. */
  find(batch: string, number: number): Promise<ChunkRecord | null>
  /** Durable when it resolves. */
  save(record: ChunkRecord): Promise<void>
}

export const isOver = ({ state }: ChunkProgress): boolean => state === 'signed' || state === 'failed'

/** The transaction of a chunk that may have been begun. */
export function toPending(progress: ChunkProgress): PendingTransaction | null {
  if (progress.state === 'pending') return progress.pending
  return progress.state === 'begun' ? { reference: progress.reference, token: null, asked: 0, askAfterMs: 0, expiresAt: progress.expiresAt } : null
}

/** What a call of the provider adds: how the transaction is named where it is furthest. Null when it adds nothing. */
export function adoptNotice(progress: ChunkProgress, { reference, token }: TransactionNotice): ChunkProgress | null {
  const pending = toPending(progress)
  return pending === null || pending.reference !== reference || token === null ? null : { state: 'pending', pending: { ...pending, token } }
}

/** The same chunk once more, by somebody who knows what became of it at the provider. */
export const reopen = (progress: ChunkProgress): ChunkProgress => progress.state === 'failed' ? { state: 'open' } : progress
