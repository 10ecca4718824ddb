import type { Condition, FormField, FormSection, LocalizedText, ProcedureDefinition } from '#shared/forms/definition.ts'
import { RandomStream } from '../../../sandbox/people/random.ts'
import { cleanFields, cleanPapers, redundantFields, redundantLists, redundantPapers, type Asked } from './phrases.ts'

/** A definition with what was planted in it: path → registry that holds it. */
export interface Planted { definition: ProcedureDefinition, redundant: Map<string, string> }

export const countOfDefinitions = 50

/** The corpus is the same on every machine; another seed is another corpus from the same phrases. */
export const generateCorpus = (seed = 5, count = countOfDefinitions): Planted[] => Array.from({ length: count }, (_, index) => generate(new RandomStream(seed, `once-only/${index}`), index))

/** Around a label as authors do it; what is said stays the same. */
const wrappings: readonly ((label: string) => string)[] = [
  label => label, label => label, label => label, label => `${label} *`, label => `${label}:`, label => `${label} (ghi theo CCCD)`, label => `Vui lòng nhập ${lower(label)}`, label => `${label} của bạn`, label => `${label} (nếu có)`, label => label.toLocaleUpperCase('vi'),
]

const lower = (text: string): string => /^[A-ZĐ]{2,}/.test(text) ? text : text.replace(/^./u, letter => letter.toLocaleLowerCase('vi'))

const sectionTitles: readonly LocalizedText[] = [
  { vi: 'Người yêu cầu', en: 'Applicant' }, { vi: 'Thông tin người nộp hồ sơ', en: 'The applicant' }, { vi: 'Thông tin chung', en: 'General' }, { vi: 'I. Thông tin cá nhân', en: 'Personal data' }, { vi: 'Phần kê khai của công dân', en: 'Your data' },
]

const otherTitles: readonly LocalizedText[] = [
  { vi: 'Người được ủy quyền', en: 'Authorised person' }, { vi: 'Thông tin về trẻ', en: 'The child' }, { vi: 'Bên chuyển nhượng', en: 'Seller' }, { vi: 'Người được bảo lãnh', en: 'Person sponsored' },
]

/** Asked of somebody else these are no news to any registry that may be asked. */
const otherPersonFields: readonly Pick<FormField, 'kind' | 'label'>[] = [
  { kind: 'person-name', label: { vi: 'Họ và tên', en: 'Full name' } }, { kind: 'partial-date', label: { vi: 'Ngày sinh', en: 'Date of birth' } }, { kind: 'personal-id', label: { vi: 'Số CCCD', en: 'ID number' } },
  { kind: 'address', label: { vi: 'Nơi thường trú', en: 'Permanent residence' } }, { kind: 'phone', label: { vi: 'Số điện thoại', en: 'Phone' } },
]

function generate(random: RandomStream, index: number): Planted {
  const redundant = new Map<string, string>()
  let serial = 0
  const nextId = () => `field${++serial}`
  const plant = (asked: Asked): FormField => {
    const id = nextId()
    redundant.set(id, asked.registry)
    // The Vietnamese wording is wrapped; the English one is a wording of its own.
    return bare(id, asked.kind, { vi: random.pick(wrappings)(random.pick(asked.vi)), en: random.pick(asked.en) })
  }
  const clean = (): FormField => {
    const { kind, vi, en } = random.pick(cleanFields)
    return bare(nextId(), kind, { vi, en })
  }

  const mine = shuffle(random, redundantFields.filter(({ registry }) => registry !== 'business' && registry !== 'customs' && registry !== 'household-business')).slice(0, random.between(2, 5))
  const firms = index % 5 === 0 ? shuffle(random, redundantFields.filter(({ registry }) => registry === 'business' || registry === 'customs' || registry === 'household-business')).slice(0, 2) : []
  const own = [...mine.map(plant), clean(), clean(), bound(nextId())]
  const nested = index % 4 === 1 ? [nest(nextId, random, redundant)] : []
  const lists = index % 3 === 0 ? [asList(plant(random.pick(redundantLists)))] : []
  const sections: FormSection[] = [
    { id: 'applicant', title: random.pick(sectionTitles), fields: shuffle(random, [...own, ...nested]) },
    { id: 'matter', title: { vi: 'Nội dung đề nghị', en: 'Request' }, fields: [choice, ...shuffle(random, [clean(), clean(), clean(), ...lists]), hidden(clean())] },
    ...(firms.length > 0 ? [{ id: 'enterprise', title: { vi: 'Thông tin doanh nghiệp', en: 'The enterprise' }, fields: [...firms.map(plant), clean()] }] : []),
    ...(index % 2 === 0 ? [{ id: 'other', title: random.pick(otherTitles), fields: otherPersonFields.map(field => bare(nextId(), field.kind, field.label)) }] : []),
  ]
  const papers = shuffle(random, redundantPapers).slice(0, random.between(1, 3)).map((paper, at) => {
    const id = `paper${at}`
    redundant.set(id, paper.registry)
    return slot(id, { vi: random.pick(paper.vi), en: random.pick(paper.en) })
  })
  const others = shuffle(random, cleanPapers).slice(0, 2).map((paper, at) => slot(`other${at}`, paper))
  return { definition: definitionOf(index, sections, [...papers, ...others]), redundant }
}

