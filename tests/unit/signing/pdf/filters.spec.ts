import { deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeStream, dictionary, name, PdfStream, type PdfValue } from '../../../../signing/pdf/index.ts'

const decoded = (data: Uint8Array, filter: PdfValue, parameters?: PdfValue): string => Buffer.from(decodeStream(new PdfStream(dictionary({ Filter: filter, DecodeParms: parameters }), data))).toString('latin1')
const text = (value: string): Uint8Array => Buffer.from(value, 'latin1')

/** Straight from §7.4.4.2, without a care for speed. */
function lzw(data: Uint8Array): Uint8Array {
  const codes: [number, number][] = [[256, 9]]
  let table = new Map<string, number>()
  let held = ''
  const codeOf = (sequence: string): number => sequence.length === 1 ? sequence.charCodeAt(0) : table.get(sequence)!
  const width = () => Math.max(9, Math.min(12, 32 - Math.clz32(258 + table.size)))
  for (const octet of data) {
    const next = held + String.fromCharCode(octet)
    if (held === '' || table.has(next)) {
      held = next
      continue
    }
    codes.push([codeOf(held), width()])
    table.set(next, 258 + table.size)
    held = String.fromCharCode(octet)
    if (table.size === 3_800) {
      codes.push([codeOf(held), width()], [256, width()])
      table = new Map()
      held = ''
    }
  }
  if (held !== '') codes.push([codeOf(held), width()])
  codes.push([257, width()])
  const bits = codes.map(([code, count]) => code.toString(2).padStart(count, '0')).join('')
  return Uint8Array.from(bits.match(/.{1,8}/g)!.map(octet => Number.parseInt(octet.padEnd(8, '0'), 2)))
}

describe('filters', () => {
  it('read what the standard shows', () => {
    expect(decoded(text('48 65 6c6C 6f7>'), name('ASCIIHexDecode'))).toBe('Hellop')
    expect(decoded(text('87cURD]i,"Ebo80~>'), name('ASCII85Decode'))).toBe('Hello World!')
    expect(decoded(text('z!!~>'), name('A85'))).toBe('\0\0\0\0\0')
    expect(decoded(Uint8Array.of(2, 65, 66, 67, 254, 90, 128, 1), name('RunLengthDecode'))).toBe('ABCZZZ')
    expect(Buffer.from(decoded(Uint8Array.of(0x80, 0x0b, 0x60, 0x50, 0x22, 0x0c, 0x0c, 0x85, 0x01), name('LZWDecode')), 'latin1')).toEqual(Buffer.of(45, 45, 45, 45, 45, 65, 45, 45, 45, 66))
  })

  it('come one behind the other', () => {
    expect(decoded(text(`${deflateSync('chuỗi').toString('hex')}>`), [name('AHx'), name('Fl')])).toBe(Buffer.from('chuỗi').toString('latin1'))
  })

  it('undo LZW of anything', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 6_000 }), fc.integer({ min: 1, max: 255 }), (data, range) => {
      const narrow = data.map(octet => octet % range)
      expect(decoded(lzw(narrow), name('LZWDecode'))).toBe(Buffer.from(narrow).toString('latin1'))
    }), { numRuns: 60 })
  })

  it.each(['JBIG2Decode', 'DCTDecode', 'Crypt', 'Anything'])('refuse %s', (filter) => {
    expect(() => decoded(text('x'), name(filter))).toThrow(filter)
  })

  it('refuse what becomes too long, or is no code', () => {
    expect(() => decodeStream(new PdfStream(dictionary({ Filter: name('RunLengthDecode') }), Uint8Array.from({ length: 1000 }, () => 129)), 10_000)).toThrow('too many octets')
    expect(() => decoded(Uint8Array.of(0x80, 0x4b, 0x00), name('LZWDecode'))).toThrow('unknown code')
    expect(() => decoded(text('xyz'), name('ASCIIHexDecode'))).toThrow('other characters')
  })
})
