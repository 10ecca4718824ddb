import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findBreak } from '#domain/audit'
import type { AcceptanceEntry } from '#domain/dossiers'
import { createAcceptanceJournal, readJournal, replayJournal } from '../../../../server/db/acceptance-journal.ts'
import { openDatabase, type Database } from '../../../../server/db/client.ts'
import { createStores, createTransact } from '../../../../server/db/transact.ts'
import { acceptanceRun } from '../../../support/acceptance-run.ts'
import { startScript } from '../../../support/child-script.ts'
import { emptyDatabases, migrationsDir } from '../../../support/databases.ts'
import { sampleAcceptance, sampleDossier, sampleDraft } from '../../../support/store-samples.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'motlan-replay-'))
let empty: Awaited<ReturnType<typeof emptyDatabases>>
beforeAll(async () => {
  empty = await emptyDatabases()
})
afterAll(() => {
  rmSync(dataDir, { recursive: true, force: true })
})

let folders = 0
const newPlace = () => {
  const folder = join(dataDir, `portal-${folders += 1}`)
  empty.put(folder)
  return { folder, file: join(folder, 'acceptances.jsonl') }
}
const open = (folder: string): Promise<Database> => openDatabase({ url: null, dataDir: folder, migrationsDir, onQueueError: () => {} })
const throwAway = (folder: string): void => empty.put(folder)
const replay = ({ sql: database, queue }: Database, file: string): Promise<number> => replayJournal(readJournal(file), createTransact(database, queue))

async function expectWhole(database: Database, entries: AcceptanceEntry[]): Promise<void> {
  const { dossiers, submissions, deliveries, audit } = createStores(database.sql, database.queue)
  for (const { dossier, submission, events, documents, delivery } of entries) {
    expect(await dossiers.find(dossier.id)).toEqual(dossier)
    expect(await submissions.findByDraft(submission.draft)).toEqual(submission)
    expect(await dossiers.eventsOf(dossier.id)).toEqual(events)
    expect(await dossiers.documentsOf(dossier.id)).toEqual(documents)
    expect(await deliveries.listOf(dossier.id)).toEqual([{ ...delivery, ...dossier.delivery }])
    expect(await jobsOf(database, delivery.id)).toBe(1)
  }
  expect(findBreak(await audit.read(0, 100_000))).toBeNull()
}

async function jobsOf(database: Database, delivery: string): Promise<number> {
  const result = await database.sql.execute(sql`select count(*)::int as jobs from pgboss.job where data->>'delivery' = ${delivery}`) as unknown as { rows: { jobs: number }[] }
  return result.rows[0]!.jobs
}

