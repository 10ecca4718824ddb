import { isPlainText, tidyText } from '../text.ts'
import { displayText, fault, lengthFaults, normaliseText, type FieldRules } from './field-rules.ts'

/** Several lines, 2,000 characters unless the field says otherwise. */
export const longText: FieldRules = {
  normalise: normaliseText(tidyText),
  check: (answer, field) => {
    if (typeof answer !== 'string') return fault('wrong-type')
    return isPlainText(answer) ? lengthFaults(answer, { maxLength: 2000, ...field }) : fault('forbidden-characters')
  },
  display: displayText,
}
