import { z } from 'zod'
import { isDay } from '../../../shared/forms/dates.ts'
import type { Condition, FormField, ProcedureDefinition } from '../../../shared/forms/definition.ts'
import { fieldKinds } from '../../../shared/forms/fields/index.ts'

/** The shape of `definition.json`; what its parts mean is told in `shared/forms/definition.ts`. */
const day = z.string().refine(isDay, 'not a day (YYYY-MM-DD)')
export const localized = z.strictObject({ vi: z.string().trim().min(1), en: z.string().trim().min(1) })
const dated = { effectiveFrom: day, effectiveTo: day.optional(), source: z.string().min(3), certainty: z.enum(['source', 'memory', 'unsure']).optional() }
const id = z.string().regex(/^[a-z][A-Za-z0-9]{1,40}$/, 'ids are camelCase')
const slug = z.string().regex(/^[a-z][a-z0-9-]{2,60}$/, 'slugs are kebab-case')
const scalar = z.union([z.string(), z.number(), z.boolean()])
const path = z.string().regex(/^[A-Za-z0-9.]+$/)

const condition: z.ZodType<Condition> = z.lazy(() => z.union([
  z.strictObject({ path, is: scalar }),
  z.strictObject({ path, in: z.array(scalar).min(1) }),
  z.strictObject({ path, filled: z.boolean() }),
  z.strictObject({ path, ageBelow: z.int().positive() }),
  z.strictObject({ all: z.array(condition).min(1) }),
  z.strictObject({ any: z.array(condition).min(1) }),
  z.strictObject({ not: condition }),
]))

const binding = z.strictObject({
  registry: z.string().regex(/^[a-z][a-z0-9-]{1,40}$/), attribute: z.string().min(1), keys: z.record(z.string().regex(/^(organisation|bank|account)$/), path).optional(),
  locked: z.boolean(), onOutage: z.enum(['declare', 'wait']),
  overridable: z.boolean().optional(), suggest: z.boolean().optional(),
})

const field: z.ZodType<FormField> = z.lazy(() => z.strictObject({
  id, kind: z.enum(fieldKinds), label: localized, hint: localized.optional(), item: z.string().optional(), source: z.string().optional(),
  required: z.union([z.boolean(), condition]).optional(), visibleIf: condition.optional(), binding: binding.optional(),
  minLength: z.int().positive().optional(), maxLength: z.int().positive().optional(), min: z.number().optional(), max: z.number().optional(),
  precision: z.enum(['day', 'month', 'year']).optional(), when: z.enum(['past', 'future']).optional(),
  options: z.array(z.strictObject({ code: z.string(), label: localized })).min(2).optional(), codeList: z.string().optional(), widget: z.enum(['radio', 'list']).optional(),
  fields: z.array(field).min(1).optional(), minItems: z.int().min(0).optional(), maxItems: z.int().min(1).max(200).optional(), itemLabel: localized.optional(),
  template: z.array(z.strictObject({ when: condition.optional(), text: z.string().min(1) })).min(1).optional(),
}))

const section = z.strictObject({ id, title: localized, intro: localized.optional(), visibleIf: condition.optional(), fields: z.array(field).min(1) })

const attachment = z.strictObject({
  id, title: localized, hint: localized.optional(), required: z.union([z.boolean(), condition]).optional(), visibleIf: condition.optional(),
  accept: z.array(z.enum(['application/pdf', 'image/jpeg', 'image/png'])).min(1), maxFiles: z.int().min(1).max(20), maxSize: z.int().positive().max(50_000_000),
})

const exception = z.strictObject({
  of: path, registry: z.string(), reason: localized, decree: z.string().min(3), article: z.string().min(1), effectiveFrom: day, effectiveTo: day,
})

export const definitionSchema: z.ZodType<ProcedureDefinition> = z.strictObject({
  slug, revision: z.string().min(4), codes: z.array(z.strictObject({ ...dated, code: z.string().regex(/^\d\.\d{6}$/) })).min(1),
  title: localized, outcome: localized, needed: z.array(localized), searchTerms: z.array(z.string()), lifeEvents: z.array(z.string()).min(1), sector: z.string(),
  agency: z.strictObject({ kind: z.enum(['commune-police', 'commune-committee', 'province-police']), by: z.array(path).min(1) }),
  assurance: z.enum(['low', 'substantial', 'high']),
  processing: z.array(z.strictObject({ ...dated, value: z.int().positive(), unit: z.enum(['workday', 'day', 'hour']) })).min(1),
  fees: z.array(z.strictObject({ ...dated, id, kind: z.enum(['fee', 'charge']), title: localized, online: z.int().min(0), inPerson: z.int().min(0) })),
  legalBasis: z.array(z.strictObject({ ...dated, title: localized })).min(1),
  sections: z.array(section).min(1), attachments: z.array(attachment), exceptions: z.array(exception).optional(),
  form: z.strictObject({ code: z.string(), title: localized, layout: z.string() }),
  result: z.strictObject({ title: localized, layout: z.string(), validFor: localized.optional() }),
})
