import type { PopulationRecord } from '../../people/record.ts'
import { communeOf, communes } from '../../people/units.ts'
import { ageOf, someDay, thisYear, yearOf, type World } from './world.ts'

/** Registries that hold one record a person: what each knows, or null for those it does not know. */
type PersonalRecord = (person: PopulationRecord, world: World) => Record<string, unknown> | null

export const residenceAttributes = ['permanentAddress', 'permanentSince', 'temporaryAddress', 'temporarySince', 'temporaryUntil', 'currentAddress', 'history'] as const

export const residenceRecord: PersonalRecord = (person, world) => {
  const random = world.random('residence', person.personalId)
  const born = yearOf(person.dateOfBirth)
  const movedIn = Math.min(born + random.between(0, 30), thisYear)
  const { permanentAddress, temporaryAddress, currentAddress } = person
  const before = random.pick(communes)
  const former = movedIn > born ? [{ from: person.dateOfBirth, until: `${movedIn}-06`, place: { province: before.province, commune: before.code, detail: random.pick(before.places) } }] : []
  return {
    permanentAddress, temporaryAddress, currentAddress,
    permanentSince: `${Math.max(movedIn, 1960)}-06-15`,
    temporarySince: temporaryAddress === null ? null : '2025-12-01',
    temporaryUntil: temporaryAddress === null ? null : '2027-11-30',
    history: [...former, { from: movedIn > born ? `${movedIn}-06` : person.dateOfBirth, until: null, place: permanentAddress }],
  }
}

export const householdBusinessAttributes = ['code', 'name', 'headquarters', 'activities', 'capital', 'status', 'registeredOn'] as const

export const householdBusinessRecord: PersonalRecord = (person, world) => {
  const random = world.random('household-business', person.personalId)
  if (ageOf(person) < 20 || !random.chance(0.06)) return null
  const [code, name, word] = random.pick([['4721', 'Bán lẻ lương thực trong các cửa hàng chuyên doanh', 'Tạp hóa'], ['5610', 'Nhà hàng và các dịch vụ ăn uống phục vụ lưu động', 'Quán ăn'], ['9631', 'Cắt tóc, làm đầu, gội đầu', 'Tiệm tóc']] as const)
  return {
    code: person.personalId, name: `Hộ kinh doanh ${word} ${person.fullName.split(' ').at(-1)?.replace(/^(.)(.*)$/, (_, first: string, rest: string) => first + rest.toLocaleLowerCase('vi')) ?? ''}`,
    headquarters: person.permanentAddress, activities: [{ code, name, main: true }], capital: random.between(2, 60) * 5_000_000,
    status: random.weighted([['active', 90], ['suspended', 8], ['ended', 2]] as const), registeredOn: someDay(random, random.between(2012, 2025)),
  }
}

export const taxAttributes = ['code', 'status', 'office', 'registeredOn', 'dependants'] as const

/** The personal number is the tax code; a few wait for their identity data to be matched (status 10). */
export const taxRecord: PersonalRecord = (person, world) => {
  const random = world.random('tax', person.personalId)
  if (ageOf(person) < 18 || random.chance(0.08)) return null
  return {
    code: person.personalId,
    status: random.weighted([['00', 95], ['10', 3], ['03', 1], ['06', 1]] as const),
    office: `Thuế ${communeOf(person.permanentAddress.commune).provinceName.replace(/^(Tỉnh|Thành phố)/, kind => kind.toLocaleLowerCase('vi'))}`,
    registeredOn: someDay(random, Math.max(2009, Math.min(yearOf(person.dateOfBirth) + random.between(18, 26), thisYear))),
    dependants: world.childrenOf(person.personalId).filter(child => ageOf(child) < 18).length,
  }
}

export const drivingLicenceAttributes = ['number', 'class', 'issuedOn', 'issuedBy', 'expiresOn', 'examPassedOn', 'points', 'hasOpenViolation'] as const

