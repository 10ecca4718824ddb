import { PdfDictionary, PdfName, PdfString, type PdfValue } from '../objects.ts'
import type { Comparison } from './comparison.ts'
import { isSame } from './equal.ts'
import type { FieldPair, WidgetPair } from './field-value.ts'
import { objectionToShownValue } from './shown-value.ts'

/** What speaks against a change as the filling of a text, choice or button field (§12.7.5): the value has to change, and what is shown with it. */
export function objectionToFilling(comparison: Comparison, { field, widgets, keys }: { field: FieldPair, widgets: WidgetPair[], keys: string[] }): string | null {
  const [was, is] = [comparison.was(field.was.get('V')), comparison.is(field.is.get('V'))]
  if (isSame(was, is)) return keys.every(key => key === 'Ff') && keys.length > 0 ? null : 'the appearance changed without its value'
  if (field.type === 'Btn') return objectionToState(comparison, { field, widgets }, is)
  if (field.type !== 'Tx' && field.type !== 'Ch') return `a field of type ${field.type ?? 'unknown'} changed`
  const isText = is === null || is instanceof PdfString || (field.type === 'Ch' && Array.isArray(is) && is.every(one => one instanceof PdfString))
  if (!isText) return 'a value that is no text'
  if (keys.includes('RV') || keys.includes('MK')) return 'a field with other decorations'
  for (const { is: widget } of widgets) {
    const objection = objectionToShownValue(comparison, { field, widget })
    if (objection !== null) return objection
  }
  return null
}

/** Check boxes and radio buttons: only the state is chosen, among appearances that were there. */
function objectionToState(comparison: Comparison, { widgets }: { field: FieldPair, widgets: WidgetPair[] }, value: PdfValue): string | null {
  if (!(value instanceof PdfName)) return 'a button whose value is no state'
  for (const { was, is } of widgets) {
    if (!isSame(was.get('AP'), is.get('AP')) || comparison.explainableBelow(is.get('AP')).length > 0) return 'a button with other appearances'
    const state = comparison.is(is.get('AS'))
    const appearance = comparison.is(is.get('AP'))
    const states = appearance instanceof PdfDictionary ? comparison.is(appearance.get('N')) : null
    const hasState = states instanceof PdfDictionary && states.has(value.value)
    if (!(state instanceof PdfName) || state.value !== (hasState ? value.value : 'Off')) return 'a button that shows another state than its value'
  }
  return null
}
