import { pickFamilyName, pickFullName } from '../../people/names.ts'
import type { PopulationRecord } from '../../people/record.ts'
import { ageOf, committeeOf, someDay, thisYear, yearOf, type World } from './world.ts'

export const civilStatusAttributes = ['birth', 'marriage', 'divorce', 'spouseDeath', 'children'] as const

/** Of the oldest some papers are not digitised yet, unless the population register tells a story that rests on them. */
export function civilStatusRecord(person: PopulationRecord, world: World): Record<string, unknown> | null {
  const random = world.random('civil-status', person.personalId)
  if (ageOf(person) > 65 && random.chance(0.1)) return null
  const { commune } = person.placeOfBirthRegistration
  const born = yearOf(person.dateOfBirth)
  return {
    birth: {
      number: `${random.between(1, 400)}/${born}`,
      registeredOn: person.dateOfBirth.length === 10 ? `${born}-12-${random.between(10, 28)}` : null,
      registeredBy: committeeOf(commune),
      placeOfBirth: person.placeOfBirth,
    },
    marriage: person.maritalStatus === 'married' ? marriageOf(person, world) : null,
    divorce: person.maritalStatus === 'divorced' ? divorceOf(person, world) : null,
    spouseDeath: person.maritalStatus === 'widowed' ? bereavementOf(person, world) : null,
    children: world.childrenOf(person.personalId).map(({ fullName, personalId, dateOfBirth, nationality, sex }) => ({ fullName, personalId, dateOfBirth, nationality, sex })),
  }
}

/** Both spouses find the same entry. */
function marriageOf(person: PopulationRecord, world: World) {
  const { spouse } = person
  if (spouse === null) return null
  const random = world.random('marriage', [person.personalId, spouse.personalId ?? spouse.fullName].sort().join('+'))
  const year = Math.min(Math.max(yearOf(person.dateOfBirth), yearOf(spouse.dateOfBirth)) + random.between(20, 28), thisYear)
  return {
    number: `${random.between(1, 300)}/${year}`, registeredOn: someDay(random, year), registeredBy: committeeOf(person.permanentAddress.commune),
    spouseName: spouse.fullName, spousePersonalId: spouse.personalId, spouseDateOfBirth: spouse.dateOfBirth,
  }
}

function divorceOf(person: PopulationRecord, world: World) {
  const random = world.random('divorce', person.personalId)
  const year = Math.min(yearOf(person.dateOfBirth) + random.between(26, 45), thisYear)
  return { judgmentNumber: `${random.between(1, 900)}/${year}/QĐST-HNGĐ`, decidedOn: someDay(random, year), court: `Tòa án nhân dân khu vực ${random.between(1, 9)}`, formerSpouseName: otherParent(person, world) }
}

function bereavementOf(person: PopulationRecord, world: World) {
  const random = world.random('spouse-death', person.personalId)
  const year = Math.min(yearOf(person.dateOfBirth) + random.between(28, 60), thisYear)
  return { number: `${random.between(1, 300)}/${year}`, diedOn: someDay(random, year), registeredBy: committeeOf(person.permanentAddress.commune), lateSpouseName: otherParent(person, world) }
}

/** The other parent of a child tells who the spouse was; without children a name is made up, always the same. */
function otherParent(person: PopulationRecord, world: World): string {
  const other = world.childrenOf(person.personalId).flatMap(({ father, mother }) => [father, mother]).find(parent => parent !== null && parent.personalId !== person.personalId)
  if (other !== undefined && other !== null) return other.fullName
  const random = world.random('former-spouse', person.personalId)
  return pickFullName(random, { familyName: pickFamilyName(random, person.ethnicity), sex: person.sex === 'male' ? 'female' : 'male', ethnicity: person.ethnicity })
}
