import { PdfError } from './errors.ts'
import { decodeStream } from './filters.ts'
import { limits } from './limits.ts'
import { PdfDictionary, PdfStream, type PdfValue } from './objects.ts'
import { isWhite, latin1, type Parser } from './parse.ts'
import { lastIndexOf, readFrom, readStreamData, textAt, type Source } from './source.ts'
import { runFinder } from './xref-parts.ts'

/** Where an object is: at an offset of the file, or in an object stream. */
export type XrefEntry = { kind: 'offset', offset: number, generation: number } | { kind: 'compressed', stream: number, index: number } | { kind: 'free' }

export interface XrefSection {
  /** Of the `xref` keyword or the xref stream's object. */
  offset: number
  style: 'table' | 'stream'
  trailer: PdfDictionary
  /** Null when this section says nothing about the object. */
  find(number: number): XrefEntry | null
  /** Numbers of the objects that this section names, free ones included. */
  numbers(): Iterable<number>
  /** The section of a hybrid file's /XRefStm, asked after this one (§7.5.8.4). */
  hybrid: XrefSection | null
  /** Behind the section: `startxref` follows. */
  end: number
}

/** The chain of cross-reference sections, newest first. @throws PdfError */
export function readXrefChain(source: Source, startxref: number): XrefSection[] {
  const chain: XrefSection[] = []
  const seen = new Set<number>()
  const budget = { left: limits.inflated }
  for (let next: number | null = startxref; next !== null;) {
    if (seen.has(next)) throw new PdfError('the chain of cross-references runs in a circle')
    if (chain.length === limits.revisions) throw new PdfError(`more than ${limits.revisions} revisions`)
    seen.add(next)
    const section: XrefSection = readXrefSection(source, next, budget)
    chain.push(section)
    const previous: PdfValue | undefined = section.trailer.get('Prev')
    if (previous !== undefined && (typeof previous !== 'number' || !Number.isSafeInteger(previous) || previous < 0)) throw new PdfError('/Prev is no offset')
    next = previous ?? null
  }
  return chain
}

/** @throws PdfError */
export function readXrefSection(source: Source, offset: number, budget: Budget = { left: limits.inflated }): XrefSection {
  if (offset >= source.length) throw new PdfError('a cross-reference beyond the end of the file')
  const table = readFrom(source, offset, readTable)
  if (table.trailer === null) return readXrefStream(source, offset, budget)
  const { parts, trailer, end } = table
  const stream = trailer.get('XRefStm')
  const partOf = runFinder(parts)
  return {
    offset, style: 'table', trailer, end,
    find: number => findInTable(source, partOf, number),
    * numbers() {
      for (const { first, count } of parts) for (let index = 0; index < count; index += 1) yield first + index
    },
    hybrid: typeof stream === 'number' && Number.isSafeInteger(stream) && stream > 0 ? readXrefStream(source, stream, budget) : null,
  }
}

/** A table with its trailer, which is null when something else stands there. */
function readTable(parser: Parser): { parts: Subsection[], trailer: PdfDictionary | null, end: number } {
  if (!parser.isNext('xref')) return { parts: [], trailer: null, end: parser.position }
  parser.expect('xref')
  const parts = readSubsections(parser)
  parser.expect('trailer')
  const trailer = parser.readValue()
  if (!(trailer instanceof PdfDictionary)) throw new PdfError('the trailer is no dictionary')
  return { parts, trailer, end: parser.position }
}

/** Entries from `first`, 20 octets each from `start` (§7.5.4), or with their own offsets when a writer got the width wrong. */
interface Subsection { first: number, count: number, start: number, offsets: number[] | null }

function readSubsections(parser: Parser): Subsection[] {
  const { source } = parser
  const parts: Subsection[] = []
  while (!parser.isNext('trailer')) {
    const first = parser.readInteger()
    const count = parser.readInteger()
    if (first + count > limits.objects) throw new PdfError('too many objects')
    parser.skipWhite()
    const start = parser.position
    const end = start + count * 20
    if (end > source.length && end <= parser.total) throw cutOff(parser)
    const isRegular = count === 0 || (end <= source.length && isEntry(source, start) && isEntry(source, end - 20) && (isWhite(source[end - 1]) || isWhite(source[end - 2])))
    if (isRegular) parser.position = end
    parts.push({ first, count, start, offsets: isRegular ? null : readIrregular(parser, count) })
  }
  return parts
}

/** Whether the table is regular shows at its end. */
function cutOff(parser: Parser): PdfError {
  parser.position = parser.source.length
  return new PdfError('a cross-reference table that is cut off')
}

const entryForm = /^\d{10} \d{5} [nf]$/
const isEntry = (source: Uint8Array, at: number): boolean => entryForm.test(latin1(source, at, at + 18))

