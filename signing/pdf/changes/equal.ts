import { PdfDictionary, PdfName, PdfReference, PdfStream, PdfString, type PdfValue } from '../objects.ts'

/** The same value as written; references are equal when they name the same object, whatever that holds. Depth is limited by the parser. */
export function isSame(a: PdfValue | undefined, b: PdfValue | undefined): boolean {
  if (a === b) return true
  if (a === undefined || b === undefined || a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false
  if (a instanceof PdfName) return b instanceof PdfName && a.value === b.value
  if (a instanceof PdfString) return b instanceof PdfString && Buffer.compare(a.bytes, b.bytes) === 0
  if (a instanceof PdfReference) return b instanceof PdfReference && a.number === b.number && a.generation === b.generation
  if (a instanceof PdfDictionary) return b instanceof PdfDictionary && differingKeys(a, b).length === 0
  if (a instanceof PdfStream) return b instanceof PdfStream && differingKeys(a.dictionary, b.dictionary).every(key => key === 'Length') && Buffer.compare(a.raw, b.raw) === 0
  return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((value, index) => isSame(value, b[index]))
}

/** Keys whose values are not the same; an entry that is null is as good as none (§7.3.7). Repeated keys differ from everything. */
export function differingKeys(a: PdfDictionary, b: PdfDictionary): string[] {
  const keys = new Set([...a.entries.keys(), ...b.entries.keys()])
  return [...keys].filter(key => !isSame(a.get(key) ?? null, b.get(key) ?? null) || (b.repeated.includes(key) && !a.repeated.includes(key)))
}
