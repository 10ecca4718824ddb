import { SigningError } from '../errors.ts'
import { serialise, type IncrementalUpdate, type PdfDictionary, type PdfReference } from '../pdf/index.ts'
import type { Medium } from './medium.ts'
import type { Revision } from './revision.ts'

/** The two ranges of a file that a signature covers: offset, length, offset, length (ISO 32000-2 §12.8.1). */
export type ByteRange = [number, number, number, number]

const widest = 10
const blank = `[0 ${' '.repeat(3 * widest + 2)}]`
const openingOfGap = 0x3c
const closingOfGap = 0x3e
const zero = 0x30

/** Puts a signature dictionary into the update, with /Contents of so many octets still to come. */
export function reserveSignature(update: IncrementalUpdate, entries: PdfDictionary, reservedBytes: number): PdfReference {
  const reference = update.allocate()
  const written = serialise(update.encrypted(reference, entries))
  // Rewritten by `closeRevision` in the same width once the layout is known.
  update.replaceWithGap(reference, { before: `${written.slice(0, -2)} /ByteRange ${blank} /Contents `, gap: emptyGap(reservedBytes), after: '>>' })
  return reference
}

let kept = Buffer.alloc(0)

/** `<000…>`. Copied into each file, so one is enough for all of the same size. */
function emptyGap(reservedBytes: number): Buffer {
  const length = reservedBytes * 2 + 2
  if (kept.length !== length) {
    kept = Buffer.alloc(length, zero)
    kept[0] = openingOfGap
    kept[length - 1] = closingOfGap
  }
  return kept
}

/** An update that is laid out, the signature in it still empty. */
export interface ClosedRevision {
  /** What comes behind the document; the gap among them is shared and must not be changed. */
  parts: Uint8Array[]
  byteRange: ByteRange
}

/** Lays the update out and writes the byte range of its signature into it. */
export function closeRevision({ update, document }: Revision, signature: PdfReference, reservedBytes: number): ClosedRevision {
  const { parts, gaps } = update.finish()
  const { part: gap, offset: gapStart } = gaps.get(signature.number)!
  const gapEnd = gapStart + reservedBytes * 2 + 2
  const length = parts.reduce((sum, part) => sum + part.length, document.source.length)
  const byteRange: ByteRange = [0, gapStart, gapEnd, length - gapEnd]
  const before = parts[gap - 1] as Buffer
  before.write(`[${byteRange.join(' ')}`.padEnd(blank.length - 1), before.length - ' /Contents '.length - blank.length, 'latin1')
  return { parts, byteRange }
}

/** Whether the byte range leaves out one `<…>` of that size and nothing else. */
export function hasGap(medium: Medium, [start, gapStart, gapEnd, rest]: ByteRange, reservedBytes: number): boolean {
  return start === 0 && gapStart > 0 && gapEnd - gapStart === reservedBytes * 2 + 2 && gapEnd + rest === medium.length
    && octetAt(medium, gapStart) === openingOfGap && octetAt(medium, gapEnd - 1) === closingOfGap
}

const octetAt = (medium: Medium, at: number): number | undefined => {
  for (const piece of medium.chunks(at, at + 1)) return piece[0]
  return undefined
}

/** The CMS in hexadecimal, as it is written behind the `<`; what is left of the gap stays zero. @throws SigningError `reserve-too-small` */
export function toGap(cms: Uint8Array, [, gapStart, gapEnd]: ByteRange): Buffer {
  const room = (gapEnd - gapStart - 2) / 2
  if (cms.length > room) throw new SigningError('reserve-too-small', `${cms.length} octets are needed, ${room} are reserved`)
  return Buffer.from(Buffer.from(cms.buffer, cms.byteOffset, cms.length).toString('hex'), 'latin1')
}
