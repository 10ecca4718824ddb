/** `yyyy`, `yyyy-mm` or `yyyy-mm-dd`: a birth year alone is a legal value. */
export type PartialDate = string

export interface Address { province: string, commune: string, detail: string }

/** Another person as a record mentions them; without a personal id when they have none (foreigners) or it is not known. */
export interface Relative {
  fullName: string
  personalId: string | null
  dateOfBirth: PartialDate
  /** ISO 3166-1 alpha-2 */
  nationality: string
  /** Set when the relative has died. */
  dateOfDeath?: string
}

/** To the head of household. */
export type HouseholdRelation = 'head' | 'spouse' | 'child' | 'father' | 'mother' | 'parent-in-law' | 'child-in-law' | 'grandchild' | 'other'

export interface HouseholdMember { fullName: string, personalId: string, dateOfBirth: PartialDate, sex: 'male' | 'female', relation: HouseholdRelation }

export interface IdentityCard { number: string, issuedOn: string, issuedBy: string, expiresOn: string | null }

/** What the population registry knows of one person: the items of Law 26/2023/QH15, Art. 9 that procedures ask for. */
export interface PopulationRecord {
  recordId: string
  updatedAt: string
  personalId: string
  fullName: string
  otherName: string | null
  dateOfBirth: PartialDate
  sex: 'male' | 'female'
  /** Code of the GSO list, e.g. "01" Kinh. */
  ethnicity: string
  religion: string
  nationality: string
  placeOfBirth: Address
  placeOfBirthRegistration: Address
  hometown: Address
  permanentAddress: Address
  temporaryAddress: Address | null
  currentAddress: Address
  maritalStatus: 'single' | 'married' | 'divorced' | 'widowed'
  identityCard: IdentityCard | null
  head: { fullName: string, personalId: string, relation: HouseholdRelation }
  household: HouseholdMember[]
  father: Relative | null
  mother: Relative | null
  spouse: Relative | null
  phone: string | null
  email: string | null
}

export type PopulationAttribute = Exclude<keyof PopulationRecord, 'recordId' | 'updatedAt'>
