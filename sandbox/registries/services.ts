import type { Population } from '../people/population.ts'
import type { PopulationRecord } from '../people/record.ts'
import { attributes as populationAttributes } from './population-service.ts'
import { bankAccountAttributes, bankAccountRecord } from './records/accounts.ts'
import { civilStatusAttributes, civilStatusRecord } from './records/civil-status.ts'
import { customsAttributes, customsRecord, findBusiness } from './records/enterprises.ts'
import {
  drivingLicenceAttributes, drivingLicenceRecord, educationAttributes, educationRecord, healthInsuranceAttributes, healthInsuranceRecord, householdBusinessAttributes, householdBusinessRecord,
  residenceAttributes, residenceRecord, socialInsuranceAttributes, socialInsuranceRecord, taxAttributes, taxRecord,
} from './records/personal.ts'
import type { World } from './records/world.ts'

/** A registry of the outside world: how it is reached, what it may be asked, and what it finds. */
export interface RegistryService {
  id: string
  /** `x-road`: service id behind the security server; `gateway`: path behind the token. */
  access: { over: 'x-road', service: string } | { over: 'gateway', path: string }
  attributes: readonly string[]
  askedBy: readonly Key[]
  find(question: Pick<Question, 'person' | 'keys'>, world: World): Finding | null
}

export type Key = 'person' | 'organisation' | 'bank' | 'account'

export interface Question {
  person: { personalId: string, fullName: string, dateOfBirth: string } | null
  keys: Readonly<Record<string, string>>
  attributes: readonly string[]
  purpose: string
  procedure: string
  userId: string
  issue: string
}

export interface Finding { recordId: string, updatedAt: string, values: Record<string, unknown> }

const government = (member: string, subsystem: string, code = 'person-lookup'): RegistryService['access'] => ({ over: 'x-road', service: `MOTLAN-DEV/GOV/${member}/${subsystem}/${code}` })
const gateway = (path: string): RegistryService['access'] => ({ over: 'gateway', path })

const personal = (id: string, access: RegistryService['access'], { attributes, record, askedBy = ['person'] }: { attributes: readonly string[], record: (person: PopulationRecord, world: World, keys: Readonly<Record<string, string>>) => Record<string, unknown> | null, askedBy?: readonly Key[] }): RegistryService => ({
  id, access, attributes, askedBy,
  find: ({ person, keys }, world) => {
    const known = findPerson(world.population, person)
    const values = known === null ? null : record(known, world, keys)
    return known === null || values === null ? null : { recordId: recordNumber(id, known.personalId, world), updatedAt: known.updatedAt, values }
  },
})

export const services: readonly RegistryService[] = [
  {
    id: 'population', access: government('MPS', 'population'), attributes: populationAttributes, askedBy: ['person'],
    find: ({ person }, world) => {
      const known = findPerson(world.population, person)
      return known === null ? null : { recordId: known.recordId, updatedAt: known.updatedAt, values: { ...known } }
    },
  },
  personal('residence', government('MPS', 'residence'), { attributes: residenceAttributes, record: residenceRecord }),
  personal('civil-status', government('MOJ', 'civil-status'), { attributes: civilStatusAttributes, record: civilStatusRecord }),
  personal('driving-licences', government('MPS', 'driving-licences'), { attributes: drivingLicenceAttributes, record: drivingLicenceRecord }),
  personal('health-insurance', government('VSS', 'health-insurance'), { attributes: healthInsuranceAttributes, record: healthInsuranceRecord }),
  personal('social-insurance', government('VSS', 'social-insurance'), { attributes: socialInsuranceAttributes, record: socialInsuranceRecord }),
  personal('household-business', gateway('/household-business/1.0/lookup'), { attributes: householdBusinessAttributes, record: householdBusinessRecord }),
  personal('tax', gateway('/tax-registration/1.0/lookup'), { attributes: taxAttributes, record: taxRecord }),
  personal('education', gateway('/education/1.0/lookup'), { attributes: educationAttributes, record: educationRecord }),
  personal('bank-accounts', gateway('/bank-accounts/1.0/verify'), { attributes: bankAccountAttributes, record: bankAccountRecord, askedBy: ['person', 'bank', 'account'] }),
  {
    id: 'business', access: gateway('/apiCSDLDKDN/1.0/chiTietDoanhNghiep'), askedBy: ['organisation'],
    attributes: ['code', 'name', 'shortName', 'foreignName', 'kind', 'status', 'foundedOn', 'capital', 'headquarters', 'activities', 'representative'],
    find: ({ keys }, world) => {
      const business = findBusiness(world, keys.organisation)
      return business === null ? null : { recordId: `NBR-${business.code}`, updatedAt: `${business.foundedOn}T02:00:00Z`, values: { ...business } }
    },
  },
  {
    id: 'customs', access: government('MOF', 'customs', 'organisation-lookup'), attributes: customsAttributes, askedBy: ['organisation'],
    find: ({ keys }, world) => {
      const business = findBusiness(world, keys.organisation)
      const values = business === null ? null : customsRecord(business, world)
      return business === null || values === null ? null : { recordId: recordNumber('customs', business.code, world), updatedAt: '2026-10-30T02:00:00Z', values }
    },
  },
]

/** The person, when number, name and birth date belong to one; null otherwise, without saying which differed. */
export function findPerson(population: Population, asked: Question['person']): PopulationRecord | null {
  const record = asked === null ? undefined : population.find(asked.personalId)?.record
  return record !== undefined && asked !== null && comparable(record.fullName) === comparable(asked.fullName) && record.dateOfBirth === asked.dateOfBirth ? record : null
}

const comparable = (name: string): string => name.normalize('NFC').toLocaleUpperCase('vi').replace(/\s+/g, ' ').trim()

/** Registries number their records as they like; not by people's numbers. */
const recordNumber = (registry: string, about: string, world: World): string => `${registry.toUpperCase()}-${world.random(`${registry}-number`, about).digits(9)}`
