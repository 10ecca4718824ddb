import { PdfDictionary, type PdfValue } from '../objects.ts'
import { annotatedPages } from '../page-annotations.ts'
import { limits } from '../limits.ts'
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
export const overlap = (a: Rectangle, b: Rectangle): boolean =>
  Math.min(a[2], b[2]) - Math.max(a[0], b[0]) > border && Math.min(a[3], b[3]) - Math.max(a[1], b[1]) > border

/**
 * A widget whose appearance is new may not lie over another annotation of its page, nor a new one over text: it could hide what was
 * signed (shadow attacks, sneaky signatures). The list of each page decides where a widget lies, not what the widget says.
 */
export function forbidCovering(comparison: Comparison): void {
  const wanted = new Map([...comparison.newWidgets, ...comparison.changedWidgets])
  if (wanted.size === 0) return
  for (const { page, number: on, annotations } of annotatedPages(comparison.after)) {
    const here = annotations.filter(one => wanted.has(numberOf(one) ?? 0))
    if (here.length === 0) continue
    comparison.budget.spend(annotations.length)
    if (here.length * annotations.length > limits.pairs) return comparison.forbid(on, 'more annotations than are held against one another', 'annotation')
    const places = annotations.map(one => ({ one, place: placeOf(comparison, one) }))
    for (const one of here) {
      const number = numberOf(one)!
      const area = placeOf(comparison, one)
      if (area === null) continue
      const { field } = wanted.get(number)!
      if (places.some(other => numberOf(other.one) !== number && other.place !== null && overlap(area, other.place))) comparison.forbid(number, `the widget of '${field}' lies over another annotation of page object ${on}`, 'annotation')
      else if (comparison.newWidgets.has(number) && isOverText(comparison, page, area)) comparison.forbid(number, `the widget of '${field}' lies over text of page object ${on}`, 'annotation')
    }
  }
}

/** Contents that cannot be followed may have text anywhere. */
export function isOverText(comparison: Comparison, page: PdfDictionary, area: Rectangle): boolean {
  try {
    const boxes = comparison.textOf(page)
    comparison.budget.spend(boxes.length / 100)
    return boxes.some(box => overlap(area, box))
  }
  catch {
    return true
  }
}

function placeOf(comparison: Comparison, annotation: PdfValue): Rectangle | null {
  const dictionary = comparison.is(annotation)
  return dictionary instanceof PdfDictionary ? rectangleOf(comparison, dictionary) : null
}
