import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AcceptanceEntry } from '#domain/dossiers'
import type { Transact } from '#domain/outbox'
import { openDatabase, type Database } from '../../../../server/db/client.ts'
import { openJournal } from '../../../../server/db/open-journal.ts'
import { createStores, createTransact, type Stores } from '../../../../server/db/transact.ts'
import { acceptanceRun } from '../../../support/acceptance-run.ts'
import { emptyDatabases, migrationsDir } from '../../../support/databases.ts'
import { sampleAcceptance, sampleDossier, sampleDraft } from '../../../support/store-samples.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'motlan-open-journal-'))
let empty: Awaited<ReturnType<typeof emptyDatabases>>
beforeAll(async () => {
  empty = await emptyDatabases()
})
afterAll(() => {
  rmSync(dataDir, { recursive: true, force: true })
})

const open = (): Promise<Database> => openDatabase({ url: null, dataDir, migrationsDir, onQueueError: () => {} })
let minute = 0
const prepare = ({ sql, queue }: Database, transact: Transact<Stores> = createTransact(sql, queue)) => {
  const replays: number[] = []
  minute += 1
  const at = new Date(Date.UTC(2026, 10, 23, 8, minute))
  return { replays, opening: openJournal({ sql, transact, dataDir, now: () => at, onReplay: count => replays.push(count), onTorn: () => {} }) }
}
const run = ({ sql, queue }: Database, journal: { record: (entry: AcceptanceEntry) => Promise<void> }) =>
  acceptanceRun({ stores: createStores(sql, queue), transact: createTransact(sql, queue), journal })
const present = async ({ sql, queue }: Database, entries: AcceptanceEntry[]): Promise<number> =>
  (await Promise.all(entries.map(({ dossier }) => createStores(sql, queue).dossiers.find(dossier.id)))).filter(found => found !== null).length

describe('journals over several starts', { timeout: 180_000 }, () => {
  it('fill an empty database again from all that were put aside, also after an interruption, and the last word of a draft counts', async () => {
    empty.put(dataDir)
    const first = await open()
    const entries: AcceptanceEntry[] = []
    const draft = sampleDraft()
    const changed = { ...draft, version: 2 }
    const [phantom, real] = [sampleAcceptance(draft, sampleDossier(), 1), sampleAcceptance(changed, sampleDossier(), 2)]
    await createStores(first.sql, first.queue).drafts.insert(changed)
    for (let start = 0; start < 3; start += 1) {
      const { opening, replays } = prepare(first)
      const journal = await opening
      const accept = run(first, journal)
      entries.push(await accept(), await accept())
      // Its transaction failed in the first life, the person went on with the draft, and in the second it was accepted.
      if (start === 0) await journal.record(phantom)
      if (start === 1) await journal.record(real)
      await journal.close()
      expect(replays).toEqual(start === 2 ? [1] : [])
    }
    expect(readdirSync(join(dataDir, 'journal')).sort()).toEqual([expect.stringMatching(/^accepted-.*\.log$/), expect.stringMatching(/^accepted-.*\.log$/), 'accepted.log'])
    await first.close()

    empty.put(dataDir)
    const second = await open()
    const whole = createTransact(second.sql, second.queue)
    let calls = 0
    const interrupted: Transact<Stores> = (work) => {
      calls += 1
      if (calls > 3) throw new Error('killed')
      return whole(work)
    }
    await expect(prepare(second, interrupted).opening).rejects.toThrow('killed')
    expect(await present(second, entries)).toBeLessThan(entries.length)

    const { opening, replays } = prepare(second)
    await (await opening).close()
    expect(replays).toEqual([entries.length + 1 - 3])
    expect(await present(second, [...entries, real])).toBe(entries.length + 1)
    expect(await present(second, [phantom])).toBe(0)

    const again = prepare(second)
    await (await again.opening).close()
    expect(again.replays).toEqual([])
    await second.close()
  })
})
