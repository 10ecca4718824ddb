import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { create } from 'fontkit'

export type FaceName = 'regular' | 'bold' | 'italic' | 'boldItalic'

/** A parsed font, shared by all documents: parsing costs more than a whole form. */
export interface Typeface {
  name: FaceName
  postscriptName: string
  bytes: Buffer
  /** Offset and length of each table in `bytes`. */
  tables: Readonly<Record<string, { offset: number, length: number }>>
  unitsPerEm: number
  ascent: number
  descent: number
  capHeight: number
  italicAngle: number
  box: readonly [number, number, number, number]
  /** Glyph id of a code point, 0 when the font has none. */
  glyphOf(codePoint: number): number
  /** Advance in 1/1000 em. */
  advanceOf(glyph: number): number
}

export type Typefaces = Readonly<Record<FaceName, Typeface>>

const files: Readonly<Record<FaceName, string>> = {
  regular: '400Regular/Tinos_400Regular.ttf',
  bold: '700Bold/Tinos_700Bold.ttf',
  italic: '400Regular_Italic/Tinos_400Regular_Italic.ttf',
  boldItalic: '700Bold_Italic/Tinos_700Bold_Italic.ttf',
}

/**
 * Tinos, the metric twin of Times New Roman that Decree 30/2020 asks for, with all Vietnamese letters.
 * @param directory the package folder of `@expo-google-fonts/tinos`, or a copy of its files
 */
export function loadTypefaces(directory: string): Typefaces {
  const load = (name: FaceName): Typeface => toTypeface(name, readFileSync(join(directory, files[name])))
  return { regular: load('regular'), bold: load('bold'), italic: load('italic'), boldItalic: load('boldItalic') }
}

function toTypeface(name: FaceName, bytes: Buffer): Typeface {
  const font = create(bytes)
  const { bbox, unitsPerEm } = font
  const glyphs = new Map<number, number>()
  const advances = new Map<number, number>()
  return {
    name,
    postscriptName: font.postscriptName,
    bytes,
    tables: font.directory.tables,
    unitsPerEm,
    ascent: font.ascent,
    descent: font.descent,
    capHeight: font.capHeight,
    italicAngle: font.italicAngle,
    box: [bbox.minX, bbox.minY, bbox.maxX, bbox.maxY],
    glyphOf: remember(glyphs, codePoint => font.hasGlyphForCodePoint(codePoint) ? font.glyphForCodePoint(codePoint).id : 0),
    advanceOf: remember(advances, glyph => font.getGlyph(glyph).advanceWidth * 1000 / unitsPerEm),
  }
}

const remember = (known: Map<number, number>, compute: (key: number) => number) => (key: number): number => {
  const found = known.get(key)
  if (found !== undefined) return found
  const value = compute(key)
  known.set(key, value)
  return value
}
