import { limits } from '../limits.ts'
import { PdfDictionary, type PdfValue } from '../objects.ts'
import { numberOf, type Comparison } from './comparison.ts'
import { listOf } from './fields.ts'

export type Rectangle = [x1: number, y1: number, x2: number, y2: number]

/** Null when it has no area. */
export function rectangleOf(comparison: Comparison, annotation: PdfDictionary): Rectangle | null {
  const [a, b, c, d] = listOf(comparison.is(annotation.get('Rect'))).map(value => comparison.is(value))
  if (typeof a !== 'number' || typeof b !== 'number' || typeof c !== 'number' || typeof d !== 'number' || a === c || b === d) return null
  return [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)]
}

/** Borders may touch and lie on one another: a point (1/72 inch) in common is no overlap. */
const border = 1
const overlap = (a: Rectangle, b: Rectangle): boolean =>
  Math.min(a[2], b[2]) - Math.max(a[0], b[0]) > border && Math.min(a[3], b[3]) - Math.max(a[1], b[1]) > border

/**
 * A widget whose appearance is new may not lie over another annotation of its page, which it could hide (shadow attacks, sneaky
 * signatures). The list of each page decides where it lies, not what the widget says.
 */
export function forbidCoveredAnnotations(comparison: Comparison): void {
  const wanted = new Map([...comparison.newWidgets, ...comparison.changedWidgets])
  if (wanted.size === 0) return
  for (const { page, annotations } of pagesWithAnnotations(comparison)) {
    const here = annotations.filter(one => wanted.has(numberOf(one) ?? 0))
    if (here.length === 0) continue
    const places = annotations.map(one => ({ one, place: placeOf(comparison, one) }))
    for (const one of here) {
      const number = numberOf(one)!
      const area = placeOf(comparison, one)
      const isCovering = area !== null && places.some(other => numberOf(other.one) !== number && other.place !== null && overlap(area, other.place))
      if (isCovering) comparison.forbid(number, `the widget of '${wanted.get(number)!.field}' lies over another annotation of page object ${page ?? 0}`, 'annotation')
    }
  }
}

function placeOf(comparison: Comparison, annotation: PdfValue): Rectangle | null {
  const dictionary = comparison.is(annotation)
  return dictionary instanceof PdfDictionary ? rectangleOf(comparison, dictionary) : null
}

function* pagesWithAnnotations(comparison: Comparison): Iterable<{ page: number | null, annotations: PdfValue[] }> {
  const stack: PdfValue[] = [comparison.after.catalog.get('Pages') ?? null]
  const seen = new Set<number>()
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const number = numberOf(node)
    if (number === null || seen.has(number)) continue
    seen.add(number)
    if (seen.size > limits.nodes) return comparison.forbid(number, 'more pages than are followed')
    const dictionary = comparison.is(node)
    if (!(dictionary instanceof PdfDictionary)) continue
    for (const kid of listOf(comparison.is(dictionary.get('Kids')))) stack.push(kid)
    const annotations = listOf(comparison.is(dictionary.get('Annots')))
    if (annotations.length > 0) yield { page: number, annotations }
  }
}
