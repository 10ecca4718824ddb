import { examineNewAnnotation, examineRemoved } from './annotations.ts'
import { PdfDictionary, PdfName, PdfReference, type PdfValue } from '../objects.ts'
import { numberOf, type Comparison } from './comparison.ts'
import { differingKeys, isSame } from './equal.ts'
import { listOf } from './fields.ts'
import { readOrNull, referencesOf, walk } from './graph.ts'

/** Keys of a page that say nothing about what is seen: the order of tabbing, the number of the page in the structure tree. */
const unseenKeys = ['Tabs', 'StructParents']

/** Pages whose list of annotations changed, and lists that stand in objects of their own. Everything else of a page stays as it is. */
export function comparePages(comparison: Comparison): void {
  const lists: number[] = []
  for (const number of comparison.changed) {
    if (comparison.inPlace.has(number) || comparison.fresh.has(number)) continue
    const [was, is] = [readOrNull(comparison.before, number), readOrNull(comparison.after, number)]
    if (isPage(was) && isPage(is)) comparePage(comparison, number, { was, is })
    else if (Array.isArray(was) && Array.isArray(is)) lists.push(number)
  }
  if (lists.length > 0) compareLists(comparison, lists)
}

const isPage = (value: PdfValue | undefined): value is PdfDictionary => {
  const type = value instanceof PdfDictionary ? value.get('Type') : null
  return type instanceof PdfName && type.value === 'Page'
}

function comparePage(comparison: Comparison, number: number, { was, is }: { was: PdfDictionary, is: PdfDictionary }): void {
  const other = differingKeys(was, is).find(key => key !== 'Annots' && !unseenKeys.includes(key))
  if (other !== undefined) return comparison.forbid(number, `/${other} of a page`, 'page')
  comparison.inPlace.add(number)
  comparison.add(number, { class: 'form-filling', condition: { kind: 'carry' }, detail: 'page with a new widget' })
  compareAnnotations(comparison, number, { was: was.get('Annots'), is: is.get('Annots') })
}

/** Arrays that changed by themselves: explained when nothing but pages refers to them, as their annotations. */
function compareLists(comparison: Comparison, lists: number[]): void {
  const owners = ownersOf(comparison, lists)
  for (const number of lists) {
    const pages = owners.get(number) ?? []
    if (comparison.inPlace.has(number) || pages.length === 0 || !pages.every(page => isAnnotationsOf(comparison, page, number))) continue
    const [page] = pages
    const reference = new PdfReference(number, 0)
    compareAnnotations(comparison, page!, { was: reference, is: reference })
  }
}

function ownersOf(comparison: Comparison, lists: readonly number[]): Map<number, number[]> {
  const wanted = new Set(lists)
  const owners = new Map<number, number[]>()
  for (const owner of walk(comparison.before, { budget: comparison.budget }).visited) {
    for (const number of referencesOf(readOrNull(comparison.before, owner) ?? null)) {
      if (wanted.has(number)) owners.set(number, [...owners.get(number) ?? [], owner])
    }
  }
  return owners
}

function isAnnotationsOf(comparison: Comparison, page: number, list: number): boolean {
  const value = readOrNull(comparison.before, page)
  if (!isPage(value) || numberOf(value.get('Annots')) !== list) return false
  return ![...value.entries].some(([key, entry]) => key !== 'Annots' && referencesOf(entry).includes(list))
}

/** The list may get widgets of new signature fields and remarks, and lose remarks; what stays keeps its order. */
function compareAnnotations(comparison: Comparison, page: number, { was, is }: { was: PdfValue | undefined, is: PdfValue | undefined }): void {
  const [before, after] = [listOf(comparison.was(was)), listOf(comparison.is(is))]
  const dictionary = readOrNull(comparison.after, page)
  if (!(dictionary instanceof PdfDictionary)) return
  const staying = new Set(after.map(numberOf))
  const [kept, gone] = [before.filter(one => staying.has(numberOf(one))), before.filter(one => !staying.has(numberOf(one)))]
  let next = 0
  for (const one of after) {
    const number = numberOf(one)
    if (next < kept.length && isSame(kept[next], one)) next += 1
    else if (number === null || before.some(old => isSame(old, one))) comparison.forbid(number ?? page, 'an annotation was moved, repeated or written into the list', 'annotation')
    else if (!comparison.newWidgets.has(number)) examineNewAnnotation(comparison, new PdfReference(number, 0), { page: dictionary, list: after })
  }
  for (const one of gone) examineRemoved(comparison, one, { page: dictionary, list: before })
  comparison.explain(was, is)
  const list = numberOf(is)
  if (list !== null && comparison.changed.has(list)) comparison.add(list, { class: 'form-filling', condition: { kind: 'carry' }, detail: 'annotations of a page' })
}
