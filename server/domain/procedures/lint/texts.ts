import { isInForce, type Day } from '../../../../shared/forms/dates.ts'
import type { LocalizedText, ProcedureDefinition } from '../../../../shared/forms/definition.ts'
import type { LintFinding } from './finding.ts'

/** Words that are the same in both languages. */
const international = new Set(['email', 'e-mail', 'internet', 'website', 'vneid', 'zalo', 'fax'])

const vietnamese = /[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]/i

/** Texts that say the same in both languages, or Vietnamese where English should stand. */
export function translationFindings(definition: ProcedureDefinition): LintFinding[] {
  return textsIn(definition, '').flatMap(({ text: { vi, en }, at }): LintFinding[] => {
    // Names of laws and forms stay as they are: "30/2020/NĐ-CP".
    const words = en.replace(/\S*\d\S*/g, ' ').replace(/\p{Lu}\S*/gu, ' ')
    if (vi.trim() === '' || en.trim() === '') return [{ rule: 'translation-missing', at, detail: 'one language is empty' }]
    if (vi === en && !international.has(vi.toLowerCase()) && /\p{L}{3}/u.test(vi)) return [{ rule: 'translation-missing', at, detail: `“${en}” is the same in both languages` }]
    return vietnamese.test(words) ? [{ rule: 'translation-missing', at, detail: `“${en}” is not English` }] : []
  })
}

function textsIn(value: unknown, at: string): { text: LocalizedText, at: string }[] {
  if (Array.isArray(value)) return value.flatMap((one, index) => textsIn(one, `${at}.${typeof one === 'object' && one !== null && 'id' in one ? String(one.id) : index}`))
  if (typeof value !== 'object' || value === null) return []
  if ('vi' in value && 'en' in value && typeof value.vi === 'string' && typeof value.en === 'string') return [{ text: { vi: value.vi, en: value.en }, at: at.slice(1) }]
  return Object.entries(value).flatMap(([key, one]) => textsIn(one, `${at}.${key}`))
}

/** Facts of law and price that hold today by no date, or that name no source. */
export function dateFindings({ codes, processing, fees, legalBasis }: ProcedureDefinition, today: Day): LintFinding[] {
  const groups = { codes, processing, legalBasis }
  const future = Object.values(groups).every(facts => facts.some(({ effectiveFrom }) => effectiveFrom > today))
  return [
    ...Object.entries(groups).filter(([, facts]) => !future && !facts.some(fact => isInForce(fact, today))).map(([at]): LintFinding => ({ rule: 'undated', at, detail: `none is in force on ${today}` })),
    ...Object.entries({ ...groups, fees }).flatMap(([at, facts]) => facts.filter(({ effectiveFrom, effectiveTo }) => effectiveTo !== undefined && effectiveTo < effectiveFrom)
      .map((fact): LintFinding => ({ rule: 'undated', at, detail: `ends on ${fact.effectiveTo} before it begins` }))),
  ]
}
