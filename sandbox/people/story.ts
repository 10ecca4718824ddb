import type { StoryId } from '../types.ts'
import { bear, bury, giveParents, home, join, type Household, type Kin, type Nursery } from './family.ts'
import { toPrintedName } from './names.ts'
import { personalIdPrefix } from './personal-ids.ts'
import { communeOf } from './units.ts'

/** The agency's ids are made of these; see agencies.ts. */
const cauGiay = '00166'
const benThanh = '26743'

interface Character {
  id: StoryId
  name: string
  sex: Kin['sex']
  dateOfBirth: string
  commune: string
  /** Last six digits of the personal id, fixed so that people can learn them. */
  number: string
  story: string
  ethnicity?: string
  official?: { role: 'clerk' | 'agency-signatory' | 'operator' | 'auditor', agency: string | null }
}

const characters: readonly Character[] = [
  { id: 'temporary-residence', name: 'Vũ Minh Khang', sex: 'male', dateOfBirth: '1990-03-21', commune: '29110', number: '100001', story: 'đăng ký tạm trú ở Hà Nội, vợ và hai con đi cùng' },
  { id: 'marital-status', name: 'Nguyễn Thị Tường Vi Hoàng Oanh', sex: 'female', dateOfBirth: '1998-09-02', commune: cauGiay, number: '100002', story: 'xin giấy xác nhận tình trạng hôn nhân' },
  { id: 'expired-certificate', name: 'Đặng Quốc Bảo', sex: 'male', dateOfBirth: '1984-07-15', commune: '20242', number: '100003', story: 'chứng thư chữ ký số đã hết hạn' },
  { id: 'revoked-certificate', name: 'Lê Hoàng Yến Nhi', sex: 'female', dateOfBirth: '1995-12-24', commune: '26824', number: '100004', story: 'chứng thư chữ ký số đã bị thu hồi' },
  { id: 'no-certificate', name: 'Giàng A Páo', sex: 'male', dateOfBirth: '1979-01-05', commune: '00721', number: '100005', ethnicity: '08', story: 'chưa có chữ ký số' },
  { id: 'locked-credential', name: 'Huỳnh Văn Út', sex: 'male', dateOfBirth: '1962', commune: '29110', number: '100006', story: 'chữ ký số đang bị khóa vì nhập sai nhiều lần' },
  { id: 'clerk-police', name: 'Trần Quang Huy', sex: 'male', dateOfBirth: '1988-05-19', commune: cauGiay, number: '200001', story: 'cán bộ một cửa, Công an phường Cầu Giấy', official: { role: 'clerk', agency: `police-${cauGiay}` } },
  { id: 'clerk-committee', name: 'Phạm Thu Trang', sex: 'female', dateOfBirth: '1991-10-08', commune: cauGiay, number: '200002', story: 'công chức tư pháp – hộ tịch, UBND phường Cầu Giấy', official: { role: 'clerk', agency: `committee-${cauGiay}` } },
  { id: 'clerk-elsewhere', name: 'Võ Thanh Tùng', sex: 'male', dateOfBirth: '1986-02-11', commune: benThanh, number: '200003', story: 'cán bộ một cửa, Công an phường Bến Thành', official: { role: 'clerk', agency: `police-${benThanh}` } },
  { id: 'agency-signatory', name: 'Đỗ Thị Kim Ngân', sex: 'female', dateOfBirth: '1976-04-27', commune: cauGiay, number: '200004', story: 'Chủ tịch UBND phường Cầu Giấy', official: { role: 'agency-signatory', agency: `committee-${cauGiay}` } },
  { id: 'operator', name: 'Bùi Đức Minh', sex: 'male', dateOfBirth: '1993-08-16', commune: '00160', number: '200005', story: 'người vận hành cổng', official: { role: 'operator', agency: null } },
  { id: 'auditor', name: 'Hoàng Anh Tuấn', sex: 'male', dateOfBirth: '1972-11-03', commune: '00160', number: '200006', story: 'người kiểm tra nhật ký truy cập', official: { role: 'auditor', agency: null } },
]

/** Came later: described from streams of their own, so that everybody else stays who they were. */
const laterCharacters: readonly Character[] = [
  { id: 'clerk-province-police', name: 'Ngô Thị Hải Yến', sex: 'female', dateOfBirth: '1987-03-14', commune: cauGiay, number: '200007', story: 'cán bộ một cửa, Công an thành phố Hà Nội', official: { role: 'clerk', agency: 'police-01' } },
]

export interface StoryRole { id: StoryId, story: string, official: Character['official'] | null }

