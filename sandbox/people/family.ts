import { pickFamilyName, pickFullName } from './names.ts'
import type { PersonalIds } from './personal-ids.ts'
import type { RandomStream } from './random.ts'
import type { HouseholdRelation, PopulationRecord } from './record.ts'
import type { Commune } from './units.ts'

/** Ages are counted at this day, so that the same seed gives the same people whenever the sandbox runs. */
export const censusDay = '2026-11-01'
export const censusYear = 2026

/** A person before they become a record: relatives are references, so that both sides of a relation agree. */
export interface Kin {
  personalId: string | null
  fullName: string
  familyName: string
  sex: 'male' | 'female'
  dateOfBirth: string
  ethnicity: string
  religion: string
  nationality: string
  dateOfDeath: string | null
  father: Kin | null
  mother: Kin | null
  spouse: Kin | null
  maritalStatus: PopulationRecord['maritalStatus']
}

export interface Household {
  commune: Commune
  detail: string
  /** Head first. */
  members: { kin: Kin, relation: HouseholdRelation }[]
}

export interface Nursery { random: RandomStream, ids: PersonalIds }

/** One household of people who could exist: parents older than children, spouses of like age, families that share names. */
export function raiseHousehold(nursery: Nursery, commune: Commune): Household {
  const { random } = nursery
  const ethnicity = random.weighted(commune.ethnicities)
  const kind = random.weighted([['couple', 55], ['three-generations', 18], ['widowed', 8], ['divorced', 7], ['alone', 12]] as const)
  const head = bear(nursery, { ethnicity, year: censusYear - random.between(kind === 'alone' ? 20 : 27, 68), sex: random.chance(0.78) ? 'male' : 'female' })
  giveParents(nursery, head)
  if (kind === 'alone') return home(nursery, commune, [{ kin: head, relation: 'head' }])

  const spouse = marry(nursery, head, commune)
  const children = haveChildren(nursery, head, spouse)
  if (kind === 'divorced') part(head, spouse)
  if (kind === 'widowed') bury(random, spouse)
  const core = [
    { kin: head, relation: 'head' as const },
    ...(kind === 'couple' || kind === 'three-generations' ? [{ kin: spouse, relation: 'spouse' as const }] : []),
    ...children.map(kin => ({ kin, relation: 'child' as const })),
  ]
  return home(nursery, commune, kind === 'three-generations' ? [...core, ...grandparents(head)] : core)
}

/** A person with a name, a number and no family yet. */
export function bear({ random, ids }: Nursery, { ethnicity, year, sex, familyName }: { ethnicity: string, year: number, sex: Kin['sex'], familyName?: string }): Kin {
  const family = familyName ?? pickFamilyName(random, ethnicity)
  return {
    personalId: ids.issue(sex, year),
    fullName: pickFullName(random, { familyName: family, sex, ethnicity }),
    familyName: family,
    sex,
    // Of some of the old only the year is known; the law allows it.
    dateOfBirth: year < 1965 && random.chance(0.08) ? String(year) : `${year}-${twoDigits(random.between(1, 12))}-${twoDigits(random.between(1, 28))}`,
    ethnicity,
    religion: random.weighted([['Không', 80], ['Phật giáo', 11], ['Công giáo', 8], ['Tin lành', 1]] as const),
    nationality: 'VN',
    dateOfDeath: null,
    father: null,
    mother: null,
    spouse: null,
    maritalStatus: 'single',
  }
}

/** Parents who live elsewhere or have died; the older they would be, the likelier they have. */
export function giveParents(nursery: Nursery, child: Kin): void {
  const { random } = nursery
  const year = birthYear(child)
  const mother = bear(nursery, { ethnicity: child.ethnicity, year: year - random.between(19, 36), sex: 'female' })
  const father = bear(nursery, { ethnicity: child.ethnicity, year: birthYear(mother) - random.between(-2, 7), sex: 'male' })
  shareFamilyName(nursery, father, mother, child)
  join(father, mother)
  for (const parent of [father, mother]) if (random.chance((censusYear - birthYear(parent) - 60) / 40)) bury(random, parent)
  child.father = father
  child.mother = mother
}

export function join(one: Kin, other: Kin): void {
  one.spouse = other
  other.spouse = one
  one.maritalStatus = other.maritalStatus = 'married'
}

export function bury(random: RandomStream, kin: Kin): void {
  kin.dateOfDeath = `${random.between(Math.max(birthYear(kin) + 25, 1995), censusYear - 1)}-${twoDigits(random.between(1, 12))}-${twoDigits(random.between(1, 28))}`
  // People who died long ago never had a twelve-digit number.
  if (kin.dateOfDeath < '2016') kin.personalId = null
  if (kin.spouse !== null) kin.spouse.maritalStatus = 'widowed'
}

export const birthYear = (kin: Kin): number => Number(kin.dateOfBirth.slice(0, 4))

export function home({ random }: Nursery, commune: Commune, members: Household['members']): Household {
  const place = random.pick(commune.places)
  return { commune, members, detail: commune.style === 'street' ? `Số ${random.between(1, 280)} ${place}` : place.replace(/^./, letter => letter.toLocaleUpperCase('vi')) }
}

function marry(nursery: Nursery, head: Kin, commune: Commune): Kin {
  const { random } = nursery
  const sex = head.sex === 'male' ? 'female' : 'male'
  const year = Math.min(birthYear(head) + random.between(-4, 5), censusYear - 22)
  const spouse = bear(nursery, { ethnicity: random.chance(0.9) ? head.ethnicity : random.weighted(commune.ethnicities), year, sex })
  giveParents(nursery, spouse)
  join(head, spouse)
  return spouse
}

function haveChildren(nursery: Nursery, head: Kin, spouse: Kin): Kin[] {
  const { random } = nursery
  const [father, mother] = head.sex === 'male' ? [head, spouse] : [spouse, head]
  const first = birthYear(mother) + random.between(21, 31)
  const years = Array.from({ length: random.weighted([[0, 2], [1, 3], [2, 5], [3, 2]] as const) }, (_, index) => first + index * random.between(2, 4))
  // Grown-up children have mostly moved out; minors live at home.
  return years.filter(year => year < censusYear && birthYear(father) + 18 < year && (censusYear - year < 20 || random.chance(0.35))).map((year) => {
    const child = bear(nursery, { ethnicity: father.ethnicity, year, sex: random.chance(0.5) ? 'male' : 'female', familyName: head.ethnicity === '12' ? mother.familyName : father.familyName })
    child.father = father
    child.mother = mother
    return child
  })
}

function part(one: Kin, other: Kin): void {
  one.spouse = other.spouse = null
  one.maritalStatus = other.maritalStatus = 'divorced'
}

function grandparents(head: Kin): Household['members'] {
  return [{ kin: head.father, relation: 'father' as const }, { kin: head.mother, relation: 'mother' as const }]
    .flatMap(({ kin, relation }) => kin !== null && kin.dateOfDeath === null ? [{ kin, relation }] : [])
}

/** Children carry the father's name, Ê-đê children the mother's clan; so the parent is named after the child here. */
function shareFamilyName(nursery: Nursery, father: Kin, mother: Kin, child: Kin): void {
  const namesake = child.ethnicity === '12' ? mother : father
  namesake.familyName = child.familyName
  namesake.fullName = pickFullName(nursery.random, namesake)
}

export function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}
