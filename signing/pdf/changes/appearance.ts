import { PdfDictionary, PdfStream, type PdfValue } from '../objects.ts'
import type { Comparison } from './comparison.ts'

/** What speaks against a value as appearance (§12.5.5): a dictionary of N, R, D, each a stream or streams by state. */
export function objectionToAppearance(comparison: Comparison, value: PdfValue | undefined): string | null {
  if (value === undefined || value === null) return null
  const appearance = comparison.is(value)
  if (!(appearance instanceof PdfDictionary)) return '/AP is no dictionary'
  for (const [key, entry] of appearance.entries) {
    const streams = comparison.is(entry)
    const isFine = ['N', 'R', 'D'].includes(key) && (streams instanceof PdfStream || (streams instanceof PdfDictionary && [...streams.entries.values()].every(one => comparison.is(one) instanceof PdfStream)))
    if (!isFine) return `/${key} of an appearance`
  }
  return null
}
