import type { Address, Answer } from '../definition.ts'
import type { DisplayContext, FieldFault, FieldRules } from './field-rules.ts'
import { isPlainText, tidyLine } from '../text.ts'
import { fault } from './field-rules.ts'

/** Province and commune by code, the rest as text: two levels of government since 1/7/2025 (Resolution 202/2025/QH15). */
export const address: FieldRules = {
  normalise: (raw) => {
    if (raw === undefined || raw === null || raw === '') return null
    if (typeof raw !== 'object' || Array.isArray(raw)) return raw as Answer
    const { province, commune, detail } = raw as Record<string, unknown>
    const parts = { province: part(province), commune: part(commune), detail: part(detail) }
    return Object.values(parts).every(value => value === '') ? null : parts
  },
  check: (answer, _field, { labels }) => {
    if (!isAddress(answer)) return fault('wrong-type')
    const missing = (['province', 'commune', 'detail'] as const).find(key => answer[key] === '')
    if (missing !== undefined) return [{ path: missing, code: 'incomplete-address' }]
    if (!isPlainText(answer.detail)) return [{ path: 'detail', code: 'forbidden-characters' }]
    if ([...answer.detail].length > 200) return [{ path: 'detail', code: 'too-long', params: { max: 200 } }]
    return unknownUnit(answer, labels)
  },
  display: (answer, _field, context) => isAddress(answer) ? showAddress(answer, context) : '',
}

const part = (value: unknown): string => typeof value === 'string' ? tidyLine(value) : ''

export function isAddress(answer: Answer | undefined): answer is Address {
  return typeof answer === 'object' && answer !== null && !Array.isArray(answer)
    && (['province', 'commune', 'detail'] as const).every(key => typeof answer[key] === 'string')
}

function unknownUnit({ province, commune }: Address, labels: DisplayContext['labels']): FieldFault[] {
  if (labels.province(province) === null) return [{ path: 'province', code: 'unknown-address' }]
  const unit = labels.commune(commune)
  return unit === null || (unit !== undefined && unit.province !== province) ? [{ path: 'commune', code: 'unknown-address' }] : []
}

/** House and street, commune, province. */
export function showAddress({ province, commune, detail }: Address, { labels, locale }: DisplayContext): string {
  return [detail, labels.commune(commune)?.label[locale] ?? commune, labels.province(province)?.[locale] ?? province].filter(text => text !== '').join(', ')
}
