import { ProviderError } from './errors.ts'
import type { PendingTransaction } from './types.ts'

/** Nobody waits longer for a person's phone, in milliseconds. */
export const usualPatience = 10 * 60_000

/** First question after two seconds, then a third later each time, at most every 15 s: within what providers bear. None so far: at once. */
export function nextQuestion(asked: number): { asked: number, askAfterMs: number } {
  return { asked, askAfterMs: asked === 0 ? 0 : Math.min(15_000, Math.round(2000 * 1.3 ** (asked - 1))) }
}

/** @throws ProviderError `expired` when the time of a transaction that still waits is over */
export function requireTime(pending: PendingTransaction, now: Date): PendingTransaction {
  if (pending.expiresAt <= now) throw new ProviderError('expired', 'the transaction was given up: nobody answered in time')
  return pending
}
