import type { Answer, AnswerRow, Condition } from './definition.ts'
import { ageOn, isPartialDate, type Day } from './dates.ts'

/** The answers that a condition addresses: of the form, or of one row inside a `repeat`. */
export type Scope = { readonly [fieldId: string]: Answer | undefined }

/** The answer under a dotted path (`newAddress.commune`, `members.0.fullName`), or null. Own properties only. */
export function valueAt(scope: Scope, path: string): Answer {
  let value: unknown = scope
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return null
    value = (value as AnswerRow)[key]
  }
  return (value ?? null) as Answer
}

/** No answer: nothing, empty text, no rows, or an address of which no part is given. */
export function isEmpty(answer: Answer | undefined): boolean {
  if (answer === null || answer === undefined || answer === '') return true
  if (Array.isArray(answer)) return answer.length === 0
  return typeof answer === 'object' && Object.values(answer).every(part => part === '' || part === null || part === undefined)
}

/** True when the condition holds. A missing answer equals nothing, and an unknown date of birth is no age. */
export function holds(condition: Condition, scope: Scope, today: Day): boolean {
  if ('all' in condition) return condition.all.every(one => holds(one, scope, today))
  if ('any' in condition) return condition.any.some(one => holds(one, scope, today))
  if ('not' in condition) return !holds(condition.not, scope, today)
  const value = valueAt(scope, condition.path)
  if ('is' in condition) return value === condition.is
  if ('in' in condition) return condition.in.some(one => one === value)
  if ('filled' in condition) return !isEmpty(value) === condition.filled
  return isPartialDate(value) && ageOn(value, today) < condition.ageBelow
}

/** Every path that a condition addresses. */
export function pathsOf(condition: Condition): string[] {
  if ('all' in condition) return condition.all.flatMap(pathsOf)
  if ('any' in condition) return condition.any.flatMap(pathsOf)
  if ('not' in condition) return pathsOf(condition.not)
  return [condition.path]
}
