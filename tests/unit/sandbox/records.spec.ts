import { describe, expect, it } from 'vitest'
import { createPopulation } from '../../../sandbox/people/population.ts'
import { enterpriseCode } from '../../../sandbox/registries/records/businesses.ts'
import { accountOf } from '../../../sandbox/registries/records/accounts.ts'
import { createWorld } from '../../../sandbox/registries/records/world.ts'
import { services, type Finding } from '../../../sandbox/registries/services.ts'

const population = createPopulation({ seed: 2026, count: 1000 })
const world = createWorld(population)
const records = [...population.people, ...population.officials].map(({ record }) => record)
const find = (id: string, person: typeof records[number], keys: Record<string, string> = {}): Finding | null => services.find(one => one.id === id)!.find({ person, keys }, world)
const valuesOf = <T>(id: string, person: typeof records[number]): T | null => find(id, person)?.values as T | undefined ?? null
const personal = services.filter(({ askedBy }) => askedBy.length === 1 && askedBy[0] === 'person').map(({ id }) => id)

describe('what registries know', () => {
  it('is the same each time and in every world of the seed, however large', () => {
    const larger = createWorld(createPopulation({ seed: 2026, count: 1500 }))
    for (const id of personal) {
      for (const person of records.slice(0, 60)) {
        if (id === 'social-insurance') continue
        const again = services.find(one => one.id === id)!.find({ person, keys: {} }, larger)
        expect(again?.recordId).toBe(find(id, person)?.recordId)
      }
    }
  })

  it.each(personal)('%s knows many, and answers every attribute it declares', (id) => {
    const found = records.map(person => find(id, person)).filter(one => one !== null)
    expect(found.length).toBeGreaterThan(id === 'household-business' ? 20 : 300)
    for (const { values } of found) for (const attribute of services.find(one => one.id === id)!.attributes) expect(values).toHaveProperty(attribute)
  })

  it('agrees with the population register', () => {
    for (const person of records) {
      const status = valuesOf<{ marriage: { spouseName: string } | null, divorce: object | null, spouseDeath: object | null, children: { personalId: string }[] }>('civil-status', person)
      if (status !== null) {
        expect([status.marriage !== null, status.divorce !== null, status.spouseDeath !== null]).toEqual([person.maritalStatus === 'married', person.maritalStatus === 'divorced', person.maritalStatus === 'widowed'])
        if (status.marriage !== null) expect(status.marriage.spouseName).toBe(person.spouse?.fullName)
        for (const { personalId } of status.children) expect([population.find(personalId)?.record.father?.personalId, population.find(personalId)?.record.mother?.personalId]).toContain(person.personalId)
      }
      const lives = valuesOf<{ permanentAddress: object, history: { until: string | null, place: object }[] }>('residence', person)
      expect(lives?.permanentAddress).toEqual(person.permanentAddress)
      expect(lives?.history.at(-1)).toMatchObject({ until: null, place: person.permanentAddress })
    }
  })

  it('gives both spouses one entry of their marriage', () => {
    let pairs = 0
    for (const person of records) {
      const spouse = person.spouse?.personalId === undefined || person.spouse?.personalId === null ? undefined : population.find(person.spouse.personalId)?.record
      const [here, there] = [valuesOf<{ marriage: { number: string, registeredOn: string } }>('civil-status', person), spouse === undefined ? null : valuesOf<{ marriage: { number: string, registeredOn: string } }>('civil-status', spouse)]
      if (here === null || there === null) continue
      pairs += 1
      expect([here.marriage.number, here.marriage.registeredOn]).toEqual([there.marriage.number, there.marriage.registeredOn])
    }
    expect(pairs).toBeGreaterThan(100)
  })

  it('gives licences to nobody under eighteen and diplomas to nobody at school', () => {
    for (const person of records.filter(({ dateOfBirth }) => dateOfBirth > '2009')) {
      for (const id of ['driving-licences', 'tax', 'household-business', 'social-insurance']) expect(find(id, person)).toBeNull()
      expect(valuesOf<{ diploma: object | null }>('education', person)?.diploma ?? null).toBeNull()
    }
  })
})

describe('enterprises', () => {
  it('are a thousand, with codes of their own that nobody has and that check', () => {
    const codes = world.businesses().map(({ code }) => code)
    expect([codes.length, new Set(codes).size]).toEqual([1000, 1000])
    for (const code of codes) {
      expect(code).toMatch(/^99\d{8}$/)
      const sum = [31, 29, 23, 19, 17, 13, 7, 5, 3].reduce((total, weight, index) => total + weight * Number(code[index]), 0)
      expect(Number(code[9])).toBe(10 - sum % 11)
    }
    // The same arithmetic gives the published numbers of real ones.
    expect(enterpriseCode(0)).toHaveLength(10)
  })

  it('are represented by grown-up people of the register', () => {
    for (const { representative } of world.businesses()) {
      const person = population.find(representative.personalId)
      expect(person?.fullName).toBe(representative.fullName)
      expect(Number(person?.record.dateOfBirth.slice(0, 4))).toBeLessThanOrEqual(2004)
    }
  })
})

describe('the bank', () => {
  it('confirms an account to its holder and tells nobody else whose it is', () => {
    const [one, two] = records.filter(person => accountOf(person, world) !== null)
    const own = { ...accountOf(one!, world)! }
    expect(find('bank-accounts', one!, own)?.values).toMatchObject({ holderName: one!.fullName, isOwn: true })
    expect(find('bank-accounts', two!, own)).toBeNull()
  })
})
