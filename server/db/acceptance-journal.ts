import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { dirname, join } from 'node:path'
import type { AcceptanceEntry, AcceptanceJournal } from '#domain/dossiers'
import type { Transact } from '#domain/outbox'
import type { Stores } from './transact.ts'

/** Each line is `<sha256 of the text> <JSON>`: a line that a power cut has torn does not match and is the last one. */
const toLine = (entry: AcceptanceEntry): string => {
  const text = JSON.stringify(entry)
  return `${digest(text)} ${text}\n`
}
const digest = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Appends to `file` and calls fsync before it resolves; writers that come together share one fsync. */
export function createAcceptanceJournal(file: string): AcceptanceJournal & { close(): Promise<void> } {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const handle = open(file, 'a', 0o600)
  let waiting: { line: string, done: (error?: Error) => void }[] = []
  let running: Promise<void> | null = null

  const flush = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      try {
        await (await handle).appendFile(batch.map(({ line }) => line).join(''))
        await (await handle).sync()
        batch.forEach(({ done }) => done())
      }
      catch (error) {
        batch.forEach(({ done }) => done(error as Error))
      }
    }
    running = null
  }

  return {
    record: entry => new Promise((resolve, reject) => {
      waiting.push({ line: toLine(entry), done: error => error === undefined ? resolve() : reject(error) })
      running ??= flush()
    }),
    close: async () => {
      await running
      await (await handle).close()
    },
  }
}

/** Entries of a journal, in order, up to a torn line. */
export function readJournal(file: string): AcceptanceEntry[] {
  if (!existsSync(file)) return []
  const entries: AcceptanceEntry[] = []
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const text = line.slice(65)
    if (line === '' || digest(text) !== line.slice(0, 64)) break
    entries.push(revive(JSON.parse(text)))
  }
  return entries
}

function revive(entry: AcceptanceEntry): AcceptanceEntry {
  const date = (value: Date): Date => new Date(value)
  return {
    ...entry,
    dossier: { ...entry.dossier, submittedAt: date(entry.dossier.submittedAt), dueAt: date(entry.dossier.dueAt) },
    events: entry.events.map(event => ({ ...event, at: date(event.at) })),
    documents: entry.documents.map(document => ({ ...document, addedAt: date(document.addedAt) })),
  }
}

/** Puts back what the database has lost. @returns how many acceptances were put back */
export async function replayJournal(entries: readonly AcceptanceEntry[], transact: Transact<Stores>): Promise<number> {
  let replayed = 0
  for (const entry of entries) {
    const lost = await transact(async ({ dossiers, submissions, deliveries, drafts, outbox }) => {
      if (await submissions.findByDraft(entry.submission.draft) !== null) return false
      const known = await dossiers.find(entry.dossier.id)
      if (known === null) await dossiers.insert(entry.dossier)
      else if (known.version < entry.dossier.version) await dossiers.update({ ...entry.dossier, version: known.version + 1 })
      await submissions.insert(entry.submission)
      for (const event of entry.events) await dossiers.addEvent(event)
      for (const document of entry.documents) await dossiers.addDocument(document)
      await deliveries.insert({ ...entry.delivery, ...entry.dossier.delivery })
      const draft = await drafts.find(entry.submission.draft)
      if (draft !== null && draft.open) await drafts.update({ ...draft, open: false, version: draft.version + 1 })
      await outbox.send({ kind: 'deliver', delivery: entry.delivery.id })
      return true
    })
    if (lost) replayed += 1
  }
  return replayed
}

/** Forces every file below `folder` to disk: after this the journal has done its work. */
export function syncFolder(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    const isFolder = statSync(path).isDirectory()
    if (isFolder) syncFolder(path)
    const file = openSync(path, 'r')
    fsyncSync(file)
    closeSync(file)
  }
}
