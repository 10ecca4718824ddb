import { PdfDictionary, PdfReference, PdfString, type PdfValue } from '../objects.ts'
import { objectionToAppearance } from './appearance.ts'
import { numberOf, type Comparison, type Condition } from './comparison.ts'
import { differingKeys, isSame } from './equal.ts'
import { listOf } from './fields.ts'
import { isInvisible } from './new-field.ts'
import { explainSignature, isTimestamp, objectionToSignature } from './signature-value.ts'
import { objectionToFilling } from './filling.ts'

/** A terminal field, before and after. */
export interface FieldPair { number: number | null, was: PdfDictionary, is: PdfDictionary, name: string, type: string | null }
/** The part of a field that lies on a page: the field itself, or its kids. */
export interface WidgetPair { number: number | null, old: PdfValue, now: PdfValue, was: PdfDictionary, is: PdfDictionary }

/** What filling or signing may write into a field and its widgets. Rectangle, flags, actions, locks and rules are not among it. */
const valueKeys = ['V', 'AP', 'AS', 'M', 'MK', 'I', 'TI', 'RV', 'Ff', 'F']

/** Compares a field that was there: signed, filled, or – fail-closed – altered. */
export function compareField(comparison: Comparison, { old, now }: { old: PdfValue, now: PdfValue }, field: FieldPair): void {
  const widgets = pairWidgets(comparison, { old, now }, field)
  if (widgets === null) return comparison.forbid(field.number, `the widgets of '${field.name}' are others`)
  const parts = [{ number: field.number, old, now, was: field.was, is: field.is }, ...widgets.filter(({ number }) => number !== field.number)]
  const isChanged = (number: number | null) => number !== null && comparison.changed.has(number)
  const isTouched = isChanged(numberOf(field.is.get('V'))) || parts.some(({ number, was, is }) => isChanged(number) || !(was === is || isSame(was, is)))
  if (!isTouched) return
  const differing = new Map(parts.map(part => [part, differingKeys(part.was, part.is).filter(key => key !== 'Kids')]))
  const objection = objectionToField(comparison, { field, widgets, keys: [...differing.values()].flat() })
  if (objection !== null) {
    const culprit = parts.find(part => differing.get(part)!.length > 0) ?? parts[0]!
    return comparison.forbid(culprit.number, `'${field.name}': ${objection}`)
  }
  accept(comparison, { field, widgets, parts })
}

/** The field itself when it is its own widget, else its kids; null when they are not the same ones as before. */
function pairWidgets(comparison: Comparison, { old, now }: { old: PdfValue, now: PdfValue }, { number, was, is }: FieldPair): WidgetPair[] | null {
  const [before, after] = [comparison.was(was.get('Kids')), comparison.is(is.get('Kids'))]
  if (before === null && after === null) return [{ number, old, now, was, is }]
  if (!isSame(before, after)) return null
  comparison.explain(was.get('Kids'), is.get('Kids'))
  const pairs: WidgetPair[] = []
  for (const kid of listOf(after)) {
    const [oldKid, newKid] = [comparison.was(kid), comparison.is(kid)]
    if (!(oldKid instanceof PdfDictionary) || !(newKid instanceof PdfDictionary)) return null
    pairs.push({ number: numberOf(kid), old: kid, now: kid, was: oldKid, is: newKid })
  }
  return pairs
}

function objectionToField(comparison: Comparison, { field, widgets, keys }: { field: FieldPair, widgets: WidgetPair[], keys: string[] }): string | null {
  const other = keys.find(key => !valueKeys.includes(key))
  if (other !== undefined) return `/${other} changed`
  for (const { is } of widgets) {
    const objection = objectionToAppearance(comparison, is.get('AP'))
    if (objection !== null) return objection
  }
  if (keys.includes('Ff') && !areFlagsOnlyAdded(field, 'Ff', readOnly)) return '/Ff changed'
  if (keys.includes('F') && !widgets.every(widget => areFlagsOnlyAdded(widget, 'F', field.type === 'Sig' ? locked : 0))) return '/F changed'
  if (field.type !== 'Sig') return objectionToFilling(comparison, { field, widgets, keys })
  if (comparison.was(field.was.get('V')) !== null) return 'a signed field changed'
  const value = field.is.get('V')
  return value === undefined || value === null ? 'an empty signature field changed' : objectionToSignature(comparison, value)
}

/** Flag of a field (table 227): what a signature locks becomes read-only. */
const readOnly = 1
/** Flag of an annotation (table 167): a signed widget cannot be moved. */
const locked = 128

function areFlagsOnlyAdded({ was, is }: { was: PdfDictionary, is: PdfDictionary }, key: 'F' | 'Ff', flag: number): boolean {
  const [before, after] = [was.get(key) ?? 0, is.get(key) ?? 0]
  return typeof before === 'number' && typeof after === 'number' && (after === before || after === (before | flag))
}

function accept(comparison: Comparison, { field, widgets, parts }: { field: FieldPair, widgets: WidgetPair[], parts: WidgetPair[] }): void {
  const value = comparison.is(field.is.get('V'))
  const isSigned = field.type === 'Sig' && value instanceof PdfDictionary
  const isStamp = isSigned && isTimestamp(value) && widgets.every(({ is }) => isInvisible(comparison, is))
  const condition: Condition = isStamp ? { kind: 'always' } : { kind: isSigned ? 'sign' : 'fill', field: field.name, isNew: false }
  const how = { class: isStamp ? 'validation-data' as const : 'form-filling' as const, condition, detail: `${isSigned ? 'signing of' : 'value of'} '${field.name}'` }
  for (const { number, is } of widgets) if (number !== null) comparison.changedWidgets.set(number, { field: field.name, widget: is, isSigned })
  for (const { number, old, now, was, is } of parts) {
    comparison.explain(old, now)
    if (number !== null && comparison.changed.has(number)) comparison.add(number, how)
    if (isSame(comparison.was(was.get('AP')), comparison.is(is.get('AP'))) === false) comparison.replaceAppearance(number, was.get('AP'))
    for (const key of ['AP', 'MK', 'RV']) {
      comparison.cut(number, key)
      for (const one of comparison.explainBelow(is.get(key))) comparison.add(one, how)
    }
  }
  if (isSigned) explainSignature(comparison, field.is.get('V')!, how)
  else explainPlainValue(comparison, field, how)
}

/** A value that stands in an object of its own. */
function explainPlainValue(comparison: Comparison, { number, is }: FieldPair, how: Parameters<Comparison['add']>[1]): void {
  const value = is.get('V')
  if (!(value instanceof PdfReference) || !(comparison.is(value) instanceof PdfString)) return
  comparison.cut(number, 'V')
  for (const one of comparison.explainBelow(value)) comparison.add(one, how)
}
