import { isPartialDate } from '../dates.ts'
import type { Answer } from '../definition.ts'
import { displayText, fault, normaliseText, type FieldRules } from './field-rules.ts'

/** Personal identification number: 12 digits without a check digit (Law on Identification 26/2023/QH15, Art. 12). */
export const personalId: FieldRules = {
  normalise: normaliseText(text => text.replace(/[\s.\-\u00a0\u200b]/g, '')),
  check: (answer) => {
    if (typeof answer !== 'string') return fault('wrong-type')
    return /^\d{12}$/.test(answer) ? [] : fault('not-a-personal-id')
  },
  display: displayText,
}

export type PersonalIdWarning = 'sex-differs' | 'birth-year-differs'

/**
 * What the number tells otherwise than the form does: digit 4 is century and sex, digits 5–6 the year of birth. Warnings
 * only: mistakes in the register and changes of sex exist, and the province in digits 1–3 is no place of residence.
 */
export function personalIdWarnings(id: string, { dateOfBirth, sex }: { dateOfBirth?: Answer, sex?: Answer }): PersonalIdWarning[] {
  if (!/^\d{12}$/.test(id)) return []
  const centuryAndSex = Number(id[3])
  const year = String(1900 + 100 * Math.floor(centuryAndSex / 2) + Number(id.slice(4, 6)))
  const warnings: PersonalIdWarning[] = []
  if ((sex === 'male' || sex === 'female') && sex !== (centuryAndSex % 2 === 0 ? 'male' : 'female')) warnings.push('sex-differs')
  if (isPartialDate(dateOfBirth) && dateOfBirth.slice(0, 4) !== year) warnings.push('birth-year-differs')
  return warnings
}
