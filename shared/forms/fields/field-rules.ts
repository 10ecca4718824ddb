import type { Answer, Answers, FieldProblemCode, FormField } from '../definition.ts'
import type { Labels, Locale } from '../labels.ts'
import type { Day } from '../dates.ts'

/** What is wrong with one value; `path` is relative to the field ('' = the field itself). */
export interface FieldFault { path: string, code: FieldProblemCode, params?: Record<string, string | number> }

export interface CheckContext { today: Day, labels: Labels }

export interface DisplayContext { locale: Locale, labels: Labels, /** the whole form, for `composed` */ answers?: Answers, today?: Day }

/** The rules of one kind of field, the same on both sides. */
export interface FieldRules {
  /**
   * The canonical answer for what was typed, posted or fetched; null when nothing was given. What cannot be read is
   * handed on as it came, so that `check` can name the fault and the person finds their own words again.
   */
  normalise(raw: unknown, field: FormField): Answer
  /** Faults of a canonical, non-empty answer. */
  check(answer: Answer, field: FormField, context: CheckContext): FieldFault[]
  /** The answer as a person reads it; '' for an empty one. */
  display(answer: Answer, field: FormField, context: DisplayContext): string
}

export const fault = (code: FieldProblemCode, params?: FieldFault['params']): FieldFault[] =>
  [params === undefined ? { path: '', code } : { path: '', code, params }]

/** Faults of a text's length in characters as people count them (code points of NFC text). */
export function lengthFaults(text: string, { minLength = 0, maxLength = 500 }: FormField): FieldFault[] {
  const length = [...text].length
  if (length < minLength) return fault('too-short', { min: minLength })
  return length > maxLength ? fault('too-long', { max: maxLength }) : []
}

/** Empty input to null, text through `tidy`, anything else untouched. */
export const normaliseText = (tidy: (text: string) => string) => (raw: unknown): Answer => {
  if (raw === undefined || raw === null) return null
  if (typeof raw !== 'string') return raw as Answer
  return tidy(raw) || null
}

export const displayText = (answer: Answer): string => typeof answer === 'string' ? answer : ''
