import { z } from 'zod'
import type { Wire } from '../wire.ts'

/** `chiTietDoanhNghiep` of the national service platform: GET by `msdn`, groups in capitals, dates as people write them. */
const text = z.string().nullish()
const answerSchema = z.object({
  data: z.object({
    MainInformation: z.object({
      ENTERPRISE_GDT_CODE: z.string(), NAME: text, SHORT_NAME: text, NAME_F: text, ENTERPRISE_TYPE_NAME: text, ENTERPRISE_STATUS: text, FOUNDING_DATE: text, LAST_AMEND_DATE: text,
      CAPITAL_AMOUNT: z.number().nullish(),
    }).nullish(),
    HOAddress: z.object({ CityID: z.number().nullish(), WardID: z.number().nullish(), StreetNumber: text, AddressFullText: text }).nullish(),
    BusinessActivity: z.array(z.object({ CODE: z.string(), NAME: z.string(), IS_MAIN: text })).nullish(),
    Representatives: z.array(z.object({ FULL_NAME: z.string(), POSITION: text })).nullish(),
  }),
  dataTime: text,
})

type Details = z.infer<typeof answerSchema>['data']

/** The table of codes is from memory; a code beyond it is no answer. */
const statuses: Readonly<Record<string, string>> = { 1: 'active', 2: 'suspended', 3: 'dissolving', 4: 'dissolved' }

export const enterpriseDetails: Wire = {
  serves: ({ attributes }) => Object.keys(attributes),
  write: ({ keys = {} }) => ({ method: 'GET', query: `?${new URLSearchParams({ msdn: keys.organisation ?? '' }).toString()}`, body: '' }),
  read: (bytes, { attributes }) => {
    const { data, dataTime } = answerSchema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)))
    const main = data.MainInformation
    if (main === undefined || main === null) return null
    const read = readAll(data)
    return {
      recordId: `NBR-${main.ENTERPRISE_GDT_CODE}`,
      subject: { organisation: main.ENTERPRISE_GDT_CODE },
      updatedAt: toDay(main.LAST_AMEND_DATE),
      asOf: dataTime,
      attributes: Object.fromEntries(Object.entries(read).filter(([id, value]) => attributes.includes(id) && value !== undefined)),
    }
  },
}

/** Undefined: the group or field is missing, so that nothing is said about it. */
function readAll({ MainInformation: main, HOAddress: place, BusinessActivity: lines, Representatives: representatives }: Details): Record<string, unknown> {
  return {
    code: main?.ENTERPRISE_GDT_CODE,
    name: main?.NAME,
    shortName: main?.SHORT_NAME,
    foreignName: main?.NAME_F,
    kind: main?.ENTERPRISE_TYPE_NAME,
    status: main?.ENTERPRISE_STATUS === null ? null : statuses[main?.ENTERPRISE_STATUS ?? ''],
    foundedOn: main?.FOUNDING_DATE === undefined ? undefined : toDay(main.FOUNDING_DATE),
    capital: main?.CAPITAL_AMOUNT,
    headquarters: place === undefined ? undefined : toAddress(place),
    activities: lines?.map(line => ({ code: line.CODE, name: line.NAME, main: line.IS_MAIN === '1' || line.IS_MAIN === 'Y' })),
    representative: representatives?.[0] === undefined ? undefined : { fullName: representatives[0].FULL_NAME, position: representatives[0].POSITION ?? null },
  }
}

function toDay(text: string | null | undefined): string | null {
  const [, day, month, year] = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(text ?? '') ?? []
  return year === undefined ? null : `${year}-${month}-${day}`
}

/** Units are numbers there, so leading zeros are lost. */
function toAddress(place: Details['HOAddress']) {
  if (place?.CityID === undefined || place.CityID === null || place.WardID === undefined || place.WardID === null) return null
  return { province: String(place.CityID).padStart(2, '0'), commune: String(place.WardID).padStart(5, '0'), detail: place.StreetNumber ?? '' }
}
