import { SigningError } from '../errors.ts'
import { dictionary, findPage, inherited, PdfDictionary, PdfReference, type PdfValue } from '../pdf/index.ts'
import type { SignatureAppearance } from '../types.ts'
import { drawAppearance, type Frame } from './appearance/index.ts'
import type { Revision } from './revision.ts'
import type { FieldPlace } from './signature-field.ts'

/** The widget to be given an appearance, and its entries. */
export interface DrawnWidget { entries: Record<string, PdfValue>, page: number, reference: PdfReference | null }

/** Draws a signature into its place: the rectangle asked for, or that of the field that exists. @throws PdfError, SigningError `options-invalid` */
export function drawWidget(revision: Revision, place: FieldPlace, appearance: SignatureAppearance): DrawnWidget {
  if (place.kind === 'existing') return drawExisting(revision, place, appearance)
  const { document, update } = revision
  assertPage(revision, appearance.page)
  const page = findPage(document, appearance.page).dictionary
  const rectangle = assertRectangle(appearance.rect)
  const box = numbers(document.resolve(inherited(document, page, 'MediaBox')))
  if (box.length === 4 && !isInside(rectangle, normal(box))) throw new SigningError('options-invalid', 'the rectangle lies outside the page')
  const drawn = drawAppearance(update, { ...sizeOf(rectangle), rotation: rotationOf(revision, page) }, appearance)
  return { entries: { Rect: rectangle, AP: dictionary({ N: drawn }) }, page: appearance.page, reference: null }
}

function drawExisting(revision: Revision, place: Extract<FieldPlace, { kind: 'existing' }>, appearance: SignatureAppearance): DrawnWidget {
  const { document, update } = revision
  const { reference, dictionary: widget } = firstWidget(revision, place)
  const rectangle = normal(numbers(document.resolve(widget.get('Rect'))))
  if (rectangle.length !== 4 || rectangle[0]! >= rectangle[2]! || rectangle[1]! >= rectangle[3]!) throw new SigningError('options-invalid', 'the field has no rectangle to draw into')
  const page = document.resolve(widget.get('P'))
  const rotation = page instanceof PdfDictionary ? rotationOf(revision, page) : 0
  const drawn = drawAppearance(update, { ...sizeOf(rectangle), rotation }, appearance)
  return { entries: { AP: dictionary({ N: drawn }) }, page: 0, reference }
}

/** The field itself, or the first of its kids when they are widgets of their own. */
function firstWidget({ document }: Revision, { reference, dictionary: field }: Extract<FieldPlace, { kind: 'existing' }>): { reference: PdfReference, dictionary: PdfDictionary } {
  const kids = document.resolve(field.get('Kids'))
  const first = Array.isArray(kids) ? kids[0] : undefined
  return first instanceof PdfReference ? { reference: first, dictionary: document.dictionary(first, 'a widget') } : { reference, dictionary: field }
}

function assertPage({ document }: Revision, page: number): void {
  const count = document.resolve(document.dictionary(document.catalog.get('Pages'), 'the tree of pages').get('Count'))
  if (!Number.isSafeInteger(page) || page < 0 || (typeof count === 'number' && page >= count)) throw new SigningError('options-invalid', `there is no page ${page}`)
}

function assertRectangle(rect: SignatureAppearance['rect']): number[] {
  const [left, bottom, right, top] = rect
  if (!rect.every(Number.isFinite) || left >= right || bottom >= top) throw new SigningError('options-invalid', 'the rectangle is empty')
  return [...rect]
}

const sizeOf = ([left = 0, bottom = 0, right = 0, top = 0]: readonly number[]) => ({ width: right - left, height: top - bottom })
const numbers = (value: PdfValue): number[] => Array.isArray(value) ? value.filter(one => typeof one === 'number') : []
const normal = ([x1 = 0, y1 = 0, x2 = 0, y2 = 0]: readonly number[]): number[] => [Math.min(x1, x2), Math.min(y1, y2), Math.max(x1, x2), Math.max(y1, y2)]
const isInside = (inner: readonly number[], outer: readonly number[]): boolean => inner[0]! >= outer[0]! && inner[1]! >= outer[1]! && inner[2]! <= outer[2]! && inner[3]! <= outer[3]!

function rotationOf({ document }: Revision, page: PdfDictionary): Frame['rotation'] {
  const stated = document.resolve(inherited(document, page, 'Rotate'))
  const turned = typeof stated === 'number' ? ((stated % 360) + 360) % 360 : 0
  return turned === 90 || turned === 180 || turned === 270 ? turned : 0
}
