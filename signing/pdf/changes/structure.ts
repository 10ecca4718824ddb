import { limits } from '../limits.ts'
import { PdfDictionary, PdfName, PdfReference, type PdfValue } from '../objects.ts'
import { numberOf, type Comparison } from './comparison.ts'
import { differingKeys, isSame } from './equal.ts'
import { listOf } from './fields.ts'
import { readOrNull } from './graph.ts'

const elementKeys = ['Type', 'S', 'P', 'Pg', 'K', 'ID', 'T']
const carried = { class: 'form-filling' as const, condition: { kind: 'carry' as const }, detail: 'structure of the document' }

/** The logical structure (§14.7): new widgets get an element and a place in the parent tree; everything else stays. */
export function compareStructure(comparison: Comparison): void {
  const [was, is] = [comparison.before.catalog.get('StructTreeRoot'), comparison.after.catalog.get('StructTreeRoot')]
  const number = numberOf(is)
  const isRootChanged = !isSame(was, is) || (number !== null && comparison.changed.has(number))
  const elements = newElements(comparison)
  for (const one of comparison.changed) if (one !== number && comparison.existed(one)) compareElement(comparison, one, elements)
  if (!isRootChanged) return
  const [old, now] = [comparison.was(was), comparison.is(is)]
  const before = old instanceof PdfDictionary ? old : new PdfDictionary()
  if (!(now instanceof PdfDictionary) || !isRootFine(comparison, { old: before, now, elements })) return comparison.forbid(number ?? comparison.after.catalogReference.number, 'another structure of the document')
  comparison.cut(numberOf(was) ?? comparison.before.catalogReference.number, numberOf(was) === null ? 'StructTreeRoot' : 'ParentTree')
  comparison.explain(was, is)
  if (number !== null) comparison.add(number, carried)
}

interface Roots { old: PdfDictionary, now: PdfDictionary, elements: ReadonlySet<number> }

/** A first root may bring its few entries; an older one only gets more kids and more numbers. */
function isRootFine(comparison: Comparison, { old, now, elements }: Roots): boolean {
  const isFirst = [...old.entries.keys()].every(key => key === 'Type')
  const allowed = ['K', 'ParentTree', 'ParentTreeNextKey', ...isFirst ? ['Type', 'RoleMap'] : []]
  if (differingKeys(old, now).some(key => !allowed.includes(key))) return false
  const [next, roles] = [now.get('ParentTreeNextKey') ?? 0, now.get('RoleMap')]
  if (typeof next !== 'number' || (isFirst && roles !== undefined && !(roles instanceof PdfDictionary && roles.entries.size === 0))) return false
  return areKidsOnlyAdded(comparison, { was: old.get('K'), is: now.get('K') }, elements)
    && compareParentTrees(comparison, { was: old.get('ParentTree'), is: now.get('ParentTree') }, elements)
}

/** An element of which nothing changed but that it has more kids. */
function compareElement(comparison: Comparison, number: number, elements: ReadonlySet<number>): void {
  const [was, is] = [readOrNull(comparison.before, number), readOrNull(comparison.after, number)]
  if (!isElement(was) || !isElement(is) || differingKeys(was, is).some(key => key !== 'K')) return
  if (!areKidsOnlyAdded(comparison, { was: was.get('K'), is: is.get('K') }, elements)) return
  comparison.inPlace.add(number)
  comparison.add(number, carried)
}

const isElement = (value: PdfValue | undefined): value is PdfDictionary =>
  value instanceof PdfDictionary && value.get('S') instanceof PdfName && value.get('P') instanceof PdfReference && (!value.has('Type') || isNamed(value, 'StructElem'))