function readIrregular(parser: Parser, count: number): number[] {
  const offsets: number[] = []
  for (let index = 0; index < count; index += 1) {
    parser.skipWhite()
    offsets.push(parser.position)
    if (!isEntry(parser.source, parser.position)) throw new PdfError(`a cross-reference entry of another form at ${parser.position}`)
    parser.position += 18
  }
  return offsets
}

function findInTable(source: Source, partOf: (number: number) => Subsection | undefined, number: number): XrefEntry | null {
  const part = partOf(number)
  if (part === undefined) return null
  const { first, start, offsets } = part
  const at = offsets?.[number - first] ?? start + (number - first) * 20
  const text = textAt(source, at, at + 18)
  if (!entryForm.test(text)) throw new PdfError(`a cross-reference entry of another form at ${at}`)
  return text.endsWith('n') ? { kind: 'offset', offset: Number(text.slice(0, 10)), generation: Number(text.slice(11, 16)) } : { kind: 'free' }
}

/** Octets that the cross-reference streams of one chain may still inflate to. */
interface Budget { left: number }

function readXrefObject(source: Source, offset: number): { value: PdfValue, end: number } {
  const head = readFrom(source, offset, parser => parser.readHead())
  if (head.data === null || !(head.value instanceof PdfDictionary)) return head
  const stated = head.value.get('Length')
  const length = typeof stated === 'number' ? stated : null
  const { raw, end } = readStreamData(source, head.data, length)
  return { value: new PdfStream(head.value, raw), end }
}

function readXrefStream(source: Source, offset: number, budget: Budget): XrefSection {
  const { value, end } = readXrefObject(source, offset)
  if (!(value instanceof PdfStream)) throw new PdfError('no cross-reference where one is due')
  const trailer = value.dictionary
  const type = trailer.get('Type')
  if (!(type !== null && typeof type === 'object' && 'value' in type && type.value === 'XRef')) throw new PdfError('the stream is no cross-reference stream')
  const widths = integers(trailer.get('W'))
  if (widths.length !== 3 || widths.some(width => width > 8)) throw new PdfError('/W of a cross-reference stream')
  const size = trailer.get('Size')
  if (typeof size !== 'number' || size > limits.objects) throw new PdfError('/Size of a cross-reference stream')
  const index = trailer.has('Index') ? integers(trailer.get('Index')) : [0, size]
  const data = decodeStream(value, budget.left)
  budget.left -= data.length
  const parts = toParts(index, { width: widths[0]! + widths[1]! + widths[2]!, length: data.length })
  const partOf = runFinder(parts)
  return {
    offset, style: 'stream', trailer, end, hybrid: null,
    find: number => findInStream(data, { partOf, widths: widths as [number, number, number] }, number),
    * numbers() {
      for (const { first, count } of parts) for (let at = 0; at < count; at += 1) yield first + at
    },
  }
}

interface StreamPart { first: number, count: number, start: number }

function toParts(index: readonly number[], { width, length }: { width: number, length: number }): StreamPart[] {
  const parts: StreamPart[] = []
  let start = 0
  for (let at = 0; at + 1 < index.length; at += 2) {
    const [first, count] = [index[at]!, index[at + 1]!]
    if (first + count > limits.objects || start + count * width > length) throw new PdfError('/Index of a cross-reference stream')
    parts.push({ first, count, start })
    start += count * width
  }
  return parts
}

function findInStream(data: Uint8Array, { partOf, widths: [typeWidth, secondWidth, thirdWidth] }: { partOf: (number: number) => StreamPart | undefined, widths: [number, number, number] }, number: number): XrefEntry | null {
  const part = partOf(number)
  if (part === undefined) return null
  const at = part.start + (number - part.first) * (typeWidth + secondWidth + thirdWidth)
  const type = typeWidth === 0 ? 1 : bigEndian(data, at, typeWidth)
  const second = bigEndian(data, at + typeWidth, secondWidth)
  const third = bigEndian(data, at + typeWidth + secondWidth, thirdWidth)
  if (type === 1) return { kind: 'offset', offset: second, generation: third }
  return type === 2 ? { kind: 'compressed', stream: second, index: third } : { kind: 'free' }
}

function bigEndian(data: Uint8Array, at: number, width: number): number {
  let value = 0
  for (let octet = 0; octet < width; octet += 1) value = value * 256 + data[at + octet]!
  return value
}

function integers(value: PdfValue | undefined): number[] {
  if (!Array.isArray(value) || value.some(one => typeof one !== 'number' || !Number.isSafeInteger(one) || one < 0)) throw new PdfError('an array of integers is due')
  return value as number[]
}

/** The last `startxref` of the bytes: its offset and where the keyword is. @throws PdfError */
export function findStartxref(source: Source): { offset: number, keyword: number } {
  const keyword = lastIndexOf(source, 'startxref', { start: 0, end: source.length })
  if (keyword < 0) throw new PdfError('no startxref')
  const { offset } = readFrom(source, keyword + 9, parser => ({ offset: parser.readInteger(), end: parser.position }))
  return { offset, keyword }
}
