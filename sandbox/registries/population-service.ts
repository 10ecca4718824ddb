import type { PopulationAttribute } from '../people/record.ts'

/** Items of Law 26/2023/QH15, Art. 9, by the names that the service gives them. */
export const attributes = [
  'personalId', 'fullName', 'otherName', 'dateOfBirth', 'sex', 'ethnicity', 'religion', 'nationality', 'placeOfBirth', 'placeOfBirthRegistration',
  'hometown', 'permanentAddress', 'temporaryAddress', 'currentAddress', 'maritalStatus', 'identityCard', 'head', 'household', 'father', 'mother',
  'spouse', 'phone', 'email',
] as const satisfies readonly PopulationAttribute[]
