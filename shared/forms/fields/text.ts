import { isPlainText, tidyLine } from '../text.ts'
import { displayText, fault, lengthFaults, normaliseText, type FieldRules } from './field-rules.ts'

/** One line of text, 500 characters unless the field says otherwise. */
export const text: FieldRules = {
  normalise: normaliseText(tidyLine),
  check: (answer, field) => {
    if (typeof answer !== 'string') return fault('wrong-type')
    return isPlainText(answer) ? lengthFaults(answer, field) : fault('forbidden-characters')
  },
  display: displayText,
}
