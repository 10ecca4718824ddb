import { SigningError } from '../errors.ts'
import { serialise, type IncrementalUpdate, type PdfDictionary, type PdfReference } from '../pdf/index.ts'

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

/** Lays the update out and writes the byte range of its signature into it. */
export function closeRevision(update: IncrementalUpdate, signature: PdfReference, reservedBytes: number): { pdf: Buffer, byteRange: ByteRange } {
  const { bytes, gaps } = update.finish()
  const gapStart = gaps.get(signature.number)!
  const gapEnd = gapStart + reservedBytes * 2 + 2
  const byteRange: ByteRange = [0, gapStart, gapEnd, bytes.length - gapEnd]
  const start = gapStart - ' /Contents '.length - blank.length
  bytes.write(`[${byteRange.join(' ')}`.padEnd(blank.length - 1), start, 'latin1')
  return { pdf: bytes, byteRange }
}

/** Whether the byte range leaves out one `<…>` of that size and nothing else. */
export function hasGap(pdf: Uint8Array, [start, gapStart, gapEnd, rest]: ByteRange, reservedBytes: number): boolean {
  return start === 0 && gapStart > 0 && gapEnd - gapStart === reservedBytes * 2 + 2 && gapEnd + rest === pdf.length
    && pdf[gapStart] === openingOfGap && pdf[gapEnd - 1] === closingOfGap
}

/** Writes the CMS into the gap, in hexadecimal; what is left stays zero. @throws SigningError `reserve-too-small` */
export function fillGap(pdf: Buffer, [, gapStart, gapEnd]: ByteRange, cms: Uint8Array): void {
  const room = (gapEnd - gapStart - 2) / 2
  if (cms.length > room) throw new SigningError('reserve-too-small', `${cms.length} octets are needed, ${room} are reserved`)
  pdf.write(Buffer.from(cms.buffer, cms.byteOffset, cms.length).toString('hex'), gapStart + 1, 'latin1')
}
