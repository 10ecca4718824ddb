import { PdfDictionary, PdfName, PdfReference, PdfString, textOf, type PdfValue } from '../objects.ts'
import { objectionToAppearance } from './appearance.ts'
import { numberOf, type Comparison } from './comparison.ts'
import { explainSignature, isTimestamp, objectionToSignature } from './signature-value.ts'

const fieldKeys = ['FT', 'T', 'TU', 'TM', 'V', 'Ff', 'Parent', 'Kids', 'Lock', 'SV', 'DA', 'DR', 'Q']
const widgetKeys = ['H', 'Type', 'Subtype', 'Rect', 'P', 'F', 'AP', 'AS', 'MK', 'BS', 'Border', 'M', 'NM', 'Contents', 'StructParent', 'Parent', 'DA', 'Q']

interface Place { names: ReadonlySet<string>, prefix: string, type: string | null, parent: number | null }

/** A field that was not there: a signature field, empty or signed in the same update, with at most one widget. */
export function examineNewField(comparison: Comparison, reference: PdfReference, place: Place): void {
  const field = comparison.is(reference)
  const objection = field instanceof PdfDictionary ? objectionToField(comparison, field, place) : 'a new field that is no dictionary'
  if (objection !== null || !(field instanceof PdfDictionary)) return comparison.forbid(reference.number, objection ?? '')
  const name = nameOf(field, place.prefix)
  const value = comparison.is(field.get('V'))
  const widget = widgetOf(comparison, reference, field)
  const isStamp = value instanceof PdfDictionary && isTimestamp(value) && isInvisible(comparison, widget.dictionary)
  const how = { class: isStamp ? 'validation-data' as const : 'form-filling' as const, condition: isStamp ? { kind: 'always' as const } : { kind: 'sign' as const, field: name, isNew: true } }
  comparison.explain(undefined, reference)
  comparison.explain(undefined, widget.reference)
  comparison.explain(undefined, field.get('Kids'))
  comparison.add(reference.number, { ...how, detail: `new signature field '${name}'` })
  comparison.newWidgets.set(widget.reference.number, { field: name, widget: widget.dictionary })
  for (const key of ['AP', 'MK', 'DR', 'Lock', 'SV']) {
    for (const holder of new Set([field, widget.dictionary])) for (const one of comparison.explainBelow(holder.get(key))) comparison.add(one, { ...how, detail: `appearance and rules of '${name}'` })
  }
  if (value instanceof PdfDictionary) explainSignature(comparison, field.get('V')!, { ...how, detail: `signature of '${name}'` })
}

const nameOf = (field: PdfDictionary, prefix: string): string => {
  const partial = field.get('T')
  return partial instanceof PdfString ? (prefix === '' ? textOf(partial) : `${prefix}.${textOf(partial)}`) : prefix
}

function objectionToField(comparison: Comparison, field: PdfDictionary, { names, prefix, type, parent }: Place): string | null {
  const stated = field.get('FT')
  const kind = stated instanceof PdfName ? stated.value : type
  if (kind !== 'Sig') return `a new field of type ${kind ?? 'unknown'}`
  const partial = field.get('T')
  if (!(partial instanceof PdfString) || textOf(partial) === '' || textOf(partial).includes('.')) return 'a new field without a name of its own'
  if (names.has(nameOf(field, prefix))) return 'a new field with the name of another'
  if (numberOf(field.get('Parent')) !== parent) return '/Parent of a new field'
  const kids = comparison.is(field.get('Kids'))
  const [kid] = Array.isArray(kids) ? kids : []
  if (Array.isArray(kids) && (kids.length !== 1 || !(kid instanceof PdfReference))) return 'a new field with several widgets'
  const allowed = kids === null ? [...fieldKeys, ...widgetKeys] : fieldKeys
  const other = [...field.entries.keys()].find(key => !allowed.includes(key))
  if (other !== undefined || field.repeated.length > 0) return `/${other ?? field.repeated[0]} of a new field`
  if (kid !== undefined) {
    const widget = comparison.is(kid)
    if (!(widget instanceof PdfDictionary) || [...widget.entries.keys()].some(key => !widgetKeys.includes(key)) || widget.repeated.length > 0) return 'the widget of a new field'
    return objectionToWidget(comparison, widget) ?? objectionToValue(comparison, field)
  }
  return objectionToWidget(comparison, field) ?? objectionToValue(comparison, field)
}

function objectionToWidget(comparison: Comparison, widget: PdfDictionary): string | null {
  const subtype = widget.get('Subtype')
  if (subtype !== undefined && !(subtype instanceof PdfName && subtype.value === 'Widget')) return '/Subtype of a widget'
  return objectionToAppearance(comparison, widget.get('AP'))
}

function objectionToValue(comparison: Comparison, field: PdfDictionary): string | null {
  const value = field.get('V')
  return value === undefined || value === null ? null : objectionToSignature(comparison, value)
}

function widgetOf(comparison: Comparison, reference: PdfReference, field: PdfDictionary): { reference: PdfReference, dictionary: PdfDictionary } {
  const kids = comparison.is(field.get('Kids'))
  const kid = Array.isArray(kids) ? kids[0] : undefined
  const widget = comparison.is(kid)
  return kid instanceof PdfReference && widget instanceof PdfDictionary ? { reference: kid, dictionary: widget } : { reference, dictionary: field }
}

/** Without area, or without anything to draw. */
export function isInvisible(comparison: Comparison, widget: PdfDictionary): boolean {
  const rectangle = comparison.is(widget.get('Rect'))
  if (!Array.isArray(rectangle)) return true
  const [x1, y1, x2, y2] = rectangle.map((value: PdfValue) => comparison.is(value))
  return x1 === x2 || y1 === y2
}
