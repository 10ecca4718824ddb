import { isLight } from '../content/colour.ts'
import { readDrawing } from '../content/text-run.ts'
import { decodeStream } from '../filters.ts'
import { PdfDictionary, PdfName, PdfReference, PdfStream, type PdfValue } from '../objects.ts'
import { annotatedPages } from '../page-annotations.ts'
import { objectionToAppearance } from './appearance.ts'
import { numberOf, type Comparison } from './comparison.ts'
import { listOf } from './fields.ts'
import { readOrNull } from './graph.ts'
import { isOverContent, overlap, rectangleOf, type Rectangle } from './places.ts'

/** Kinds of annotations that P = 3 lets come, change and go (§12.8.2.2): remarks. Stamps, links, attachments, media and redactions are not. */
const remarks = ['Text', 'FreeText', 'Line', 'Square', 'Circle', 'Polygon', 'PolyLine', 'Caret', 'Ink', 'Popup']
/** Remarks that lie over text by their nature: they may not hide it. */
const markup = ['Highlight', 'Underline', 'Squiggly', 'StrikeOut']
const keys = new Set([
  'Type', 'Subtype', 'Rect', 'Contents', 'P', 'NM', 'M', 'F', 'AP', 'AS', 'Border', 'C', 'CA', 'ca', 'T', 'Popup', 'RC', 'CreationDate', 'IRT', 'Subj', 'RT', 'IT', 'Name', 'Open', 'State', 'StateModel', 'Lang',
  'QuadPoints', 'InkList', 'BS', 'BE', 'L', 'LE', 'IC', 'LL', 'LLE', 'LLO', 'Cap', 'CP', 'CO', 'Vertices', 'RD', 'DA', 'DS', 'Q', 'CL', 'Sy', 'Parent', 'StructParent',
])
/** Where the lines of a remark may run without regard to its rectangle. */
const coordinateKeys = ['InkList', 'L', 'Vertices', 'CL']
/** Points: a remark without appearance may be drawn as an icon of this size. */
const icon = 24

/** Which revision an annotation is looked at in. */
export type Resolve = (value: PdfValue | undefined) => PdfValue
interface Remark { annotation: PdfDictionary, page: PdfDictionary, neighbours: readonly Neighbour[], resolve: Resolve }
interface Neighbour { annotation: PdfDictionary, place: Rectangle }

/** A new annotation on a page: a remark that hides nothing, or a forbidden change. */
export function examineNewAnnotation(comparison: Comparison, reference: PdfReference, { page, list }: { page: PdfDictionary, list: readonly PdfValue[] }): void {
  const resolve = comparison.is
  const annotation = resolve(reference)
  if (!(annotation instanceof PdfDictionary)) return comparison.forbid(reference.number, 'an annotation that is no dictionary', 'annotation')
  const objection = objectionToRemark(comparison, { annotation, page, neighbours: neighboursOf(comparison, list, resolve), resolve })
  if (objection !== null) return comparison.forbid(reference.number, objection, 'annotation')
  comparison.explain(undefined, reference)
  accept(comparison, reference.number, annotation)
}

/** An annotation that was taken away: permitted for what could have come. */
export function examineRemoved(comparison: Comparison, value: PdfValue, { page, list }: { page: PdfDictionary, list: readonly PdfValue[] }): void {
  const resolve = comparison.was
  const annotation = resolve(value)
  const objection = annotation instanceof PdfDictionary ? objectionToRemark(comparison, { annotation, page, neighbours: neighboursOf(comparison, list, resolve), resolve }) : 'no dictionary'
  const number = numberOf(value)
  if (objection !== null) return comparison.forbid(number, 'an annotation was taken away', 'annotation')
  comparison.add(number, { class: 'annotation', condition: { kind: 'annotate' }, detail: 'a remark was taken away' })
  if (number !== null && comparison.changed.has(number)) comparison.inPlace.add(number)
}

/** Annotations that were there and differ now: permitted when they are remarks before and after. */
export function compareAnnotationObjects(comparison: Comparison): void {
  const candidates = new Set([...comparison.changed].filter(number => isCandidate(comparison, number)))
  if (candidates.size === 0) return
  for (const { page, annotations } of annotatedPages(comparison.after)) {
    for (const one of annotations) {
      const number = numberOf(one)
      if (number !== null && candidates.delete(number)) compareRemark(comparison, number, { page, list: annotations })
    }
  }
}

function isCandidate(comparison: Comparison, number: number): boolean {
  if (comparison.inPlace.has(number) || comparison.fresh.has(number) || !comparison.existed(number)) return false
  return [comparison.before, comparison.after].every((document) => {
    const value = readOrNull(document, number)
    return value instanceof PdfDictionary && isRemark(value)
  })
}

function compareRemark(comparison: Comparison, number: number, { page, list }: { page: PdfDictionary, list: readonly PdfValue[] }): void {
  const reference = new PdfReference(number, 0)
  for (const resolve of [comparison.was, comparison.is]) {
    const annotation = resolve(reference)
    const objection = annotation instanceof PdfDictionary ? objectionToRemark(comparison, { annotation, page, neighbours: neighboursOf(comparison, list, resolve), resolve }) : 'no dictionary'
    if (objection !== null) return comparison.forbid(number, objection, 'annotation')
  }
  comparison.inPlace.add(number)
  for (const key of ['AP', 'RC']) comparison.cut(number, key)
  accept(comparison, number, comparison.is(reference) as PdfDictionary)
}

