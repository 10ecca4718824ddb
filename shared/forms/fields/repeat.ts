import type { Answer, AnswerRow, FormField } from '../definition.ts'
import { holds, isEmpty } from '../conditions.ts'
import { rulesOf } from './index.ts'
import { fault, type CheckContext, type FieldFault, type FieldRules } from './field-rules.ts'

/** No list on a form is longer, whatever its definition says. */
const mostRows = 200

/** Rows of fields. Conditions inside a row address that row. Rows without any answer are dropped. */
export const repeat: FieldRules = {
  normalise: (raw, { fields = [] }) => {
    if (raw === undefined || raw === null || raw === '') return null
    const rows = toRows(raw)
    if (rows === null) return raw as Answer
    const filled = rows.map(row => normaliseRow(row, fields)).filter(row => !Object.values(row).every(isEmpty))
    return filled.length > 0 ? filled : null
  },
  check: (answer, field, context) => {
    if (!Array.isArray(answer) || answer.some(row => typeof row !== 'object' || row === null || Array.isArray(row))) return fault('wrong-type')
    const { minItems = 0, maxItems = mostRows, fields = [] } = field
    if (answer.length < minItems) return fault('too-few-rows', { min: minItems })
    if (answer.length > maxItems) return fault('too-many-rows', { max: maxItems })
    return answer.flatMap((row, index) => rowFaults(row, fields, context).map(one => ({ ...one, path: one.path === '' ? `${index}` : `${index}.${one.path}` })))
  },
  display: (answer, { fields = [] }, context) => !Array.isArray(answer)
    ? ''
    : answer.map(row => fields.map(field => rulesOf(field).display(row[field.id] ?? null, field, context)).filter(text => text !== '').join(', ')).join('\n'),
}

/** An array, or what a form post gives: an object with row numbers as keys. */
function toRows(raw: unknown): unknown[] | null {
  if (Array.isArray(raw)) return raw.slice(0, mostRows + 1)
  if (typeof raw !== 'object' || raw === null) return null
  const entries = Object.entries(raw)
  if (!entries.every(([key]) => /^\d{1,4}$/.test(key))) return null
  return entries.sort(([a], [b]) => Number(a) - Number(b)).slice(0, mostRows + 1).map(([, row]) => row)
}

function normaliseRow(raw: unknown, fields: FormField[]): AnswerRow {
  const given = typeof raw === 'object' && raw !== null ? raw as Record<string, unknown> : {}
  const pairs = fields.map(field => [field.id, rulesOf(field).normalise(Object.hasOwn(given, field.id) ? given[field.id] : null, field)] as const)
  return Object.fromEntries(pairs.filter(([, answer]) => !isEmpty(answer)))
}

function rowFaults(row: AnswerRow, fields: FormField[], context: CheckContext): FieldFault[] {
  return fields.filter(field => field.visibleIf === undefined || holds(field.visibleIf, row, context.today)).flatMap((field) => {
    const answer = row[field.id] ?? null
    const required = typeof field.required === 'object' ? holds(field.required, row, context.today) : field.required === true
    const faults = isEmpty(answer) ? (required ? fault('required') : []) : rulesOf(field).check(answer, field, context)
    return faults.map(one => ({ ...one, path: one.path === '' ? field.id : `${field.id}.${one.path}` }))
  })
}
