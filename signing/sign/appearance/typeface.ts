import { create } from 'fontkit'
import { SigningError } from '../../errors.ts'
import { fingerprintOf } from '../../x509/index.ts'

type Font = ReturnType<typeof create>

const mostKept = 8
const kept = new Map<string, Font>()

/** A TrueType font, read once for all signatures. @throws SigningError `options-invalid` */
export function readTypeface(bytes: Uint8Array): Font {
  const fingerprint = fingerprintOf(bytes)
  const known = kept.get(fingerprint)
  if (known !== undefined) return known
  const font = parse(bytes)
  if (kept.size >= mostKept) kept.delete(kept.keys().next().value!)
  kept.set(fingerprint, font)
  return font
}

function parse(bytes: Uint8Array): Font {
  try {
    // A copy: the font is kept, the caller's buffer may change.
    const font = create(Buffer.from(bytes))
    if (font.directory.tables.glyf !== undefined && font.unitsPerEm > 0) return font
  }
  catch (cause) {
    throw new SigningError('options-invalid', 'the font cannot be read', { cause })
  }
  throw new SigningError('options-invalid', 'the font has no TrueType outlines')
}

/** @throws SigningError `options-invalid` when the font lacks a letter: an empty box in a signature would mislead */
export function glyphOf(font: Font, codePoint: number): number {
  if (!font.hasGlyphForCodePoint(codePoint)) throw new SigningError('options-invalid', `the font has no glyph for U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`)
  return font.glyphForCodePoint(codePoint).id
}

/** In 1/1000 em. */
export const advanceOf = (font: Font, glyph: number): number => font.getGlyph(glyph).advanceWidth * 1000 / font.unitsPerEm

/** In points. */
export const widthOf = (font: Font, text: string, size: number): number =>
  [...text].reduce((width, letter) => width + advanceOf(font, glyphOf(font, letter.codePointAt(0)!)), 0) * size / 1000
