import type { FieldProblemCode } from '../../../shared/forms/definition.ts'
import { isPlainText, tidyText } from '../../../shared/forms/text.ts'
import { ProblemError } from '../../../shared/problem.ts'

const longestReason = 2000
const longestItem = 500
const mostItems = 30

/** The words that go onto a slip and to the applicant. @throws ProblemError `input-invalid` */
export const readReason = (given: string): string => readText(given, 'reason', longestReason)

/** Each thing to complete, in the clerk's order; empty lines are no items. @throws ProblemError `input-invalid` */
export function readItems(given: readonly string[]): string[] {
  const items = given.filter(item => item.trim() !== '')
  if (items.length === 0) throw invalid('items', 'required')
  if (items.length > mostItems) throw invalid('items', 'too-many-rows', { max: mostItems })
  return items.map((item, index) => readText(item, `items.${index}`, longestItem))
}

function readText(given: string, path: string, longest: number): string {
  const text = tidyText(given)
  if (text === '') throw invalid(path, 'required')
  if (text.length > longest) throw invalid(path, 'too-long', { max: longest })
  if (!isPlainText(text)) throw invalid(path, 'forbidden-characters')
  return text
}

const invalid = (path: string, code: FieldProblemCode, params?: Record<string, number>): ProblemError =>
  new ProblemError('input-invalid', { errors: [{ path, code, ...(params === undefined ? {} : { params }) }] })