/** Households of the people whom stories and tests name, and of those whose data are hard. */
export function storyHouseholds(nursery: Nursery): { households: Household[], roles: Map<string, StoryRole> } {
  const { households, roles } = settle(nursery, characters)
  return { households: [...households, ...hardCases(nursery)], roles }
}

export const laterHouseholds = (nursery: Nursery): ReturnType<typeof storyHouseholds> => settle(nursery, laterCharacters)

function settle(nursery: Nursery, who: readonly Character[]): ReturnType<typeof storyHouseholds> {
  const roles = new Map<string, StoryRole>()
  const households = who.map((character) => {
    const kin = embody(nursery, character)
    if (kin.personalId !== null) roles.set(kin.personalId, { id: character.id, story: character.story, official: character.official ?? null })
    return character.id === 'temporary-residence' ? extendedFamily(nursery, kin, character.commune) : home(nursery, communeOf(character.commune), [{ kin, relation: 'head' }])
  })
  return { households, roles }
}

function embody(nursery: Nursery, { name, sex, dateOfBirth, number, ethnicity = '01' }: Character): Kin {
  const personalId = personalIdPrefix(sex, Number(dateOfBirth.slice(0, 4))) + number
  if (!nursery.ids.claim(personalId)) throw new Error('a story person needs a number of their own')
  const kin = { ...bear(nursery, { ethnicity, year: Number(dateOfBirth.slice(0, 4)), sex, familyName: name.split(' ')[0] ?? name }), personalId, dateOfBirth, fullName: toPrintedName(name) }
  giveParents(nursery, kin)
  return kin
}

/** Three generations under the father's head: the one who moves takes wife and children along. */
function extendedFamily(nursery: Nursery, son: Kin, commune: string): Household {
  const father = living(son.father, '1961-05-12')
  const mother = living(son.mother, '1964-08-30')
  const wife = { ...bear(nursery, { ethnicity: '01', year: 1992, sex: 'female', familyName: 'Trần' }), fullName: toPrintedName('Trần Ngọc Diễm'), dateOfBirth: '1992-11-17' }
  giveParents(nursery, wife)
  join(son, wife)
  const children = [['Vũ Gia Bảo', 'male', '2017-01-09'], ['Vũ Ngọc Minh Châu', 'female', '2021-06-01']] as const
  return home(nursery, communeOf(commune), [
    { kin: father, relation: 'head' },
    { kin: mother, relation: 'spouse' },
    { kin: son, relation: 'child' },
    { kin: wife, relation: 'child-in-law' },
    ...children.map(([name, sex, dateOfBirth]) => ({
      kin: { ...bear(nursery, { ethnicity: '01', year: Number(dateOfBirth.slice(0, 4)), sex, familyName: 'Vũ' }), fullName: toPrintedName(name), dateOfBirth, father: son, mother: wife },
      relation: 'grandchild' as const,
    })),
  ])

  function living(parent: Kin | null, dateOfBirth: string): Kin {
    if (parent === null) throw new Error('a story person has parents')
    return Object.assign(parent, { dateOfBirth, dateOfDeath: null, maritalStatus: 'married', personalId: nursery.ids.issue(parent.sex, Number(dateOfBirth.slice(0, 4))) })
  }
}

/** What breaks forms: one-word names, a spouse without a number, parents long dead, a birth year alone. */
function hardCases(nursery: Nursery): Household[] {
  const alone = (name: string, details: { ethnicity: string, year: number, sex: Kin['sex'], commune: string }) => {
    const kin = { ...bear(nursery, { ...details, familyName: name.split(' ')[0] ?? name }), fullName: toPrintedName(name) }
    giveParents(nursery, kin)
    return { kin, household: home(nursery, communeOf(details.commune), [{ kin, relation: 'head' }]) }
  }
  const oneWord = alone('Hiêng', { ethnicity: '14', year: 1985, sex: 'male', commune: '24235' })
  const abroad = alone('Mai Thị Hồng Nhung', { ethnicity: '01', year: 1989, sex: 'female', commune: '26743' })
  const husband: Kin = { ...bear(nursery, { ethnicity: '55', year: 1986, sex: 'male' }), personalId: null, fullName: 'JEAN-PIERRE O’CONNOR', nationality: 'FR', ethnicity: '55' }
  join(abroad.kin, husband)
  const orphan = alone('Phan Văn Bé Tư', { ethnicity: '01', year: 1950, sex: 'male', commune: '29110' })
  for (const parent of [orphan.kin.father, orphan.kin.mother]) if (parent !== null) bury(nursery.random, parent)
  return [oneWord.household, abroad.household, orphan.household]
}
