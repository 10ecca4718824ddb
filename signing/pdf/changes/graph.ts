import type { Budget } from '../budget.ts'
import type { PdfDocument } from '../document.ts'
import { limits } from '../limits.ts'
import { PdfDictionary, PdfReference, PdfStream, type PdfValue } from '../objects.ts'

/** Number under which the trailer stands in the maps of this folder: object 0 is always free. */
export const trailerNumber = 0

/** Keys of the trailer that belong to the cross-reference itself and lead to no content. */
const xrefKeys = ['Size', 'Prev', 'XRefStm', 'W', 'Index', 'Length', 'Filter', 'DecodeParms', 'Type', 'DL']
/** What LibreOffice and PDFBox leave there for themselves; no reader of PDF follows it. */
const privateKeys = ['AdditionalStreams', 'DocChecksum']

const known = new WeakMap<object, readonly number[]>()

/** Numbers of the objects that a value refers to, itself not followed. Kept as long as the value is. */
export function referencesOf(value: PdfValue): readonly number[] {
  if (value === null || typeof value !== 'object') return []
  const before = known.get(value)
  if (before !== undefined) return before
  const found = [...collect([value])]
  known.set(value, found)
  return found
}

function collect(stack: PdfValue[]): Set<number> {
  const found = new Set<number>()
  for (let value = stack.pop(); value !== undefined; value = stack.pop()) {
    if (value instanceof PdfReference) found.add(value.number)
    else for (const one of childrenOf(value)) if (one !== null && typeof one === 'object') stack.push(one)
  }
  return found
}

function childrenOf(value: PdfValue): Iterable<PdfValue> {
  if (value instanceof PdfDictionary) return value.entries.values()
  if (value instanceof PdfStream) return value.dictionary.entries.values()
  return Array.isArray(value) ? value : []
}

/** The trailer without what belongs to the cross-reference. */
export const contentOfTrailer = (document: PdfDocument): PdfDictionary => document.trailer.with(Object.fromEntries([...xrefKeys, ...privateKeys].map(key => [key, undefined])))

/** What a walk met: numbers that are referred to, there or not, and those that could not be read or counted. */
export interface Walk {
  visited: ReadonlySet<number>
  unreadable: readonly number[]
  /** The graph is larger than the limit: what lies beyond was not seen. */
  isIncomplete: boolean
}

/** Keys whose values are left out of a walk, by object number. */
export type Cuts = ReadonlyMap<number, ReadonlySet<string>>

/** Everything that can be reached from the trailer, or from a value, not through the entries that are cut. @throws PdfError when the budget is used up */
export function walk(document: PdfDocument, { cuts = new Map(), from, budget }: { cuts?: Cuts, from?: PdfValue, budget?: Budget } = {}): Walk {
  const visited = new Set<number>()
  const unreadable: number[] = []
  const start = from ?? withoutKeys(contentOfTrailer(document), cuts.get(trailerNumber))
  const stack = [...collect([start])]
  for (let number = stack.pop(); number !== undefined; number = stack.pop()) {
    if (visited.has(number)) continue
    if (visited.size === limits.reachable) return { visited, unreadable, isIncomplete: true }
    visited.add(number)
    budget?.spend()
    const value = readOrNull(document, number)
    if (value === undefined) {
      unreadable.push(number)
      continue
    }
    const keys = cuts.get(number)
    const out = keys !== undefined && value instanceof PdfDictionary ? collect([withoutKeys(value, keys)]) : referencesOf(value)
    for (const one of out) if (!visited.has(one)) stack.push(one)
  }
  return { visited, unreadable, isIncomplete: false }
}

const withoutKeys = (value: PdfDictionary, keys: ReadonlySet<string> | undefined): PdfDictionary =>
  keys === undefined ? value : value.with(Object.fromEntries([...keys].map(key => [key, undefined])))

/** Undefined when the object cannot be read. */
export function readOrNull(document: PdfDocument, number: number): PdfValue | undefined {
  try {
    return document.object(number)
  }
  catch {
    return undefined
  }
}
