import type { PdfValue } from '../objects.ts'

/** Light enough that black text can be read through it: components of gray, RGB or CMYK by their number; anything else is dark. */
export function isLight(components: readonly PdfValue[]): boolean {
  if (!components.every(one => typeof one === 'number')) return false
  const values = components as readonly number[]
  const [red, green, blue] = values.length === 1 ? [values[0]!, values[0]!, values[0]!] : values.length === 4 ? values.slice(0, 3).map(ink => 1 - Math.min(1, ink + values[3]!)) : values
  return red !== undefined && green !== undefined && blue !== undefined && 0.3 * red + 0.59 * green + 0.11 * blue >= 0.25
}
