import { z } from 'zod'
import { isDay, isPartialDate } from '../../../../shared/forms/dates.ts'

/** Attribute ids of the population registry with the shape of each: the items of Law 26/2023/QH15, Art. 9 that forms ask for. */
const partialDate = z.string().refine(isPartialDate)
const day = z.string().refine(isDay)
const personalId = z.string().regex(/^\d{12}$/)
const line = z.string().max(300)
const address = z.object({ province: z.string().regex(/^\d{2}$/), commune: z.string().regex(/^\d{5}$/), detail: line })
const sex = z.enum(['male', 'female'])
const relation = z.string().max(40)
const relative = z.object({ fullName: line, personalId: personalId.nullish(), dateOfBirth: partialDate.nullish(), nationality: z.string().regex(/^[A-Z]{2}$/).nullish() })

const shapes = {
  personalId,
  fullName: line.min(1),
  otherName: line,
  dateOfBirth: partialDate,
  sex,
  ethnicity: z.string().regex(/^\d{2}$/),
  religion: line,
  nationality: z.string().regex(/^[A-Z]{2}$/),
  placeOfBirth: address,
  placeOfBirthRegistration: address,
  hometown: address,
  permanentAddress: address,
  temporaryAddress: address,
  currentAddress: address,
  maritalStatus: z.enum(['single', 'married', 'divorced', 'widowed']),
  identityCard: z.object({ number: line, issuedOn: day, issuedBy: line, expiresOn: day.nullish() }),
  head: z.object({ fullName: line, personalId: personalId.nullish(), relation }),
  household: z.array(z.object({ fullName: line, personalId: personalId.nullish(), dateOfBirth: partialDate, sex, relation })).max(100),
  father: relative,
  mother: relative,
  spouse: relative,
  phone: line,
  email: line,
} as const

export const populationAttributes: readonly string[] = Object.keys(shapes)

/** The answer of `person-lookup`. An attribute may be null: the register has no value. Attributes nobody asked for are dropped. */
export const recordSchema = (asked: readonly string[]) => z.object({
  recordId: z.string().min(1).max(100),
  personalId: z.string(),
  updatedAt: z.string().min(10).max(40),
  attributes: z.object(Object.fromEntries(Object.entries(shapes).filter(([id]) => asked.includes(id)).map(([id, shape]) => [id, shape.nullish()]))),
})
