import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AcceptanceJournal } from '#domain/dossiers'
import type { Transact } from '#domain/outbox'
import { createAcceptanceJournal, readJournal, replayJournal, syncFolder } from './acceptance-journal.ts'
import type { Sql } from './client.ts'
import { dossiers } from './schema.ts'
import type { Stores } from './transact.ts'

export interface OpenJournalOptions {
  sql: Sql
  transact: Transact<Stores>
  /** Holds `db/` and `journal/`. */
  dataDir: string
  now: () => Date
  onReplay: (replayed: number) => void
  /** A line that a power cut has torn; nobody was told that it is accepted. */
  onTorn: (line: number) => void
}

/**
 * The journal of the embedded engine, ready for new entries: what the database has lost is put back from the last one,
 * everything so far is forced to disk, and that one is put aside. Journals put aside are kept: an empty database (its
 * folder moved away because it cannot be read) is filled again from all of them, also when that was interrupted before.
 */
export async function openJournal({ sql, transact, dataDir, now, onReplay, onTorn }: OpenJournalOptions): Promise<AcceptanceJournal & { close(): Promise<void> }> {
  const folder = join(dataDir, 'journal')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const current = join(folder, 'accepted.log')
  const refilling = join(folder, 'refilling')
  if ((await sql.select({ id: dossiers.id }).from(dossiers).limit(1)).length === 0) writeFileSync(refilling, '')
  const aside = readdirSync(folder).filter(name => /^accepted-.*\.log$/.test(name)).sort().map(name => join(folder, name))
  const replayed = await replayJournal(readJournal(existsSync(refilling) ? [...aside, current] : current, onTorn), transact, now)
  rmSync(refilling, { force: true })
  if (replayed > 0) onReplay(replayed)
  if (sizeOf(current) > 0) {
    syncFolder(join(dataDir, 'db'))
    renameSync(current, join(folder, `accepted-${now().toISOString().replaceAll(':', '')}.log`))
  }
  return createAcceptanceJournal(current)
}

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0
