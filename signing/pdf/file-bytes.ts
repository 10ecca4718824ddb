import { fstatSync, readSync } from 'node:fs'
import { PdfError } from './errors.ts'

/** Octets read at once. */
const block = 65_536
/** Octets that a parser sees beyond an object's beginning at first; eight times as many whenever that was not enough. */
const firstWindow = 65_536
/** A parser looks this far beyond what it takes. */
const lookahead = 64

type Load = (start: number, end: number) => void
const loaders = new WeakMap<Uint8Array, Load>()

/**
 * A file as an array of its length whose octets are zero until they are loaded. The memory of an array that nobody touches is
 * not taken from the system, so a file of 100 MB costs what is read of it. Only `readFrom` and `load` may look into it.
 * @param descriptor open for reading as long as the array is used
 */
export function fileBytes(descriptor: number): Uint8Array {
  const { size } = fstatSync(descriptor)
  const bytes = new Uint8Array(size)
  const present = new Uint8Array(Math.ceil(size / block))
  loaders.set(bytes, (start, end) => {
    for (let at = Math.floor(start / block); at * block < Math.min(end, size); at += 1) {
      if (present[at] === 1) continue
      readWhole(descriptor, bytes, { start: at * block, end: Math.min((at + 1) * block, size) })
      present[at] = 1
    }
  })
  return bytes
}

function readWhole(descriptor: number, into: Uint8Array, { start, end }: { start: number, end: number }): void {
  for (let at = start; at < end;) {
    const read = readSync(descriptor, into, at, end - at, at)
    if (read === 0) throw new PdfError('the file became shorter while it was read')
    at += read
  }
}

/** Makes sure that the octets of a file are there; of an array in memory they always are. */
export function load(source: Uint8Array, start: number, end: number): void {
  loaders.get(source)?.(Math.max(0, start), end)
}

/**
 * Reads what begins at an offset. Of a file the reader sees the octets up to the end of a window; what it finds stands only when
 * it ends well inside, else it reads again with a larger one, so that the outcome is that of the whole file.
 * @param atLeast octets that the first window must show
 */
export function readFrom<T extends { end: number }>(source: Uint8Array, offset: number, read: (bytes: Uint8Array) => T, atLeast = 0): T {
  if (!loaders.has(source)) return read(source)
  for (let window = Math.max(firstWindow, atLeast + firstWindow); ; window *= 8) {
    const stop = Math.min(offset + window, source.length)
    load(source, offset, stop)
    try {
      const found = read(source.subarray(0, stop))
      if (stop === source.length || found.end + lookahead < stop) return found
    }
    catch (cause) {
      if (stop === source.length) throw cause
    }
  }
}