function accept(comparison: Comparison, number: number, annotation: PdfDictionary): void {
  const how = { class: 'annotation' as const, condition: { kind: 'annotate' as const }, detail: 'a remark' }
  comparison.add(number, how)
  for (const key of ['AP', 'RC']) for (const one of comparison.explainBelow(annotation.get(key))) comparison.add(one, how)
}

const kindOf = (annotation: PdfDictionary): string => {
  const subtype = annotation.get('Subtype')
  return subtype instanceof PdfName ? subtype.value : ''
}
const isRemark = (annotation: PdfDictionary): boolean => remarks.includes(kindOf(annotation)) || markup.includes(kindOf(annotation))

/** Annotations of a list that are seen and could be hidden, with their places. */
function neighboursOf(comparison: Comparison, list: readonly PdfValue[], resolve: Resolve): readonly Neighbour[] {
  const known = lists.get(list)
  if (known?.comparison === comparison && known.resolve === resolve) return known.neighbours
  comparison.budget.spend(list.length)
  const neighbours = list.map(resolve).flatMap((annotation) => {
    if (!(annotation instanceof PdfDictionary) || kindOf(annotation) === 'Popup' || markup.includes(kindOf(annotation))) return []
    const place = rectangleOf(comparison, annotation)
    return place === null ? [] : [{ annotation, place }]
  })
  lists.set(list, { comparison, resolve, neighbours })
  return neighbours
}

/** The last reading of a list: a page with many new remarks is read once. */
const lists = new WeakMap<readonly PdfValue[], { comparison: Comparison, resolve: Resolve, neighbours: readonly Neighbour[] }>()

function objectionToRemark(comparison: Comparison, { annotation, page, neighbours, resolve }: Remark): string | null {
  const kind = kindOf(annotation)
  if (!isRemark(annotation)) return `an annotation of type ${kind}`
  const other = [...annotation.entries.keys()].find(key => !keys.has(key)) ?? annotation.repeated[0]
  if (other !== undefined) return `/${other} of an annotation`
  if (kind === 'Popup') return annotation.has('AP') ? 'a popup with an appearance' : null
  const objection = objectionToAppearance(comparison, annotation.get('AP')) ?? objectionToPicture(annotation, { resolve, mayDraw: !markup.includes(kind) })
  if (objection !== null || markup.includes(kind)) return objection
  const area = reachOf(comparison, annotation, resolve)
  if (area === null) return null
  if (isOverContent(comparison, page, area)) return 'an annotation over the content of its page'
  comparison.budget.spend(neighbours.length / 100)
  return neighbours.some(other => other.annotation !== annotation && overlap(area, other.place)) ? 'an annotation over another' : null
}

/** What a remark over text may draw: lines, and fills through which the text is seen. */
function objectionToPicture(annotation: PdfDictionary, { resolve, mayDraw }: { resolve: Resolve, mayDraw: boolean }): string | null {
  const appearance = resolve(annotation.get('AP'))
  if (mayDraw) return null
  if (!(appearance instanceof PdfDictionary)) {
    const colour = resolve(annotation.get('C'))
    return kindOf(annotation) === 'Highlight' && colour !== null && !isLight(Array.isArray(colour) ? colour.map(resolve) : []) ? 'a dark remark over text' : null
  }
  const streams = [...appearance.entries.values()].map(resolve).flatMap(one => one instanceof PdfDictionary ? [...one.entries.values()].map(resolve) : [one])
  try {
    for (const stream of streams) {
      if (!(stream instanceof PdfStream)) return 'an appearance that is no stream'
      const resources = resolve(stream.dictionary.get('Resources'))
      const { runs, opaque } = readDrawing(resolve, { content: decodeStream(stream), resources: resources instanceof PdfDictionary ? resources : new PdfDictionary() })
      if (runs.length > 0 || opaque > 0) return 'a remark that hides what it marks'
    }
    return null
  }
  catch {
    return 'an appearance that cannot be followed'
  }
}

/** Its rectangle, and whatever its lines reach beyond. */
function reachOf(comparison: Comparison, annotation: PdfDictionary, resolve: Resolve): Rectangle | null {
  const place = rectangleOf(comparison, annotation)
  const points = coordinateKeys.flatMap(key => listOf(resolve(annotation.get(key))).flatMap(one => listOf(resolve(one)).length > 0 ? listOf(resolve(one)) : [one]).map(resolve))
  const numbers = points.filter(one => typeof one === 'number')
  const xs = [...numbers.filter((_, index) => index % 2 === 0), ...place === null ? [] : [place[0], place[2]]]
  const ys = [...numbers.filter((_, index) => index % 2 === 1), ...place === null ? [] : [place[1], place[3]]]
  if (xs.length === 0 || ys.length === 0) return null
  const reach = [xs, ys].map(values => values.reduce(([low, high], one) => [Math.min(low!, one), Math.max(high!, one)], [Infinity, -Infinity]))
  const area: Rectangle = [reach[0]![0]!, reach[1]![0]!, reach[0]![1]!, reach[1]![1]!]
  return annotation.has('AP') ? area : [area[0], Math.min(area[1], area[3] - icon), Math.max(area[2], area[0] + icon), area[3]]
}
