import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** A JSON document on disk, readable by its owner only. Each save replaces the file at once, so a crash leaves the old or the new. */
export class StateFile<T> {
  value: T
  readonly #path: string

  constructor(path: string, initial: () => T) {
    this.#path = path
    const stored = read(path)
    this.value = stored === null ? initial() : JSON.parse(stored) as T
    if (stored === null) this.save()
  }

  save(): void {
    writeWhole(this.#path, JSON.stringify(this.value))
  }
}

/** Writes `text` so that the file is either whole or untouched. */
export function writeWhole(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const draft = `${path}.new`
  const file = openSync(draft, 'w', 0o600)
  writeSync(file, text)
  fsyncSync(file)
  closeSync(file)
  renameSync(draft, path)
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  }
  catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
