import { dateFaults, partialDate } from './partial-date.ts'
import type { FieldRules } from './field-rules.ts'

/** A full date: as `partial-date`, nothing may be missing. */
export const date: FieldRules = {
  ...partialDate,
  check: (answer, field, context) => dateFaults(answer, { ...field, precision: 'day' }, context),
}
