import type { Answers, ProcedureDefinition } from '../../../shared/forms/definition.ts'
import { holds, isEmpty, valueAt } from '../../../shared/forms/conditions.ts'
import { isDay, showDate, showDayInWords, type Day } from '../../../shared/forms/dates.ts'
import { displayAnswer, displayAt, fieldOf } from '../../../shared/forms/form.ts'
import type { Labels } from '../../../shared/forms/labels.ts'
import type { PaperSource } from './layout/paper-text.ts'

/** Values that are no answers: `@agency`, `@on`, `@number` … */
export type Extras = Readonly<Record<string, string>>

/** Answers of a form as they are printed, always in Vietnamese: the paper is the law's. */
export function answersSource({ definition, answers, extras, labels, on }: { definition: ProcedureDefinition, answers: Answers, extras: Extras, labels: Labels, on: Day }): PaperSource {
  const context = { locale: 'vi', labels } as const
  return {
    value: (path, modifier) => {
      if (path.startsWith('@')) return worded(extras[path.slice(1)] ?? '', modifier)
      const raw = valueAt(answers, path)
      return modifier === 'words' && typeof raw === 'string' ? worded(raw, modifier) : displayAt(definition, answers, path, context)
    },
    rows: (path) => {
      const [field, rows] = [fieldOf(definition, path), answers[path]]
      if (field === null || !Array.isArray(rows)) return []
      return rows.map((row): PaperSource => ({
        value: (id) => {
          const inner = (field.fields ?? []).find(one => one.id === id)
          return inner === undefined ? '' : displayAnswer(inner, row[id] ?? null, context)
        },
        rows: () => [],
        holds: condition => holds(condition, row, on),
      }))
    },
    holds: condition => holds(condition, answers, on),
  }
}

/** Plain values and lists of them: for slips. A condition asks whether a value is there. */
export function plainSource(values: Readonly<Record<string, string>>, lists: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>> = {}): PaperSource {
  return {
    value: (path, modifier) => worded(values[path.replace(/^@/, '')] ?? '', modifier),
    rows: path => (lists[path] ?? []).map(row => plainSource(row)),
    holds: condition => 'path' in condition && 'filled' in condition && !isEmpty(values[condition.path] ?? null) === condition.filled,
  }
}

/** A day in words or as dd/mm/yyyy; other values as they are. */
function worded(value: string, modifier: string | null): string {
  if (!isDay(value)) return value
  return modifier === 'words' ? showDayInWords(value) : showDate(value)
}
