import { closeSync, fdatasyncSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs'
import { FileSource, type Source } from '../pdf/index.ts'

/** Where a document lies while it is signed. */
export interface Medium {
  /** For the PDF reader; it changes with every `append`. */
  readonly source: Source
  readonly length: number
  /** Octets from start to end, piece by piece; a piece is good until the next one is asked for. */
  chunks(start: number, end: number): Iterable<Uint8Array>
  append(parts: readonly Uint8Array[]): void
  write(at: number, data: Uint8Array): void
}

/** Never changes what it was given: the first `write` or `append` copies. */
export class MemoryMedium implements Medium {
  #bytes: Uint8Array
  #isOwn = false

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get source(): Uint8Array {
    return this.#bytes
  }

  get length(): number {
    return this.#bytes.length
  }

  chunks(start: number, end: number): Iterable<Uint8Array> {
    return [this.#bytes.subarray(start, end)]
  }

  append(parts: readonly Uint8Array[]): void {
    this.#bytes = Buffer.concat([this.#bytes, ...parts])
    this.#isOwn = true
  }

  write(at: number, data: Uint8Array): void {
    if (!this.#isOwn) {
      // Unlike Buffer.from, this does not fill the memory with zeros first: a tenth of the whole work.
      const copy = Buffer.allocUnsafeSlow(this.#bytes.length)
      copy.set(this.#bytes)
      this.#bytes = copy
      this.#isOwn = true
    }
    this.#bytes.set(data, at)
  }
}

const chunkBytes = 1024 * 1024

/** A file, changed where it lies. */
export class FileMedium implements Medium {
  readonly #descriptor: number
  readonly #originalLength: number
  readonly #overwritten: { at: number, data: Uint8Array }[] = []
  #source: FileSource

  constructor(path: string) {
    this.#descriptor = openSync(path, 'r+')
    this.#originalLength = fstatSync(this.#descriptor).size
    this.#source = new FileSource(this.#descriptor)
  }

  get source(): Source {
    return this.#source
  }

  get length(): number {
    return this.#source.length
  }

  * chunks(start: number, end: number): Iterable<Uint8Array> {
    const buffer = Buffer.allocUnsafeSlow(Math.min(chunkBytes, Math.max(0, end - start)))
    for (let at = start; at < end;) {
      const read = readSync(this.#descriptor, buffer, 0, Math.min(buffer.length, end - at), at)
      if (read === 0) return
      yield buffer.subarray(0, read)
      at += read
    }
  }

  append(parts: readonly Uint8Array[]): void {
    this.#writeAll(this.length, Buffer.concat(parts))
    this.#source = new FileSource(this.#descriptor)
  }

  write(at: number, data: Uint8Array): void {
    this.#overwritten.push({ at, data: Buffer.concat([...this.chunks(at, at + data.length)].map(piece => Buffer.from(piece))) })
    this.#writeAll(at, data)
    this.#source = new FileSource(this.#descriptor)
  }

  /** As it was when it was opened. */
  restore(): void {
    for (const { at, data } of this.#overwritten.reverse()) this.#writeAll(at, data)
    ftruncateSync(this.#descriptor, this.#originalLength)
  }

  /** What was written is on the disk when this returns. */
  close(): void {
    fdatasyncSync(this.#descriptor)
    closeSync(this.#descriptor)
  }

  #writeAll(at: number, data: Uint8Array): void {
    for (let written = 0; written < data.length;) written += writeSync(this.#descriptor, data, written, data.length - written, at + written)
  }
}
