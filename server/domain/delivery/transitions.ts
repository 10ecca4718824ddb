import type { Acknowledgement } from './ports.ts'
import type { Delivery } from './delivery.ts'

/** The receiver has it: the next round may follow. */
export const isThrough = ({ state }: Delivery): boolean => state === 'delivered' || state === 'acknowledged'

export const attempted = (delivery: Delivery, { at, state, nextAttemptAt, problem }: { at: Date, state: Delivery['state'], nextAttemptAt: Date | null, problem: string | null }): Delivery =>
  ({ ...delivery, state, attempts: delivery.attempts + 1, lastAttemptAt: at.toISOString(), nextAttemptAt: nextAttemptAt?.toISOString() ?? null, problem })

export const acknowledged = (delivery: Delivery, { code, at }: Acknowledgement): Delivery =>
  ({ ...delivery, state: 'acknowledged', nextAttemptAt: null, acknowledgedAt: at, acknowledgementCode: code, problem: null })

/** Tried from the beginning, as the operator asked. */
export const restarted = (delivery: Delivery): Delivery => ({ ...delivery, state: 'waiting', attempts: 0, nextAttemptAt: null, problem: null })