/** Elements for new widgets, and those that only group them; none has text of its own. */
function newElements(comparison: Comparison): Set<number> {
  const elements = new Map<number, readonly PdfValue[]>()
  for (const number of comparison.changed) {
    const element = comparison.existed(number) || comparison.fresh.has(number) ? null : readOrNull(comparison.after, number)
    if (!isElement(element) || ![...element.entries.keys()].every(key => elementKeys.includes(key))) continue
    const kids = comparison.is(element.get('K'))
    elements.set(number, Array.isArray(kids) ? kids : [element.get('K') ?? null])
  }
  if (elements.size > 1000) elements.clear()
  for (let size = -1; size !== elements.size;) {
    size = elements.size
    for (const [number, kids] of elements) if (kids.length === 0 || !kids.every(kid => elements.has(numberOf(kid) ?? 0) || isOfNewWidget(comparison, kid))) elements.delete(number)
  }
  for (const number of elements.keys()) {
    comparison.explain(undefined, new PdfReference(number, 0))
    comparison.add(number, carried)
  }
  return new Set(elements.keys())
}

function isOfNewWidget(comparison: Comparison, kid: PdfValue): boolean {
  const reference = comparison.is(kid)
  const target = reference instanceof PdfDictionary && isNamed(reference, 'OBJR') ? numberOf(reference.get('Obj')) : null
  if (target === null || !comparison.newWidgets.has(target)) return false
  comparison.explain(undefined, kid)
  return true
}

function areKidsOnlyAdded(comparison: Comparison, { was, is }: { was: PdfValue | undefined, is: PdfValue | undefined }, elements: ReadonlySet<number>): boolean {
  if (isSame(was, is) && !comparison.changed.has(numberOf(is) ?? 0)) return true
  const [old, now] = [comparison.was(was), comparison.is(is)]
  const before = Array.isArray(old) ? old : old === null ? [] : [was!]
  let kept = 0
  for (const kid of Array.isArray(now) ? now : [is!]) {
    if (kept < before.length && isSame(before[kept], kid)) kept += 1
    else if (!elements.has(numberOf(kid) ?? 0)) return false
  }
  if (kept < before.length) return false
  comparison.explain(was, is)
  return true
}

/** What each number of the tree stood for it stands for still; new numbers stand for new elements. */
function compareParentTrees(comparison: Comparison, { was, is }: { was: PdfValue | undefined, is: PdfValue | undefined }, elements: ReadonlySet<number>): boolean {
  const [old, now] = [flatten(comparison.was, was), flatten(comparison.is, is)]
  if (old === null || now === null) return false
  for (const [key, value] of old.entries) if (!isSame(comparison.was(value), comparison.is(now.entries.get(key)))) return false
  for (const [key, value] of now.entries) if (!old.entries.has(key) && !elements.has(numberOf(value) ?? 0)) return false
  for (const reference of [...now.nodes, ...now.entries.values()]) {
    const number = numberOf(reference)
    if (number === null || elements.has(number) || !comparison.changed.has(number)) continue
    comparison.explain(old.nodes.find(node => numberOf(node) === number), reference)
    comparison.add(number, carried)
  }
  return true
}

interface FlatTree { nodes: PdfValue[], entries: Map<number, PdfValue> }

/** A number tree (§7.9.7) as one list; null when it is none. */
function flatten(resolve: (value: PdfValue) => PdfValue, root: PdfValue | undefined): FlatTree | null {
  const flat: FlatTree = { nodes: [], entries: new Map() }
  const stack = [root ?? null]
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (flat.nodes.length > limits.nodes) return null
    flat.nodes.push(node)
    const dictionary = resolve(node)
    if (dictionary === null && node === null) continue
    if (!(dictionary instanceof PdfDictionary)) return null
    for (const kid of listOf(resolve(dictionary.get('Kids') ?? null))) stack.push(kid)
    const numbers = listOf(resolve(dictionary.get('Nums') ?? null))
    for (let at = 0; at + 1 < numbers.length; at += 2) {
      const key = numbers[at]
      if (typeof key !== 'number' || flat.entries.has(key)) return null
      flat.entries.set(key, numbers[at + 1]!)
    }
  }
  return flat
}

const isNamed = (value: PdfDictionary, type: string): boolean => {
  const stated = value.get('Type')
  return stated instanceof PdfName && stated.value === type
}
