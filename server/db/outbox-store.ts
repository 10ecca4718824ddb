import { sql as tag } from 'drizzle-orm'
import { fromDrizzle, type PgBoss } from 'pg-boss'
import { backOffSeconds, retryLimit, type LeavingWork, type Outbox, type WorkHandlers } from '#domain/outbox'
import type { Sql } from './client.ts'

const kinds: LeavingWork['kind'][] = ['deliver', 'issue-result']

/** Sends into pg-boss inside the caller's transaction. */
export function createOutbox(sql: Sql, queue: PgBoss): Outbox {
  return {
    send: async (work, { after, lane } = {}) => {
      await queue.send(work.kind, work, { db: fromDrizzle(sql as never, tag as never), ...(after === undefined ? {} : { startAfter: after }), ...(lane === undefined ? {} : { group: { id: lane } }) })
    },
  }
}

/**
 * The queues must be there before the first send: pg-boss looks an unknown one up outside the caller's transaction, which
 * the single connection of the embedded engine would wait for forever.
 */
export async function createQueues(queue: PgBoss): Promise<void> {
  for (const kind of kinds) await queue.createQueue(kind, { retryLimit, retryDelay: backOffSeconds(1), retryBackoff: true, retryDelayMax: backOffSeconds(99), expireInSeconds: 120, notify: true })
}

export interface WorkOptions {
  handlers: WorkHandlers
  onError: (kind: string, error: unknown) => void
  /** Seconds between looks for work whose time has come; new work is told at once. @defaultValue 0.5 */
  pollSeconds?: number
}

/** Hands for each kind of work, and how many of them one lane may take. */
const hands: Record<LeavingWork['kind'], { localConcurrency: number, localGroupConcurrency: number }> = {
  'deliver': { localConcurrency: 4, localGroupConcurrency: 2 },
  'issue-result': { localConcurrency: 2, localGroupConcurrency: 1 },
}

/** Starts doing the work; resolves when the queues are watched. */
export async function startWork(queue: PgBoss, { handlers, onError, pollSeconds = 0.5 }: WorkOptions): Promise<void> {
  for (const kind of kinds) {
    await queue.work<LeavingWork>(kind, { pollingIntervalSeconds: pollSeconds, notifyPollingIntervalSeconds: pollSeconds, includeMetadata: true, batchSize: 1, ...hands[kind] }, async ([job]) => {
      if (job === undefined) return
      try {
        await handlers[kind](job.data as never, { number: job.retryCount + 1, isLast: job.retryCount >= retryLimit })
      }
      catch (error) {
        onError(kind, error)
        throw error
      }
    })
  }
}

/** Takes no more work and waits for what is in hand. */
export async function stopWork(queue: PgBoss): Promise<void> {
  await Promise.all(kinds.map(kind => queue.offWork(kind, { wait: true })))
}
