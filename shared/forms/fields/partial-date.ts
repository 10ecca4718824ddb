import type { Answer, FormField } from '../definition.ts'
import { isPartialDate, joinDate, readPartialDate, showDate } from '../dates.ts'
import { displayText, fault, type CheckContext, type FieldFault, type FieldRules } from './field-rules.ts'

const shortest = { year: 4, month: 7, day: 10 }

/** A date of which the day, or day and month, may be unknown: "1962" is a legal date of birth. Kept as ISO, shown dd/mm/yyyy. */
export const partialDate: FieldRules = {
  normalise: raw => normaliseDate(raw),
  check: (answer, field, context) => dateFaults(answer, { precision: 'year', ...field }, context),
  display: answer => isPartialDate(answer) ? showDate(answer) : displayText(answer),
}

/** Text in any usual form, or the three parts of a form post `{day, month, year}`. */
export function normaliseDate(raw: unknown): Answer {
  if (raw === undefined || raw === null) return null
  if (typeof raw === 'string') return readPartialDate(raw) ?? (raw.trim() || null)
  if (typeof raw !== 'object' || Array.isArray(raw)) return raw as Answer
  const { day, month, year } = raw as Record<string, unknown>
  const [d, m, y] = [day, month, year].map(part => typeof part === 'string' || typeof part === 'number' ? String(part).trim() : '')
  const typed = joinDate(y ?? '', m ?? '', d ?? '')
  return readPartialDate(typed) ?? ([d, m, y].filter(part => part !== '').join('/') || null)
}

export function dateFaults(answer: Answer, { precision, when }: FormField, { today }: CheckContext): FieldFault[] {
  if (typeof answer !== 'string') return fault('wrong-type')
  if (!isPartialDate(answer) || answer.length < shortest[precision ?? 'day']) return fault('not-a-date')
  const now = today.slice(0, answer.length)
  if (when === 'past' && answer > now) return fault('not-past')
  return when === 'future' && answer < now ? fault('not-future') : []
}
