import { someDay, type World } from './world.ts'
import type { Business } from './businesses.ts'

export const findBusiness = (world: World, code: string | undefined): Business | null => world.businesses().find(business => business.code === code) ?? null

export const customsAttributes = ['priority', 'office', 'declarations'] as const

/** A third of enterprises trade across the border. */
export function customsRecord(business: Business, world: World): Record<string, unknown> | null {
  const random = world.random('customs', business.code)
  if (!random.chance(0.33)) return null
  const declarations = Array.from({ length: random.between(1, 6) }, () => ({
    number: `99${random.digits(10)}`, registeredOn: someDay(random, 2026), kind: random.pick(['import', 'export']), lane: random.weighted([['green', 70], ['yellow', 22], ['red', 8]] as const), status: random.weighted([['cleared', 90], ['registered', 8], ['cancelled', 2]] as const),
  }))
  return { priority: random.chance(0.05), office: `Hải quan khu vực ${random.pick(['I', 'II', 'III', 'V', 'X'])}`, declarations: declarations.sort((a, b) => a.registeredOn < b.registeredOn ? -1 : 1) }
}

/** `chiTietDoanhNghiep` as the national service platform writes it: groups and names in capitals, numbers for units, days first. */
export function toEnterpriseDetails(business: Partial<Business> & Pick<Business, 'code'>, dataTime: string): Record<string, unknown> {
  const { code, name, shortName, foreignName, kind, status, foundedOn, capital, headquarters, activities, representative } = business
  const day = foundedOn?.split('-').reverse().join('/')
  return {
    dataTime,
    data: {
      MainInformation: {
        ENTERPRISE_GDT_CODE: code, NAME: name, SHORT_NAME: shortName, NAME_F: foreignName, ENTERPRISE_TYPE_NAME: kind,
        ENTERPRISE_STATUS: status === undefined ? undefined : { active: '1', suspended: '2', dissolving: '3', dissolved: '4' }[status],
        FOUNDING_DATE: day, LAST_AMEND_DATE: day, CAPITAL_AMOUNT: capital,
      },
      HOAddress: headquarters === undefined ? undefined : { CityID: Number(headquarters.province), WardID: Number(headquarters.commune), StreetNumber: headquarters.detail, AddressFullText: headquarters.detail },
      BusinessActivity: activities?.map(activity => ({ CODE: activity.code, NAME: activity.name, IS_MAIN: activity.main ? '1' : '0' })),
      Representatives: representative === undefined ? undefined : [{ FULL_NAME: representative.fullName, POSITION: representative.position }],
    },
  }
}
