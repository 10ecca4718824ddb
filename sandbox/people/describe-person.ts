import { birthYear, censusDay, censusYear, twoDigits, type Household, type Kin } from './family.ts'
import type { RandomStream } from './random.ts'
import type { Address, HouseholdMember, IdentityCard, PopulationRecord, Relative } from './record.ts'
import { communes, type Commune } from './units.ts'

/** The registry's records of everybody in a household. */
export function describeHousehold(random: RandomStream, household: Household): PopulationRecord[] {
  const [head] = household.members
  if (head === undefined) throw new Error('a household has a head')
  const members = household.members.map(describeMember)
  return household.members.map(({ kin, relation }) => ({
    ...describePerson(random, kin, household),
    head: { fullName: head.kin.fullName, personalId: numberOf(head.kin), relation },
    household: members,
  }))
}

function describePerson(random: RandomStream, kin: Kin, { commune, detail }: Household): Omit<PopulationRecord, 'head' | 'household'> {
  const permanentAddress: Address = { province: commune.province, commune: commune.code, detail }
  const origin = random.chance(0.75) ? commune : random.pick(communes)
  const temporaryAddress = movesAway(random, kin) ? elsewhere(random, commune) : null
  const personalId = numberOf(kin)
  return {
    recordId: `NPD-${personalId}`,
    updatedAt: `2026-${twoDigits(random.between(1, 10))}-${twoDigits(random.between(1, 28))}T0${random.between(1, 9)}:${twoDigits(random.between(0, 59))}:00Z`,
    personalId,
    fullName: kin.fullName,
    otherName: null,
    dateOfBirth: kin.dateOfBirth,
    sex: kin.sex,
    ethnicity: kin.ethnicity,
    religion: kin.religion,
    nationality: kin.nationality,
    placeOfBirth: placeIn(origin, origin.style === 'street' ? 'Bệnh viện phụ sản' : 'Trạm y tế'),
    placeOfBirthRegistration: placeIn(origin, ''),
    hometown: placeIn(origin, ''),
    permanentAddress,
    temporaryAddress,
    currentAddress: temporaryAddress ?? permanentAddress,
    maritalStatus: kin.maritalStatus,
    identityCard: issueCard(random, kin),
    father: describeRelative(kin.father),
    mother: describeRelative(kin.mother),
    spouse: kin.maritalStatus === 'married' ? describeRelative(kin.spouse) : null,
    phone: ageOf(kin) >= 14 ? `090000${random.digits(4)}` : null,
    email: ageOf(kin) >= 16 && random.chance(0.6) ? `${toAscii(kin.fullName)}.${personalId.slice(-4)}@congdan.example` : null,
  }
}

function describeMember({ kin, relation }: Household['members'][number]): HouseholdMember {
  return { fullName: kin.fullName, personalId: numberOf(kin), dateOfBirth: kin.dateOfBirth, sex: kin.sex, relation }
}

function describeRelative(kin: Kin | null): Relative | null {
  if (kin === null) return null
  const { fullName, personalId, dateOfBirth, nationality, dateOfDeath } = kin
  return { fullName, personalId, dateOfBirth, nationality, ...(dateOfDeath === null ? {} : { dateOfDeath }) }
}

/**
 * Cards are issued from the age of 14 and renewed at 25, 40 and 60; from 60 on they last (Law 26/2023/QH15, Art. 21).
 * A card taken within two years before such a birthday holds until the next one.
 */
function issueCard(random: RandomStream, kin: Kin): IdentityCard | null {
  if (ageOf(kin) < 14) return null
  const renewalAfter = (issued: number) => [25, 40, 60].map(age => birthYear(kin) + age).find(year => year - issued > 2)
  const taken = Math.max(birthYear(kin) + 14, random.between(2021, 2025))
  const ran = renewalAfter(taken)
  // Cards that have run out by the census were renewed then.
  const issuedYear = ran !== undefined && ran <= censusYear ? ran : taken
  const renewal = renewalAfter(issuedYear)
  const birthday = kin.dateOfBirth.slice(4) || '-07-01'
  const issuedOn = `${issuedYear}${birthday}`
  return {
    number: numberOf(kin),
    issuedOn: issuedOn > censusDay ? censusDay : issuedOn,
    issuedBy: issuedOn < '2024-07-01' ? 'Cục Cảnh sát quản lý hành chính về trật tự xã hội' : 'Bộ Công an',
    expiresOn: renewal === undefined ? null : `${renewal}${birthday}`,
  }
}

export function ageOf(kin: Pick<Kin, 'dateOfBirth'>): number {
  const years = Number(censusDay.slice(0, 4)) - Number(kin.dateOfBirth.slice(0, 4))
  return kin.dateOfBirth.slice(5) > censusDay.slice(5) ? years - 1 : years
}

const movesAway = (random: RandomStream, kin: Kin): boolean => ageOf(kin) >= 18 && ageOf(kin) < 40 && random.chance(0.18)

function elsewhere(random: RandomStream, from: Commune): Address {
  const commune = random.pick(communes.filter(one => one.style === 'street' && one !== from))
  return placeIn(commune, `Số ${random.between(1, 280)} ${random.pick(commune.places)}`)
}

const placeIn = ({ province, code }: Commune, detail: string): Address => ({ province, commune: code, detail })

function toAscii(name: string): string {
  return name.toLocaleLowerCase('vi').normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd').replace(/[^a-z]+/g, '.')
}

function numberOf(kin: Kin): string {
  if (kin.personalId === null) throw new Error('a resident has a personal id')
  return kin.personalId
}
