import { PdfError } from './errors.ts'
import { FileSource } from './file-source.ts'
import { isWhite, latin1, Parser } from './parse.ts'

/** Where a document is read from: memory or a file. What is read of either is the same. */
export type Source = Uint8Array | FileSource
export interface Span { start: number, end: number }

/** Octets that a parser sees of a file at first; eight times as many whenever that was not enough. */
const firstWindow = 4096
/** A parser looks this far beyond what it takes. */
const lookahead = 64
/** Octets of a file that are searched at once. */
const stride = 1024 * 1024

/**
 * Reads what begins at an offset. Of a file the parser sees the octets up to the end of a window; what it finds, or that it finds
 * nothing, stands only when it came to that well inside, else it reads again with a larger one: the outcome is that of the whole file.
 */
export function readFrom<T extends { end: number }>(source: Source, offset: number, read: (parser: Parser) => T): T {
  if (!(source instanceof FileSource)) return read(new Parser(source, offset))
  for (let window = firstWindow; ; window *= 8) {
    const stop = Math.min(offset + window, source.length)
    const parser = new Parser(source.window(offset, stop), offset, source.length)
    try {
      const found = read(parser)
      if (stop === source.length || found.end + lookahead < stop) return found
    }
    catch (cause) {
      if (stop === source.length || parser.position + lookahead < stop) throw cause
    }
  }
}

/** Data of a stream: as long as stated when `endstream` stands there, else up to the next `endstream`. @throws PdfError */
export function readStreamData(source: Source, start: number, stated: number | null): { raw: Uint8Array | (() => Uint8Array), end: number, searched: number } {
  if (stated !== null && stated >= 0 && start + stated <= source.length) {
    const { isThere, end } = readFrom(source, start + stated, parser => parser.readEndOfStream())
    if (isThere) return { raw: dataOf(source, { start, end: start + stated }), end, searched: 0 }
  }
  const keyword = indexOf(source, 'endstream', start)
  if (keyword < 0) throw new PdfError('a stream without its end')
  const { end } = readFrom(source, keyword, parser => parser.readEndOfStream())
  const line = /\r\n$|[\r\n]$/.exec(textAt(source, Math.max(0, keyword - 2), keyword))?.[0].length ?? 0
  return { raw: dataOf(source, { start, end: Math.max(start, keyword - line) }), end, searched: keyword - start }
}

/** Of a file, read when somebody asks. */
const dataOf = (source: Source, { start, end }: Span): Uint8Array | (() => Uint8Array) => source instanceof FileSource ? () => source.copy(start, end) : source.subarray(start, end)

/** A view on memory, or a copy from a file. */
export const octetsOf = (source: Source, { start, end }: Span): Uint8Array => source instanceof FileSource ? source.copy(start, end) : source.subarray(start, end)

/** All octets from start to end; a piece is good until the next one is asked for. */
export const pieces = (source: Source, { start, end }: Span): Iterable<Uint8Array> => source instanceof FileSource ? source.pieces(start, end) : [source.subarray(start, end)]

/** One character an octet. */
export const textAt = (source: Source, start: number, end: number): string =>
  source instanceof FileSource ? source.copy(start, Math.min(end, source.length)).toString('latin1') : latin1(source, start, Math.min(end, source.length))

/** Nothing but white space from `start` on. */
export function isBlank(source: Source, start: number, end: number): boolean {
  for (const piece of pieces(source, { start, end })) for (let at = 0; at < piece.length; at += 1) if (!isWhite(piece[at])) return false
  return true
}

/** Where the word comes first, from an offset on; -1 when it does not. */
export function indexOf(source: Source, word: string, from = 0): number {
  if (!(source instanceof FileSource)) return bufferOf(source).indexOf(word, from, 'latin1')
  const buffer = Buffer.allocUnsafeSlow(Math.min(stride, source.length) + word.length)
  for (let at = from; at + word.length <= source.length; at += stride) {
    const found = source.copy(at, Math.min(at + stride + word.length - 1, source.length), buffer).indexOf(word, 0, 'latin1')
    if (found >= 0) return at + found
  }
  return -1
}

/** Where the word comes last within the octets from `start` to `end`; -1 when it does not. */
export function lastIndexOf(source: Source, word: string, { start, end }: Span): number {
  if (!(source instanceof FileSource)) {
    const found = bufferOf(source.subarray(start, end)).lastIndexOf(word, undefined, 'latin1')
    return found < 0 ? -1 : start + found
  }
  const buffer = Buffer.allocUnsafeSlow(Math.min(stride, source.length) + word.length)
  for (let stop = end; stop - start >= word.length; stop -= stride) {
    const first = Math.max(start, stop - stride - word.length + 1)
    const found = source.copy(first, stop, buffer).lastIndexOf(word, undefined, 'latin1')
    if (found >= 0) return first + found
  }
  return -1
}

const bufferOf = ({ buffer, byteOffset, length }: Uint8Array): Buffer => Buffer.from(buffer, byteOffset, length)
