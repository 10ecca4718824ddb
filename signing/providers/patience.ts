import { ProviderError } from './errors.ts'
import type { PendingTransaction } from './types.ts'

/** Nobody waits longer for a person's phone, in milliseconds. */
export const usualPatience = 10 * 60_000

/** A code that was sent gets this long to arrive before another one is asked for, in milliseconds. */
export const usualCodePause = 30_000

/** Milliseconds to the first question, and how much longer each next one takes: people need seconds, machines that sign in their own time do not. */
const paces = { person: { first: 2000, growth: 1.3 }, service: { first: 200, growth: 1.8 } } as const

/** When to ask next for what `whom` is still to do, at most every 15 s: within what providers bear. None asked so far: at once. */
export function nextQuestion(asked: number, whom: keyof typeof paces = 'person'): { asked: number, askAfterMs: number } {
  const { first, growth } = paces[whom]
  return { asked, askAfterMs: asked === 0 ? 0 : Math.min(15_000, Math.round(first * growth ** (asked - 1))) }
}

/** @throws ProviderError `expired` when the time of a transaction that still waits is over */
export function requireTime(pending: PendingTransaction, now: Date): PendingTransaction {
  if (pending.expiresAt <= now) throw new ProviderError('expired', 'the transaction was given up: nobody answered in time')
  return pending
}