const bare = (id: string, kind: FormField['kind'], label: LocalizedText): FormField => ({
  id, kind, label,
  ...(kind === 'code' ? { options: [{ code: 'a', label: { vi: 'Một', en: 'One' } }, { code: 'b', label: { vi: 'Hai', en: 'Two' } }] } : {}),
  ...(kind === 'repeat' ? { fields: [bare('entry', 'text', { vi: 'Nội dung', en: 'Entry' })] } : {}),
})

const bound = (id: string): FormField => ({ ...bare(id, 'person-name', { vi: 'Họ, chữ đệm và tên', en: 'Full name' }), binding: { registry: 'population', attribute: 'fullName', locked: true, onOutage: 'declare' } })

const asList = (field: FormField): FormField => ({ ...field, fields: [bare('from', 'partial-date', { vi: 'Từ', en: 'From' }), bare('note', 'text', { vi: 'Ghi chú', en: 'Note' })] })

/** A group about the applicant inside a repeat, as authors build groups. */
function nest(nextId: () => string, random: RandomStream, redundant: Map<string, string>): FormField {
  const id = nextId()
  const inside = shuffle(random, redundantFields.filter(({ registry, kind }) => ['tax', 'health-insurance', 'social-insurance'].includes(registry) && kind === 'text')).slice(0, 2)
    .map((asked, at) => ({ asked, field: bare(`inner${at}`, asked.kind, { vi: random.pick(asked.vi), en: random.pick(asked.en) }) }))
  for (const { asked, field } of inside) redundant.set(`${id}.${field.id}`, asked.registry)
  return { ...bare(id, 'repeat', { vi: 'Thông tin của người khai', en: 'The applicant’s data' }), maxItems: 1, fields: [...inside.map(({ field }) => field), bare('note', 'text', { vi: 'Ghi chú', en: 'Note' })] }
}

const choice: FormField = { id: 'choice', kind: 'code', label: { vi: 'Cách làm', en: 'How' }, required: true, options: [{ code: 'usual', label: { vi: 'Thông thường', en: 'As usual' } }, { code: 'urgent', label: { vi: 'Gấp', en: 'Urgent' } }] }
const urgent: Condition = { path: 'choice', is: 'urgent' }
const hidden = (field: FormField): FormField => ({ ...field, visibleIf: urgent })

const slot = (id: string, title: LocalizedText): ProcedureDefinition['attachments'][number] => ({ id, title, accept: ['application/pdf'], maxFiles: 1, maxSize: 1_000_000 })

function shuffle<T>(random: RandomStream, all: readonly T[]): T[] {
  return all.map(one => [random.between(0, 1_000_000), one] as const).sort(([a], [b]) => a - b).map(([, one]) => one)
}

function definitionOf(index: number, sections: FormSection[], attachments: ProcedureDefinition['attachments']): ProcedureDefinition {
  const dated = { effectiveFrom: '2025-01-01', source: 'corpus' }
  return {
    slug: `planted-${index}`, revision: '2026-01-01', codes: [{ ...dated, code: '9.000001' }], title: { vi: `Thủ tục mẫu ${index}`, en: `Sample procedure ${index}` }, outcome: { vi: 'Mẫu', en: 'Sample' },
    needed: [], searchTerms: [], lifeEvents: ['sample'], sector: 'Mẫu', agency: { kind: 'commune-committee', by: ['choice'] }, assurance: 'substantial', processing: [{ ...dated, value: 3, unit: 'workday' }], fees: [],
    legalBasis: [{ ...dated, title: { vi: 'Luật mẫu', en: 'Sample law' } }], sections, attachments, form: { code: 'M', title: { vi: 'Tờ khai', en: 'Form' }, layout: 'form.json' }, result: { title: { vi: 'Kết quả', en: 'Result' }, layout: 'result.json' },
  }
}