/** Motorcycle licences never end, B runs ten years, C and above five (Law 36/2024/QH15, Art. 57). */
export const drivingLicenceRecord: PersonalRecord = (person, world) => {
  const random = world.random('driving-licence', person.personalId)
  if (ageOf(person) < 18 || !random.chance(0.7)) return null
  const kind = random.weighted([['A1', 50], ['A', 5], ['B', 30], ['C1', 5], ['C', 6], ['D', 3], ['CE', 1]] as const)
  const years = kind.startsWith('A') ? null : kind === 'B' ? 10 : 5
  const passed = Math.min(yearOf(person.dateOfBirth) + random.between(18, 40), thisYear - 1)
  const issued = years === null ? passed : thisYear - random.between(0, years)
  const day = someDay(random, issued)
  return {
    number: `99${random.digits(10)}`, class: kind, issuedOn: day, issuedBy: `Công an ${communeOf(person.permanentAddress.commune).provinceName.replace(/^(Tỉnh|Thành phố)/, word => word.toLocaleLowerCase('vi'))}`,
    expiresOn: years === null ? null : `${issued + years}${day.slice(4)}`, examPassedOn: someDay(random, Math.min(passed, issued)), points: random.weighted([[12, 90], [10, 6], [8, 3], [2, 1]] as const), hasOpenViolation: random.chance(0.03),
  }
}

export const healthInsuranceAttributes = ['cardNumber', 'validFrom', 'validUntil', 'benefitLevel', 'facility'] as const

export const healthInsuranceRecord: PersonalRecord = (person, world) => {
  const random = world.random('health-insurance', person.personalId)
  if (random.chance(0.07)) return null
  const level = ageOf(person) < 6 ? '1' : random.weighted([['4', 85], ['3', 8], ['2', 5], ['5', 2]] as const)
  return { cardNumber: `99${random.digits(8)}`, validFrom: '2026-01-01', validUntil: '2026-12-31', benefitLevel: level, facility: `Trạm y tế ${communeOf(person.currentAddress.commune).name.replace(/^./, letter => letter.toLocaleLowerCase('vi'))}` }
}

export const socialInsuranceAttributes = ['code', 'employer', 'months', 'periods', 'status'] as const

export const socialInsuranceRecord: PersonalRecord = (person, world) => {
  const random = world.random('social-insurance', person.personalId)
  const age = ageOf(person)
  if (age < 18 || !random.chance(0.6)) return null
  const status = age >= 60 ? 'pensioner' : random.weighted([['contributing', 80], ['paused', 20]] as const)
  const began = Math.max(1995, thisYear - Math.max(age - random.between(18, 24), 1))
  const employer = random.pick(world.businesses()).name
  const until = status === 'contributing' ? null : `${thisYear - 1}-06`
  const months = ((until === null ? thisYear : thisYear - 1) - began) * 12 + (until === null ? 10 : 6)
  return { code: `99${random.digits(8)}`, employer: status === 'contributing' ? employer : null, months: Math.max(months, 1), periods: [{ from: `${began}-01`, until, employer }], status }
}

export const educationAttributes = ['level', 'school', 'diploma'] as const

export const educationRecord: PersonalRecord = (person, world) => {
  const random = world.random('education', person.personalId)
  const age = ageOf(person)
  if (age < 6) return null
  const { name } = communeOf(person.currentAddress.commune)
  const place = name.replace(/^(Phường|Xã|Đặc khu) /, '')
  if (age < 18) return { level: age < 11 ? null : age < 15 ? 'primary' : 'lower-secondary', school: `Trường ${age < 11 ? 'Tiểu học' : age < 15 ? 'THCS' : 'THPT'} ${place}`, diploma: null }
  const level = random.weighted([['upper-secondary', 50], ['vocational', 18], ['bachelor', 25], ['master', 4], ['lower-secondary', 3]] as const)
  const diploma = level === 'lower-secondary' ? null : { number: `M${random.digits(7)}`, school: level === 'upper-secondary' ? `Sở Giáo dục và Đào tạo ${place}` : 'Trường Đại học Thử nghiệm', field: level === 'upper-secondary' ? null : random.pick(['Kế toán', 'Công nghệ thông tin', 'Luật', 'Điều dưỡng', 'Cơ khí']), awardedOn: someDay(random, Math.min(yearOf(person.dateOfBirth) + random.between(18, 26), thisYear - 1)) }
  return { level, school: null, diploma }
}
