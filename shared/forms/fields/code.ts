import type { CodeOption, FormField } from '../definition.ts'
import type { Labels } from '../labels.ts'
import { tidyLine } from '../text.ts'
import { fault, normaliseText, type FieldRules } from './field-rules.ts'

/** One of a list: written in the field, or a named list of `server/catalogues`. A list that is not loaded here is checked by the server. */
export const code: FieldRules = {
  normalise: normaliseText(tidyLine),
  check: (answer, field, { labels }) => {
    if (typeof answer !== 'string') return fault('wrong-type')
    const options = optionsOf(field, labels)
    return options === undefined || options.some(option => option.code === answer) ? [] : fault('not-an-option')
  },
  display: (answer, field, { labels, locale }) =>
    optionsOf(field, labels)?.find(option => option.code === answer)?.label[locale] ?? (typeof answer === 'string' ? answer : ''),
}

export function optionsOf(field: FormField, labels: Labels): readonly CodeOption[] | undefined {
  return field.options ?? (field.codeList === undefined ? undefined : labels.options(field.codeList))
}
