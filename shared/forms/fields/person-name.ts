import { isNameText, tidyName } from '../text.ts'
import { displayText, fault, lengthFaults, normaliseText, type FieldRules } from './field-rules.ts'

/** A full name in one field, as printed. Names of one word or of six are names too: there is no rule of two words. */
export const personName: FieldRules = {
  normalise: normaliseText(tidyName),
  check: (answer, field) => {
    if (typeof answer !== 'string') return fault('wrong-type')
    return isNameText(answer) ? lengthFaults(answer, { maxLength: 100, ...field }) : fault('forbidden-characters')
  },
  display: displayText,
}