describe('replaying the acceptance journal', { timeout: 180_000 }, () => {
  let database: Database
  beforeAll(async () => {
    database = await open(newPlace().folder)
  })
  afterAll(() => database.close())

  it('puts everything back after the database is thrown away, once, and never gives a number again', async () => {
    const { folder, file } = newPlace()
    const before = await open(folder)
    const journal = createAcceptanceJournal(file)
    const accept = acceptanceRun({ stores: createStores(before.sql, before.queue), transact: createTransact(before.sql, before.queue), journal })
    const entries: AcceptanceEntry[] = []
    for (let count = 0; count < 6; count += 1) entries.push(await accept())
    await journal.close()
    expect(await replay(before, file)).toBe(0)
    await expectWhole(before, entries)
    await before.close()

    throwAway(folder)
    const after = await open(folder)
    expect(await replay(after, file)).toBe(6)
    expect(await replay(after, file)).toBe(0)
    await expectWhole(after, entries)
    const { dossiers } = createStores(after.sql, after.queue)
    expect(await dossiers.nextNumber(entries[0]!.dossier.agency, '2026-11-23')).toBe(7)
    expect(await dossiers.nextNumber(entries[0]!.dossier.agency, '2026/TNHS')).toBe(7)
    await after.close()
  })

  it('closes the draft that was accepted, and leaves one alone that went on because its transaction had failed', async () => {
    const { file } = newPlace()
    const { drafts, dossiers, submissions } = createStores(database.sql, database.queue)
    const [accepted, gone] = [sampleDraft(), sampleDraft()]
    for (const draft of [accepted, gone]) await drafts.insert(draft)
    await drafts.update({ ...gone, version: 2 })
    const entries = [sampleAcceptance(accepted, sampleDossier(), 1), sampleAcceptance(gone, sampleDossier(), 2)]
    const journal = createAcceptanceJournal(file)
    for (const entry of entries) await journal.record(entry)
    await journal.close()
    expect(await replay(database, file)).toBe(1)
    expect(await drafts.find(accepted.id)).toMatchObject({ open: false, version: 2 })
    expect(await drafts.find(gone.id)).toMatchObject({ open: true, version: 2 })
    expect(await submissions.findByDraft(gone.id)).toBeNull()
    expect(await dossiers.find(entries[1]!.dossier.id)).toBeNull()
  })

  it('brings a corrected dossier to its newest answers and keeps both rounds', async () => {
    const { file } = newPlace()
    const dossier = sampleDossier()
    const first = sampleAcceptance(sampleDraft(), dossier, 1)
    const corrected = { ...dossier, version: 3, answers: { occupation: 'Nông dân' } }
    const again = sampleAcceptance(sampleDraft({ corrects: dossier.id }), corrected, 2)
    const second: AcceptanceEntry = { ...again, events: [{ ...again.events[0]!, event: 'resubmit' }], delivery: { ...again.delivery, round: 2 } }
    const journal = createAcceptanceJournal(file)
    for (const entry of [first, second]) await journal.record(entry)
    await journal.close()
    expect(await replay(database, file)).toBe(2)
    const { dossiers, deliveries, submissions } = createStores(database.sql, database.queue)
    expect(await dossiers.find(dossier.id)).toEqual({ ...corrected, version: 2 })
    expect((await dossiers.eventsOf(dossier.id)).map(({ event }) => event)).toEqual(['submit', 'resubmit'])
    expect((await deliveries.listOf(dossier.id)).map(({ round }) => round)).toEqual([1, 2])
    expect(await submissions.listOf(dossier.id)).toHaveLength(2)
  })

  it('loses nothing that was told, whenever the process is killed and even without its database', async () => {
    const { folder, file } = newPlace()
    const told: string[] = []
    for (const acknowledged of [3, 9]) {
      const child = startScript(`
        import { openDatabase } from './server/db/client.ts'
        import { createAcceptanceJournal, readJournal, replayJournal } from './server/db/acceptance-journal.ts'
        import { createStores, createTransact } from './server/db/transact.ts'
        import { acceptanceRun } from './tests/support/acceptance-run.ts'
        import { writeSync } from 'node:fs'
        const { sql, queue } = await openDatabase({ url: null, dataDir: ${JSON.stringify(folder)}, migrationsDir: ${JSON.stringify(migrationsDir)}, onQueueError: () => {} })
        const transact = createTransact(sql, queue)
        console.log('replayed ' + await replayJournal(readJournal(${JSON.stringify(file)}), transact))
        const accept = acceptanceRun({ stores: createStores(sql, queue), transact, journal: createAcceptanceJournal(${JSON.stringify(file)}) })
        const client = async () => { for (;;) writeSync(1, 'told ' + (await accept()).dossier.id + '\\n') }
        await Promise.all([client(), client(), client()])`)
      await child.until('told')
      await expect.poll(() => child.lines.length, { interval: 1, timeout: 60_000 }).toBeGreaterThan(acknowledged)
      await child.kill()
      expect(Number(child.lines[0]!.split(' ')[1])).toBeLessThanOrEqual(3)
      told.push(...child.lines.filter(line => line.startsWith('told ')).map(line => line.slice(5)))
    }
    expect(told.length).toBeGreaterThanOrEqual(12)
    throwAway(folder)
    const after = await open(folder)
    expect(await replay(after, file)).toBeGreaterThanOrEqual(told.length)
    const entries = [...readJournal(file)]
    expect(told.filter(id => !entries.some(({ dossier }) => dossier.id === id))).toEqual([])
    await expectWhole(after, [...entries.slice(0, 3), ...entries.slice(-3)])
    await after.close()
  })
})
