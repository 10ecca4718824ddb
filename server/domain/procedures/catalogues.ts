import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { CodeListView } from '../../../shared/api/procedures.ts'
import type { CodeOption, LocalizedText } from '../../../shared/forms/definition.ts'
import { isDay } from '../../../shared/forms/dates.ts'
import type { Labels } from '../../../shared/forms/labels.ts'
import type { Calendar } from './calendar.ts'
import { localized } from './definition-schema.ts'
import { ProcedureFileError } from './procedure.ts'

const day = z.string().refine(isDay, 'not a day')
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)
const certainty = z.enum(['source', 'memory', 'unsure'])
const dated = { effectiveFrom: day, effectiveTo: day.optional(), source: z.string().min(1) }
const listHead = { id: z.string(), title: localized, ...dated, certainty }

const writtenList = z.strictObject({ ...listHead, options: z.array(z.strictObject({ code: z.string().min(1), label: localized, effectiveTo: day.optional() })).min(1) })
const regionList = z.strictObject({ ...listHead, regions: z.string(), first: z.array(z.string()) })
const unitsFile = z.strictObject({
  ...dated,
  provinces: z.array(z.strictObject({ code: z.string().regex(/^\d{2}$/), name: z.string(), communes: z.array(z.tuple([z.string().regex(/^\d{5}$/), z.string()])) })),
})
const calendarFile = z.object({
  workingWeekdays: z.array(z.int().min(0).max(6)).min(1), opens: time, closes: time, cutoff: time,
  days: z.array(z.strictObject({ day, kind: z.enum(['off', 'workInstead']), title: localized, source: z.string().min(1), certainty })),
})

interface Unit { code: string, label: LocalizedText }

export interface Catalogues {
  codeList(id: string): CodeListView | null
  units(province?: string): CodeListView | null
  labels: Labels
  calendar: Calendar
}

/** Reads and checks the shared lists of a directory. @throws ProcedureFileError */
export function loadCatalogues(directory: string): Catalogues {
  const read = <T>(schema: z.ZodType<T>, ...path: string[]): T => parseFile(schema, join(directory, ...path), path.join('/'))
  const lists = new Map(readdirSync(join(directory, 'lists')).filter(name => name.endsWith('.json')).map((name): [string, CodeListView] => {
    const list = read(z.union([writtenList, regionList]), 'lists', name)
    return [list.id, { id: list.id, options: 'options' in list ? list.options.map(({ code, label }) => ({ code, label })) : regionOptions(list) }]
  }))
  const provinces = read(unitsFile, 'units.json').provinces.map(({ code, name, communes }) => ({
    code, label: { vi: name, en: provinceInEnglish(name) }, communes: communes.map(([id, title]): Unit => ({ code: id, label: { vi: title, en: communeInEnglish(title) } })),
  }))
  const byProvince = new Map(provinces.map(province => [province.code, province]))
  const byCommune = new Map(provinces.flatMap(province => province.communes.map(({ code, label }) => [code, { province: province.code, label }] as const)))
  return {
    codeList: id => lists.get(id) ?? null,
    units: (province) => {
      if (province === undefined) return { id: 'provinces', options: byName(provinces) }
      const found = byProvince.get(province)
      return found === undefined ? null : { id: `communes-${province}`, options: byName(found.communes) }
    },
    labels: {
      options: id => lists.get(id)?.options ?? [],
      province: code => byProvince.get(code)?.label ?? null,
      commune: code => byCommune.get(code) ?? null,
    },
    calendar: read(calendarFile, 'calendar.json'),
  }
}

/** Parses a JSON file, telling every fault at once. @throws ProcedureFileError */
export function parseFile<T>(schema: z.ZodType<T>, path: string, name: string): T {
  const result = schema.safeParse(JSON.parse(readFileSync(path, 'utf8')))
  if (!result.success) throw new ProcedureFileError(result.error.issues.map(issue => `${name}: ${issue.path.join('.')}: ${issue.message}`))
  return result.data
}

/** By the name proper, in Vietnamese order: "Phường Ba Đình" under B. */
function byName(units: readonly Unit[]): CodeOption[] {
  const { compare } = new Intl.Collator('vi')
  const proper = ({ label }: Unit): string => label.vi.replace(/^(Thành phố|Tỉnh|Phường|Xã|Đặc khu) /, '')
  return units.map(({ code, label }) => ({ code, label })).sort((a, b) => compare(proper(a), proper(b)))
}

function regionOptions({ regions, first }: z.infer<typeof regionList>): CodeOption[] {
  const [vi, en] = [new Intl.DisplayNames('vi', { type: 'region' }), new Intl.DisplayNames('en', { type: 'region' })]
  const { compare } = new Intl.Collator('vi')
  const options = regions.split(' ').map(code => ({ code, label: { vi: vi.of(code) ?? code, en: en.of(code) ?? code } }))
  const rank = ({ code }: CodeOption): number => first.includes(code) ? first.indexOf(code) : first.length
  return options.sort((a, b) => rank(a) - rank(b) || compare(a.label.vi, b.label.vi))
}

const provinceInEnglish = (name: string): string => name.startsWith('Tỉnh ') ? `${name.slice(5)} Province` : `${name.replace(/^Thành phố /, '')} City`

function communeInEnglish(name: string): string {
  const kinds: Record<string, string> = { 'Phường ': 'Ward', 'Xã ': 'Commune', 'Đặc khu ': 'Special Zone' }
  const kind = Object.keys(kinds).find(prefix => name.startsWith(prefix))
  return kind === undefined ? name : `${name.slice(kind.length)} ${kinds[kind]}`
}
