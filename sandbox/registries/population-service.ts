import { z } from 'zod'
import type { Population } from '../people/population.ts'
import type { PopulationAttribute, PopulationRecord } from '../people/record.ts'

export const attributes = [
  'personalId', 'fullName', 'otherName', 'dateOfBirth', 'sex', 'ethnicity', 'religion', 'nationality', 'placeOfBirth', 'placeOfBirthRegistration',
  'hometown', 'permanentAddress', 'temporaryAddress', 'currentAddress', 'maritalStatus', 'identityCard', 'head', 'household', 'father', 'mother',
  'spouse', 'phone', 'email',
] as const satisfies readonly PopulationAttribute[]

/** A lookup, not a search: who asks must already know number, name and birth date, and say for whom and why. */
const lookupSchema = z.strictObject({
  personalId: z.string().regex(/^\d{12}$/),
  fullName: z.string().min(1).max(200),
  dateOfBirth: z.string().regex(/^\d{4}(-\d{2}(-\d{2})?)?$/),
  attributes: z.array(z.enum(attributes)).min(1).max(attributes.length),
  purpose: z.string().trim().min(1).max(500),
  procedure: z.string().trim().min(1).max(100),
})

export type Lookup = z.infer<typeof lookupSchema>

export interface LookupAnswer { recordId: string, personalId: string, updatedAt: string, attributes: Partial<Record<PopulationAttribute, unknown>> }

/** The request, or the paths of what is wrong with it. */
export function parseLookup(body: Record<string, unknown> | null): { lookup: Lookup } | { faults: string[] } {
  const parsed = lookupSchema.safeParse(body)
  return parsed.success ? { lookup: parsed.data } : { faults: parsed.error.issues.map(({ path, code }) => `${path.join('.')}: ${code}`) }
}

/** The record, when number, name and birth date belong to one person; null otherwise, without saying which differed. */
export function findRecord(population: Population, { personalId, fullName, dateOfBirth }: Lookup): PopulationRecord | null {
  const record = population.find(personalId)?.record
  return record !== undefined && comparable(record.fullName) === comparable(fullName) && record.dateOfBirth === dateOfBirth ? record : null
}

export function answerWith(record: PopulationRecord, wanted: readonly PopulationAttribute[]): LookupAnswer {
  const { recordId, personalId, updatedAt } = record
  return { recordId, personalId, updatedAt, attributes: Object.fromEntries(wanted.map(attribute => [attribute, record[attribute]])) }
}

const comparable = (name: string): string => name.normalize('NFC').toLocaleUpperCase('vi').replace(/\s+/g, ' ').trim()
