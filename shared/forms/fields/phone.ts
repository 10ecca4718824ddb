import { fault, normaliseText, type FieldRules } from './field-rules.ts'

const mobile = /^0[35789]\d{8}$/
const fixed = /^02\d{8,9}$/

/** A number in Việt Nam: mobile (10 digits) or fixed line; +84, 84, spaces, dots and dashes are understood. */
export const phone: FieldRules = {
  normalise: normaliseText(text => text.replace(/[\s.\-()\u00a0\u200b]/g, '').replace(/^(?:\+|00)?84(?=\d{9,10}$)/, '0')),
  check: (answer) => {
    if (typeof answer !== 'string') return fault('wrong-type')
    return mobile.test(answer) || fixed.test(answer) ? [] : fault('not-a-phone')
  },
  display: answer => typeof answer === 'string' ? showPhone(answer) : '',
}

/** `0912 345 678`; what is no mobile number stays as it is. */
export const showPhone = (phone: string): string => mobile.test(phone) ? `${phone.slice(0, 4)} ${phone.slice(4, 7)} ${phone.slice(7)}` : phone
