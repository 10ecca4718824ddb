import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname } from 'node:path'

export type ActivationEvent
  = | 'enrolled' | 'factors-accepted' | 'factors-refused' | 'credential-locked' | 'credential-unlocked' | 'declined'
    | 'sad-issued' | 'sad-refused' | 'sad-extended' | 'signed' | 'code-sent' | 'passkey-added' | 'certificate-revoked' | 'certificate-released' | 'certificate-renewed'

export interface ActivationEntry {
  at: string
  event: ActivationEvent
  credential: string
  client: string | null
  /** Base64 digests that the event is about. */
  hashes: string[]
  detail: string | null
}

interface ChainedEntry extends ActivationEntry { previous: string, hash: string }

const start = '0'.repeat(64)

/**
 * Every use of a key, one JSON line each. A line carries the hash of the one before it, so that a line taken out or
 * changed shows. The end can still be cut off: whoever keeps `head` elsewhere sees that too.
 */
export class ActivationLog {
  #head: string
  #sync: Promise<void> | null = null
  #nextSync: Promise<void> | null = null
  readonly #path: string

  constructor(path: string) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    this.#path = path
    this.#head = readEntries(path).at(-1)?.hash ?? start
  }

  get head(): string {
    return this.#head
  }

  /** Durable when it returns. */
  add(...entries: ActivationEntry[]): void {
    appendFileSync(this.#path, this.#chain(entries), { mode: 0o600, flush: true })
  }

  /** Durable when it resolves; whatever comes while the disk is busy shares the next sync. */
  async addSoon(...entries: ActivationEntry[]): Promise<void> {
    appendFileSync(this.#path, this.#chain(entries), { mode: 0o600 })
    // A sync that is under way may have begun before these lines were written.
    this.#nextSync ??= (this.#sync ?? Promise.resolve()).catch(() => undefined).then(() => this.#startSync())
    return this.#nextSync
  }

  #startSync(): Promise<void> {
    this.#nextSync = null
    this.#sync = syncFile(this.#path)
    return this.#sync
  }

  #chain(entries: readonly ActivationEntry[]): string {
    return entries.map((entry) => {
      const previous = this.#head
      this.#head = hashOf(entry, previous)
      return `${JSON.stringify({ ...entry, previous, hash: this.#head })}\n`
    }).join('')
  }
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.datasync()
  }
  finally {
    await file.close()
  }
}

/** Number of the first line (from 1) that does not follow from those before it, or null when all do. */
export function findBreak(path: string): number | null {
  let previous = start
  for (const [index, { hash, previous: claimed, ...entry }] of readEntries(path).entries()) {
    if (claimed !== previous || hash !== hashOf(entry, previous)) return index + 1
    previous = hash
  }
  return null
}

function hashOf({ at, event, credential, client, hashes, detail }: ActivationEntry, previous: string): string {
  return createHash('sha256').update(JSON.stringify([previous, at, event, credential, client, hashes, detail])).digest('hex')
}

function readEntries(path: string): ChainedEntry[] {
  if (!existsSync(path)) return []
  return readFileSync(path, 'utf8').split('\n').filter(line => line !== '').map(line => JSON.parse(line) as ChainedEntry)
}
