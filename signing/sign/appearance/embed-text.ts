import { deflateSync } from 'node:zlib'
import { dictionary, name, PdfStream, PdfString, type IncrementalUpdate, type PdfReference, type PdfValue } from '../../pdf/index.ts'
import type { readTypeface } from './typeface.ts'
import { advanceOf, glyphOf } from './typeface.ts'

type Font = ReturnType<typeof readTypeface>
/** A letter as the document numbers it. */
interface Letter { codePoint: number, glyph: number, number: number }

/** Embeds the glyphs of some lines as a composite font with a text layer (ISO 32000-2 §9.7). Lines come back as operands of `Tj`. */
export function embedText(update: IncrementalUpdate, font: Font, lines: readonly string[]): { font: PdfReference, lines: string[] } {
  const subset = font.createSubset()
  const letters = new Map<number, Letter>()
  const encoded = lines.map(line => [...line].map((text) => {
    const codePoint = text.codePointAt(0)!
    const letter = letters.get(codePoint) ?? numbered(codePoint)
    letters.set(codePoint, letter)
    return hex(letter.number)
  }).join(''))
  const used = [...letters.values()]
  const baseName = name(`${tagOf(used)}+${font.postscriptName}`)
  const descendant = update.add(dictionary({
    Type: name('Font'), Subtype: name('CIDFontType2'), BaseFont: baseName, CIDToGIDMap: name('Identity'), DW: 0, W: used.flatMap(({ glyph, number }): PdfValue[] => [number, [round(advanceOf(font, glyph))]]),
    CIDSystemInfo: dictionary({ Registry: ascii('Adobe'), Ordering: ascii('Identity'), Supplement: 0 }),
    FontDescriptor: update.add(descriptorOf(font, baseName, update.add(packed(subset.encode())))),
  }))
  const composite = update.add(dictionary({
    Type: name('Font'), Subtype: name('Type0'), BaseFont: baseName, Encoding: name('Identity-H'), DescendantFonts: [descendant], ToUnicode: update.add(packed(Buffer.from(unicodeMap(used), 'latin1'))),
  }))
  return { font: composite, lines: encoded.map(line => `<${line}>`) }

  function numbered(codePoint: number): Letter {
    const glyph = glyphOf(font, codePoint)
    return { codePoint, glyph, number: subset.includeGlyph(glyph) }
  }
}

function descriptorOf(font: Font, baseName: PdfValue, file: PdfReference) {
  const scaled = (value: number) => round(value * 1000 / font.unitsPerEm)
  const { minX, minY, maxX, maxY } = font.bbox
  return dictionary({
    Type: name('FontDescriptor'), FontName: baseName, Flags: 4, FontBBox: [minX, minY, maxX, maxY].map(scaled), ItalicAngle: font.italicAngle,
    Ascent: scaled(font.ascent), Descent: scaled(font.descent), CapHeight: scaled(font.capHeight), StemV: 80, FontFile2: file,
  })
}

/** Which code point each number stands for (§9.10.3), at most a hundred in a block. */
function unicodeMap(letters: readonly Letter[]): string {
  const entries = letters.map(({ number, codePoint }) => `<${hex(number)}> <${Buffer.from(String.fromCodePoint(codePoint), 'utf16le').swap16().toString('hex')}>`)
  const blocks = Array.from({ length: Math.ceil(entries.length / 100) }, (_, index) => entries.slice(index * 100, index * 100 + 100))
  return [
    '/CIDInit /ProcSet findresource begin 12 dict begin begincmap',
    '/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def /CMapName /Adobe-Identity-UCS def /CMapType 2 def',
    '1 begincodespacerange <0000> <ffff> endcodespacerange',
    ...blocks.map(block => `${block.length} beginbfchar\n${block.join('\n')}\nendbfchar`),
    'endcmap CMapName currentdict /CMap defineresource pop end end',
  ].join('\n')
}

/** Six capitals before the name of a subset (§9.9.2), the same for the same letters. */
function tagOf(letters: readonly Letter[]): string {
  let state = letters.reduce((sum, { codePoint }) => (Math.imul(sum, 31) + codePoint) >>> 0, 7)
  return Array.from({ length: 6 }, () => {
    const letter = String.fromCharCode(65 + state % 26)
    state = Math.floor(state / 26) + 1
    return letter
  }).join('')
}

const ascii = (text: string): PdfString => new PdfString(Buffer.from(text, 'latin1'))
const packed = (data: Uint8Array): PdfStream => new PdfStream(dictionary({ Filter: name('FlateDecode'), Length1: data.length }), deflateSync(data))
const hex = (number: number): string => number.toString(16).padStart(4, '0')
const round = (value: number): number => Math.round(value * 100) / 100
