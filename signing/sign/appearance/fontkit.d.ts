/** The little of fontkit 2 that is used here; the package brings no types. */
declare module 'fontkit' {
  interface Font {
    postscriptName: string
    unitsPerEm: number
    ascent: number
    descent: number
    capHeight: number
    italicAngle: number
    bbox: { minX: number, minY: number, maxX: number, maxY: number }
    directory: { tables: Record<string, { offset: number, length: number }> }
    hasGlyphForCodePoint(codePoint: number): boolean
    glyphForCodePoint(codePoint: number): { id: number }
    getGlyph(id: number): { advanceWidth: number }
    createSubset(): Subset
  }
  interface Subset {
    /** The glyph's number in the subset. */
    includeGlyph(id: number): number
    encode(): Uint8Array
  }
  export function create(data: Uint8Array): Font
}
