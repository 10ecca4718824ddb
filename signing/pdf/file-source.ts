import { fstatSync, readSync } from 'node:fs'
import { PdfError } from './errors.ts'

/** Octets read at once where a parser looks; a page of memory, so that objects scattered over a file cost no more than themselves. */
const block = 4096
/** Octets read at once where everything is gone through. */
const piece = 1024 * 1024

/**
 * A file of which only what is asked for is read. It has no octets of its own to index, so that none can be taken for white space
 * because nobody has read it: every access goes through `source.ts`, for an array in memory as for this.
 */
export class FileSource {
  readonly length: number
  readonly #descriptor: number
  /** The memory of an array that nobody touches is not taken from the system, so a file of 100 MB costs what was loaded of it. */
  readonly #bytes: Uint8Array
  readonly #present: Uint8Array
  readonly #changed: bigint

  /** @param descriptor open for reading as long as the source is used */
  constructor(descriptor: number) {
    const { size, mtimeNs } = fstatSync(descriptor, { bigint: true })
    this.length = Number(size)
    this.#descriptor = descriptor
    this.#changed = mtimeNs
    this.#bytes = new Uint8Array(this.length)
    this.#present = new Uint8Array(Math.ceil(this.length / block))
  }

  /** The octets up to `end`, of which those from `start` on have been read: for a reader that begins there and never looks back. */
  window(start: number, end: number): Uint8Array {
    const last = Math.ceil(end / block)
    for (let at = Math.floor(start / block); at < last; at += 1) {
      if (this.#present[at] === 1) continue
      const from = at
      while (at < last && this.#present[at] === 0) this.#present[at++] = 1
      this.#read(this.#bytes, { from: from * block, to: Math.min(at * block, this.length), into: from * block })
    }
    return this.#bytes.subarray(0, end)
  }

  /** A copy, in the memory given or its own. */
  copy(start: number, end: number, into: Buffer = Buffer.allocUnsafeSlow(Math.max(0, end - start))): Buffer {
    this.#read(into, { from: start, to: end, into: 0 })
    return into.subarray(0, Math.max(0, end - start))
  }

  /** All from start to end; a piece is good until the next one is asked for. */
  * pieces(start: number, end: number): Iterable<Uint8Array> {
    const buffer = Buffer.allocUnsafeSlow(Math.min(piece, Math.max(0, end - start)))
    for (let at = start; at < end; at += buffer.length) {
      const to = Math.min(at + buffer.length, end)
      this.#read(buffer, { from: at, to, into: 0 })
      yield buffer.subarray(0, to - at)
    }
  }

  /** Since it was opened, as far as the file system knows. */
  get hasChanged(): boolean {
    const { size, mtimeNs } = fstatSync(this.#descriptor, { bigint: true })
    return Number(size) !== this.length || mtimeNs !== this.#changed
  }

  #read(into: Uint8Array, { from, to, into: offset }: { from: number, to: number, into: number }): void {
    for (let at = from; at < to;) {
      const read = readSync(this.#descriptor, into, offset + at - from, to - at, at)
      if (read === 0) throw new PdfError('the file became shorter while it was read')
      at += read
    }
  }
}
