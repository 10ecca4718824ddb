import { createHash } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import { PDFName, PDFRawStream, PDFString, type PDFContext, type PDFRef } from 'pdf-lib'
import type { FaceUse } from '../typeface/font-use.ts'
import { subsetFont } from '../typeface/subset.ts'

/** Embeds the used glyphs of a face as a composite font with its way back to Unicode (PDF 32000-1, 9.7 and 9.10.3). */
export function writeFont(context: PDFContext, { face, glyphs, codePoints }: FaceUse): PDFRef {
  const program = subsetFont(face, glyphs)
  const name = `${subsetTag(codePoints)}+${face.postscriptName}`
  const em = (value: number): number => Math.round(value * 1000 / face.unitsPerEm)
  const file = context.register(writeStream(context, program, { Length1: program.length }))
  const descriptor = context.register(context.obj({
    Type: 'FontDescriptor', FontName: name, Flags: face.italicAngle === 0 ? 6 : 70, FontBBox: face.box.map(em), ItalicAngle: face.italicAngle,
    Ascent: em(face.ascent), Descent: em(face.descent), CapHeight: em(face.capHeight), StemV: face.name.startsWith('bold') ? 140 : 80, FontFile2: file,
  }))
  const cidFont = context.register(context.obj({
    Type: 'Font', Subtype: 'CIDFontType2', BaseFont: name, FontDescriptor: descriptor, CIDToGIDMap: 'Identity', DW: 1000,
    CIDSystemInfo: { Registry: PDFString.of('Adobe'), Ordering: PDFString.of('Identity'), Supplement: 0 },
    W: [0, glyphs.map(glyph => Math.round(face.advanceOf(glyph) * 10) / 10)],
  }))
  return context.register(context.obj({
    Type: 'Font', Subtype: 'Type0', BaseFont: name, Encoding: 'Identity-H', DescendantFonts: [cidFont],
    ToUnicode: context.register(writeStream(context, Buffer.from(toUnicode(codePoints)))),
  }))
}

/** A compressed stream; zlib gives the same bytes for the same input. */
export function writeStream(context: PDFContext, data: Uint8Array, entries: Record<string, number | string> = {}): PDFRawStream {
  const bytes = deflateSync(data)
  const dict = context.obj({ ...entries, Filter: 'FlateDecode', Length: bytes.length })
  return PDFRawStream.of(dict, bytes)
}

/** Six letters that tell this subset from others (9.6.4), made from what it holds instead of chance. */
function subsetTag(codePoints: readonly number[]): string {
  const hash = createHash('sha256').update(codePoints.join()).digest()
  return Array.from(hash.subarray(0, 6), byte => String.fromCharCode(65 + byte % 26)).join('')
}

function toUnicode(codePoints: readonly number[]): string {
  const pairs = codePoints.slice(1).map((codePoint, index) =>
    `<${hex4(index + 1)}> <${[...String.fromCodePoint(codePoint)].flatMap(letter => Array.from({ length: letter.length }, (_, at) => hex4(letter.charCodeAt(at)))).join('')}>`)
  // At most 100 pairs a block (Adobe Technical Note 5411).
  const blocks = Array.from({ length: Math.ceil(pairs.length / 100) }, (_, block) => pairs.slice(block * 100, block * 100 + 100))
  return [
    '/CIDInit /ProcSet findresource begin', '12 dict begin', 'begincmap',
    '/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def', '/CMapName /Adobe-Identity-UCS def', '/CMapType 2 def',
    '1 begincodespacerange', '<0000> <ffff>', 'endcodespacerange',
    ...blocks.flatMap(block => [`${block.length} beginbfchar`, ...block, 'endbfchar']),
    'endcmap', 'CMapName currentdict /CMap defineresource pop', 'end', 'end',
  ].join('\n')
}

const hex4 = (value: number): string => value.toString(16).padStart(4, '0')

export const pdfName = (name: string): PDFName => PDFName.of(name)
