import { text } from './text.ts'
import { fault, type FieldRules } from './field-rules.ts'

/** Text that the form makes from other answers (`compose.ts`). What a client sends for it is thrown away. */
export const composed: FieldRules = {
  ...text,
  normalise: () => null,
  check: answer => typeof answer === 'string' ? [] : fault('wrong-type'),
}
