import { tidyLine } from '../text.ts'
import { displayText, fault, normaliseText, type FieldRules } from './field-rules.ts'

const atom = '[A-Za-z0-9!#$%&\'*+/=?^_`{|}~-]+'
const address = new RegExp(`^${atom}(?:\\.${atom})*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z]{2,63}$`)

/** An e-mail address; always optional in good forms, many people have none. */
export const email: FieldRules = {
  normalise: normaliseText(tidyLine),
  check: (answer) => {
    if (typeof answer !== 'string') return fault('wrong-type')
    return answer.length <= 254 && address.test(answer) ? [] : fault('not-an-email')
  },
  display: displayText,
}
