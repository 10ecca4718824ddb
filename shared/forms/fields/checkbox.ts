import type { Answer } from '../definition.ts'
import { fault, type FieldRules } from './field-rules.ts'

/** Yes or no. A required box must be ticked; an empty one is "no", never consent. */
export const checkbox: FieldRules = {
  normalise: (raw) => {
    if (raw === undefined || raw === null || raw === '') return null
    if (raw === true || raw === 'true' || raw === 'on') return true
    return raw === 'false' ? false : raw as Answer
  },
  check: (answer, field) => {
    if (typeof answer !== 'boolean') return fault('wrong-type')
    return field.required === true && !answer ? fault('required') : []
  },
  display: (answer, _field, { locale }) => answer === true ? (locale === 'vi' ? 'Có' : 'Yes') : answer === false ? (locale === 'vi' ? 'Không' : 'No') : '',
}
