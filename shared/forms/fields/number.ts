import type { Answer } from '../definition.ts'
import { showNumber } from '../money.ts'
import { displayText, fault, type FieldRules } from './field-rules.ts'

/** A number in Vietnamese writing: `1.234.567,5`. */
export const number: FieldRules = {
  normalise: (raw) => {
    if (raw === undefined || raw === null) return null
    if (typeof raw !== 'string') return raw as Answer
    const typed = raw.replace(/[\s\u00a0]/g, '')
    if (typed === '') return null
    const plain = /^-?\d{1,3}(?:\.\d{3})+(?:,\d+)?$/.test(typed) ? typed.replace(/\./g, '') : typed
    return /^-?\d+(?:[.,]\d+)?$/.test(plain) ? Number(plain.replace(',', '.')) : raw.trim()
  },
  check: (answer, { min, max }) => {
    if (typeof answer !== 'number' || !Number.isFinite(answer)) return fault('not-a-number')
    if (min !== undefined && answer < min) return fault('too-small', { min })
    return max !== undefined && answer > max ? fault('too-large', { max }) : []
  },
  display: (answer, _field, { locale }) => typeof answer === 'number' ? showNumber(answer, locale) : displayText(answer),
}
