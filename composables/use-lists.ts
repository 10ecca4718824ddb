import type { CodeListView } from '#shared/api/procedures.ts'
import type { Address, Answers, CodeOption, FormField } from '#shared/forms/definition.ts'
import type { Labels } from '#shared/forms/labels.ts'
import { isAddress } from '#shared/forms/fields/address.ts'

type Lists = Record<string, CodeOption[]>

const flat = (fields: readonly FormField[]): FormField[] => fields.flatMap(field => [field, ...flat(field.fields ?? [])])

/** Paths of the lists that these fields choose from, communes only for provinces already chosen. */
function listPaths(fields: readonly FormField[], shown: readonly Answers[]): string[] {
  const all = flat(fields)
  const addresses = shown.flatMap(answers => addressesIn(fields, answers))
  return [...new Set([
    ...all.flatMap(({ codeList }) => codeList === undefined ? [] : [`/api/code-lists/${encodeURIComponent(codeList)}`]),
    ...(all.some(({ kind }) => kind === 'address') ? ['/api/administrative-units'] : []),
    ...addresses.filter(({ province }) => province !== '').map(({ province }) => communesPath(province)),
  ])]
}

/** Addresses that are filled in, those in the rows of lists too. */
const addressesIn = (fields: readonly FormField[], answers: Answers): Address[] => fields.flatMap(({ id, kind, fields: inner = [] }) => {
  const answer = answers[id]
  if (Array.isArray(answer)) return answer.flatMap(row => addressesIn(inner, row))
  return kind === 'address' && isAddress(answer) ? [answer] : []
})

const communesPath = (province: string): string => `/api/administrative-units?province=${encodeURIComponent(province)}`

/** The lists behind the fields of a page: loaded with the page, for the answers that it shows and offers; communes as provinces are chosen. */
export async function useLists(key: string, fields: () => readonly FormField[], shown: () => readonly Answers[]) {
  const fetcher = useRequestFetch()
  const load = async (path: string): Promise<[string, CodeOption[]]> => [path, (await fetcher<CodeListView>(path)).options]

  const { data } = await useAsyncData<Lists>(`lists-${key}`, async () => Object.fromEntries(await Promise.all(listPaths(fields(), shown()).map(load))), { default: () => ({}), deep: true })

  async function loadCommunes(province: string): Promise<void> {
    const path = communesPath(province)
    if (province === '' || data.value[path] !== undefined) return
    const [, options] = await load(path)
    data.value = { ...data.value, [path]: options }
  }

  return { labels: computed(() => toLabels(data.value)), provinces: computed(() => data.value['/api/administrative-units'] ?? []), communes: (province: string) => data.value[communesPath(province)], loadCommunes }
}

/** Names behind codes, as far as they are loaded here; the rest is left to the server. */
function toLabels(lists: Lists): Labels {
  const provinces = lists['/api/administrative-units']
  const communes = new Map(Object.entries(lists).flatMap(([path, options]) => {
    const province = path.split('?province=')[1]
    return province === undefined ? [] : options.map(({ code, label }) => [code, { province, label }] as const)
  }))
  return {
    options: id => lists[`/api/code-lists/${encodeURIComponent(id)}`],
    province: code => provinces === undefined ? undefined : provinces.find(option => option.code === code)?.label ?? null,
    // A commune of a province that is not loaded here is unknown to the page, not wrong.
    commune: code => communes.get(code),
  }
}
