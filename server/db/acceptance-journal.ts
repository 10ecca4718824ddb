import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, readSync, statSync } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { dirname, join } from 'node:path'
import type { AcceptanceEntry, AcceptanceJournal } from '#domain/dossiers'
import { toEntry } from '#domain/audit'
import type { Transact } from '#domain/outbox'
import type { Stores } from './transact.ts'

/**
 * Each line is `<sha256 of the text> <JSON>`. The file only grows: a line that a power cut or a full disk has torn does
 * not match its hash, is closed by the next line break and skipped by the reader.
 */
const toLine = (entry: AcceptanceEntry): string => {
  const text = JSON.stringify(entry)
  return `${digest(text)} ${text}\n`
}
const digest = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Appends to `file` and calls fsync before it resolves; writers that come together share one fsync. */
export function createAcceptanceJournal(file: string): AcceptanceJournal & { close(): Promise<void> } {
  const opening = openToAppend(file)
  opening.catch(() => {})
  let waiting: { line: string, done: (error?: Error) => void }[] = []
  let running: Promise<void> | null = null
  let torn = false

  const append = async (lines: string): Promise<void> => {
    const handle = await opening
    const before = torn ? '\n' : ''
    torn = true
    await handle.appendFile(before + lines)
    await handle.sync()
    torn = false
  }
  const flush = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      const failure = await append(batch.map(({ line }) => line).join('')).then(() => undefined, (error: Error) => error)
      batch.forEach(({ done }) => done(failure))
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
      await (await opening).close()
    },
  }
}

/** Opens at the end of the last line, with the file's name in its folder as durable as its contents. */
async function openToAppend(file: string): Promise<FileHandle> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const handle = await open(file, 'a+', 0o600)
  const { size } = await handle.stat()
  const last = Buffer.alloc(1)
  if (size > 0) await handle.read(last, 0, 1, size - 1)
  if (size > 0 && last[0] !== lineBreak) await handle.appendFile('\n')
  await handle.sync()
  syncPath(dirname(file))
  return handle
}

const lineBreak = 0x0A

/**
 * Entries of journals, oldest file first, one in memory at a time. When the transaction behind an entry failed after all and
 * the person submitted the draft again, the last entry counts.
 * @param onTorn is told the number of a line that is skipped
 */
export function* readJournal(files: string | readonly string[], onTorn: (line: number) => void = () => {}): Generator<AcceptanceEntry> {
  const existing = [files].flat().filter(file => existsSync(file))
  const lastOf = new Map<string, string>()
  for (const file of existing) for (const { number, entry } of wholeLines(file, onTorn)) lastOf.set(entry.submission.draft, `${file} ${number}`)
  for (const file of existing) for (const { number, entry } of wholeLines(file)) if (lastOf.get(entry.submission.draft) === `${file} ${number}`) yield revive(entry)
}

function* wholeLines(file: string, onTorn: (line: number) => void = () => {}): Generator<{ number: number, entry: AcceptanceEntry }> {
  let number = 0
  for (const line of linesOf(file)) {
    number += 1
    const text = line.slice(65)
    if (line !== '' && digest(text) === line.slice(0, 64)) yield { number, entry: JSON.parse(text) }
    else if (line !== '') onTorn(number)
  }
}

function* linesOf(file: string): Generator<string> {
  const handle = openSync(file, 'r')
  try {
    let rest: Buffer[] = []
    for (let chunk = readChunk(handle); chunk.length > 0; chunk = readChunk(handle)) {
      let start = 0
      for (let end = chunk.indexOf(lineBreak); end !== -1; end = chunk.indexOf(lineBreak, start)) {
        yield Buffer.concat([...rest, chunk.subarray(start, end)]).toString()
        rest = []
        start = end + 1
      }
      rest.push(chunk.subarray(start))
    }
    yield Buffer.concat(rest).toString()
  }
  finally {
    closeSync(handle)
  }
}

function readChunk(handle: number): Buffer {
  const chunk = Buffer.alloc(1 << 20)
  return chunk.subarray(0, readSync(handle, chunk))
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
export async function replayJournal(entries: Iterable<AcceptanceEntry>, transact: Transact<Stores>, now: () => Date = () => new Date()): Promise<number> {
  let replayed = 0
  for (const entry of entries) if (await transact(stores => replay(entry, stores, now()))) replayed += 1
  return replayed
}

async function replay({ dossier, submission, draftVersion, numbers, events, documents, delivery }: AcceptanceEntry, stores: Stores, at: Date): Promise<boolean> {
  const { dossiers, submissions, deliveries, drafts, outbox, audit } = stores
  if (await submissions.findByDraft(submission.draft) !== null) return false
  const draft = await drafts.find(submission.draft)
  // Written just before a commit that failed: the person was told so and has gone on since.
  if (draft !== null && draft.version > draftVersion) return false
  const known = await dossiers.find(dossier.id)
  if (known === null) await dossiers.insert(dossier)
  else if (known.version < dossier.version) await dossiers.update({ ...dossier, version: known.version + 1 })
  await dossiers.setDelivery(dossier.id, dossier.delivery)
  for (const number of numbers) await dossiers.keepNumber(number)
  await submissions.insert(submission)
  for (const event of events) await dossiers.addEvent(event)
  for (const document of documents) await dossiers.addDocument(document)
  await deliveries.insert({ ...delivery, ...dossier.delivery })
  if (draft !== null && draft.open) await drafts.update({ ...draft, open: false, version: draft.version + 1 })
  await outbox.send({ kind: 'deliver', delivery: delivery.id })
  await audit.append(toEntry({ role: 'system' }, at, { action: 'dossier.replay', object: dossier.id, subject: dossier.owner }))
  return true
}

/** Forces every file below `folder` to disk. */
export function syncFolder(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) syncFolder(path)
    else syncPath(path)
  }
  syncPath(folder)
}

function syncPath(path: string): void {
  const file = openSync(path, 'r')
  fsyncSync(file)
  closeSync(file)
}
