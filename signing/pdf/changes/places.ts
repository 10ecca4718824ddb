import { PdfDictionary, PdfName, PdfStream, type PdfValue } from '../objects.ts'
import { annotatedPages } from '../page-annotations.ts'
import { readDrawing } from '../content/text-run.ts'
import { decodeStream } from '../filters.ts'
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
 * A widget whose appearance is new may not lie over another annotation of its page; a new one, or one that is filled and lets nothing through, not
 * over text and images either: it could hide what was signed (shadow attacks, sneaky signatures). The list of each page decides where a widget
 * lies, not what the widget says.
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
      else if ((comparison.newWidgets.has(number) || isOpaqueFilling(comparison, number)) && isOverContent(comparison, page, area)) comparison.forbid(number, `the widget of '${field}' lies over the content of page object ${on}`, 'annotation')
    }
  }
}

/**
 * A field that is filled with an appearance that hides what lies below; one that cannot be followed may. The place of a signature
 * field was there to be seen by whoever signed first.
 */
function isOpaqueFilling(comparison: Comparison, number: number): boolean {
  const changed = comparison.changedWidgets.get(number)
  if (changed === undefined || changed.isSigned) return false
  const { widget } = changed
  const appearance = comparison.is(widget.get('AP'))
  const states = appearance instanceof PdfDictionary ? comparison.is(appearance.get('N')) : null
  const state = widget.get('AS')
  const stream = states instanceof PdfDictionary && state instanceof PdfName ? comparison.is(states.get(state.value)) : states
  if (!(stream instanceof PdfStream)) return false
  try {
    const resources = comparison.is(stream.dictionary.get('Resources'))
    return readDrawing(comparison.is, { content: decodeStream(stream), resources: resources instanceof PdfDictionary ? resources : new PdfDictionary() }).opaque > 0
  }
  catch {
    return true
  }
}

/** Contents that cannot be followed may have something anywhere. */
export function isOverContent(comparison: Comparison, page: PdfDictionary, area: Rectangle): boolean {
  try {
    const boxes = comparison.contentOf(page)
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
