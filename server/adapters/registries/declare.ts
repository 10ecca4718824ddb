import type { AttributeType, RegistryAttribute, RegistryPaper } from '#domain/procedures'

/** Shorthands of declarations. Titles come Vietnamese first; `names` are what forms also call the same thing. */
export const said = (vi: string, en: string) => ({ vi, en })

type More = Omit<RegistryAttribute, 'title' | 'type'>

export const attribute = (type: AttributeType, [vi, en]: readonly [string, string], more: More = {}): RegistryAttribute => ({ title: { vi, en }, type, ...more })

export const paper = (id: string, [vi, en]: readonly [string, string], names: readonly string[] = []): RegistryPaper => ({ id, title: { vi, en }, names })

/** Somebody else as a record mentions them. */
export const relativeParts = {
  fullName: attribute('person-name', ['Họ và tên', 'Full name']),
  personalId: attribute('personal-id', ['Số định danh cá nhân', 'Personal identification number']),
  dateOfBirth: attribute('partial-date', ['Ngày, tháng, năm sinh', 'Date of birth']),
  nationality: attribute('code', ['Quốc tịch', 'Nationality'], { codeList: 'nationalities' }),
} as const
