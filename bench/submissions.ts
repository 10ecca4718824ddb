import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AcceptanceJournal } from '#domain/dossiers'
import { createAcceptanceJournal } from '../server/db/acceptance-journal.ts'
import { openDatabase, type Database } from '../server/db/client.ts'
import { createStores, createTransact } from '../server/db/transact.ts'
import { acceptanceRun } from '../tests/support/acceptance-run.ts'
import { migrationsDir } from '../tests/support/databases.ts'
import { startPostgres } from '../tests/support/postgres.ts'
import { figure, inTurns, ratePerSecondOf, type Bench, type Figure } from './measure.ts'
import { findPgbench, pgbench } from './submissions/pgbench.ts'
import { statementsOf, toScript } from './submissions/statements.ts'

const clientCounts = [1, 8]
const noJournal: AcceptanceJournal = { record: async () => {} }
const runOver = ({ sql, queue }: Database, journal: AcceptanceJournal) => acceptanceRun({ stores: createStores(sql, queue), transact: createTransact(sql, queue), journal })

/**
 * One submission = a draft and a number, then the dossiers room's acceptance in one transaction: submission, dossier with its
 * definition, two documents, delivery, job, event, audit entry. Both PostgreSQL figures have fsync on.
 */
export const figures: Bench = async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'motlan-bench-'))
  const server = await startPostgres()
  try {
    const limits = new Map<number, Figure['limit']>()
    const measured = await onPostgres(await server.createDatabase(), { binaries: server.binaries, limits })
    return [...measured, ...await onEmbedded(dataDir, limits)]
  }
  finally {
    await server.stop()
    rmSync(dataDir, { recursive: true })
  }
}

async function onPostgres(url: string, { binaries, limits }: { binaries: string, limits: Map<number, Figure['limit']> }): Promise<Figure[]> {
  const database = await openDatabase({ url, dataDir: '', migrationsDir, onQueueError: () => {} })
  const submit = runOver(database, noJournal)
  const program = findPgbench(binaries)
  const script = program === null ? null : await scriptOf(submit)
  const measured: Figure[] = []
  for (const clients of clientCounts) {
    const work = () => ratePerSecondOf(clients, submit, { seconds: 0.8, rounds: 1 })
    const turn = program === null || script === null ? null : await inTurns(3, { limit: () => pgbench(program, { url, script, clients, seconds: 1 }), work })
    const limit = turn === null ? null : { name: `pgbench, the same statements, ${clients} at once`, rate: turn.limitRate }
    const rate = turn?.rate ?? await work()
    limits.set(clients, limit)
    measured.push(figure(`submissions on PostgreSQL, ${clients} at once`, rate, limit, null, limit === null ? noPgbench : undefined))
  }
  await database.close()
  return measured
}

async function onEmbedded(dataDir: string, limits: Map<number, Figure['limit']>): Promise<Figure[]> {
  const database = await openDatabase({ url: null, dataDir, migrationsDir, onQueueError: () => {} })
  const journal = createAcceptanceJournal(join(dataDir, 'acceptances.jsonl'))
  const submit = runOver(database, journal)
  const measured: Figure[] = []
  for (const clients of clientCounts) {
    const limit = limits.get(clients) ?? null
    measured.push(figure(`submissions on PGlite, ${clients} at once`, await ratePerSecondOf(clients, submit, { seconds: 0.8 }), limit, null, limit === null ? noPgbench : 'PGlite never calls fsync; the acceptance journal does, once a submission'))
  }
  await journal.close()
  await database.close()
  return measured
}

const noPgbench = 'no pgbench on this machine (Debian: package postgresql), so no limit'

async function scriptOf(submit: ReturnType<typeof acceptanceRun>): Promise<string> {
  await submit()
  let ids: string[] = []
  const statements = await statementsOf(async () => {
    const { dossier, submission, documents, delivery } = await submit()
    ids = [submission.draft, submission.key, submission.owner, dossier.id, dossier.code, delivery.id, ...documents.map(({ id }) => id)]
  })
  return toScript(statements, ids)
}
