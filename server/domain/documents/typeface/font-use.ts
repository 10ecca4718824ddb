import type { FaceName, Typeface, Typefaces } from './typeface.ts'

/** The glyphs that one document uses of one face, numbered as they come: the same text gives the same numbers. */
export interface FaceUse {
  face: Typeface
  /** Glyph id in the face, by number in the document. */
  glyphs: number[]
  /** Code point by number in the document. */
  codePoints: number[]
  /** Number in the document by code point. */
  numbers: Map<number, number>
}

export type FontUse = Map<FaceName, FaceUse>

/** Text as the hex string of a `Tj`, noting what it uses. A letter that the face lacks is drawn as its empty box and still extracts right. */
export function encodeText(use: FontUse, faces: Typefaces, name: FaceName, text: string): string {
  let entry = use.get(name)
  if (entry === undefined) {
    entry = { face: faces[name], glyphs: [0], codePoints: [0xfffd], numbers: new Map() }
    use.set(name, entry)
  }
  let hex = ''
  for (const letter of text) {
    const codePoint = letter.codePointAt(0) ?? 0
    let number = entry.numbers.get(codePoint)
    if (number === undefined) {
      number = entry.glyphs.push(entry.face.glyphOf(codePoint)) - 1
      entry.codePoints.push(codePoint)
      entry.numbers.set(codePoint, number)
    }
    hex += number.toString(16).padStart(4, '0')
  }
  return hex
}

/** Width of a text in points. */
export function widthOf(face: Typeface, text: string, size: number): number {
  let width = 0
  for (const letter of text) width += face.advanceOf(face.glyphOf(letter.codePointAt(0) ?? 0))
  return width * size / 1000
}
