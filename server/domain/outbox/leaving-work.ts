/** Work that leaves the house; sent in the same transaction as the state it belongs to, done at least once. */
export type LeavingWork
  = | { kind: 'deliver', delivery: string }
    | { kind: 'issue-result', dossier: string }

/** Part of a transaction: the work exists if and only if the transaction commits. */
export interface Outbox {
  /** @param options.lane work of one lane, e.g. for one agency, never takes all hands: one that is slow holds up nobody else */
  send(work: LeavingWork, options?: { after?: Date, lane?: string }): Promise<void>
}

/** A handler that throws is asked again later; its own state says what the person sees meanwhile. */
export type WorkHandlers = { [Kind in LeavingWork['kind']]: (work: Extract<LeavingWork, { kind: Kind }>, attempt: { number: number, isLast: boolean }) => Promise<void> }

/** After the n-th failure: 2 s, 4 s, 8 s … at most 30 minutes; with the limit below about 26 hours of trying. */
export const backOffSeconds = (attempt: number): number => Math.min(1800, 2 ** Math.min(attempt, 11))
export const retryLimit = 60

/** Runs `work` in one transaction over the stores it names: all of it happened, or nothing. */
export type Transact<Stores> = <T>(work: (stores: Stores) => Promise<T>) => Promise<T>
