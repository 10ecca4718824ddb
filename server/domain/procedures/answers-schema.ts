import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import type { Answers, Condition, FormField, ProcedureDefinition } from '../../../shared/forms/definition.ts'
import type { Day } from '../../../shared/forms/dates.ts'
import { allFields } from '../../../shared/forms/form.ts'
import type { Labels } from '../../../shared/forms/labels.ts'

/**
 * The second, independent wall at submission: a JSON Schema (2020-12) made from the definition and judged by ajv. It holds
 * for complete answers (hidden fields stripped, composed texts made) and says the same as `shared/forms/validate.ts`,
 * which a property test proves.
 */
export type JsonSchema = { [keyword: string]: unknown } | boolean

const noControl = '^[^\\p{Cc}\\p{Co}\\p{Cn}\\p{Cs}]*$'
const emailPattern = '^(?=.{1,254}$)[A-Za-z0-9!#$%&\'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&\'*+/=?^_`{|}~-]+)*@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z]{2,63}$'

export function answersSchema(definition: ProcedureDefinition, { today, labels }: { today: Day, labels: Labels }): JsonSchema {
  const fields = definition.sections.flatMap(section => section.fields.map(field => ({ field, visibleIf: both(section.visibleIf, field.visibleIf) })))
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    ...objectSchema(fields, { today, labels }),
    required: allFields(definition).filter(field => field.kind === 'composed' && field.required === true && field.visibleIf === undefined).map(field => field.id),
  }
}

type Visible = { field: FormField, visibleIf: Condition | undefined }
type Context = { today: Day, labels: Labels }

function objectSchema(fields: Visible[], context: Context): { [keyword: string]: unknown } {
  const rules = fields.filter(({ field }) => field.kind !== 'agency').flatMap(({ field, visibleIf }) => {
    const visible = visibleIf === undefined ? true : conditionSchema(visibleIf, context.today)
    const needed = field.kind === 'repeat' && (field.minItems ?? 0) > 0 ? true : typeof field.required === 'object' ? conditionSchema(field.required, context.today) : field.required === true
    return [
      { if: { allOf: [visible, needed] }, then: { required: [field.id] } },
      { if: visible, else: { not: { required: [field.id] } } },
    ]
  })
  return {
    type: 'object',
    properties: Object.fromEntries(fields.filter(({ field }) => field.kind !== 'agency').map(({ field }) => [field.id, valueSchema(field, context)])),
    additionalProperties: false,
    allOf: rules,
  }
}

function valueSchema(field: FormField, context: Context): JsonSchema {
  const text = (most: number, pattern: string): JsonSchema => ({ type: 'string', minLength: Math.max(field.minLength ?? 0, 1), maxLength: field.maxLength ?? most, pattern })
  switch (field.kind) {
    case 'text': return text(500, noControl)
    case 'long-text': return { ...text(2000, noControl) as object, pattern: '^(?:[^\\p{Cc}\\p{Co}\\p{Cn}\\p{Cs}]|\\n)*$' }
    case 'composed': return { type: 'string', minLength: 1 }
    case 'person-name': return text(100, '^[A-Za-z\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u024f\\u1e00-\\u1eff\'\\-. ]+$')
    case 'personal-id': return { type: 'string', pattern: '^\\d{12}$' }
    case 'phone': return { type: 'string', pattern: '^(0[35789]\\d{8}|02\\d{8,9})$' }
    case 'email': return { type: 'string', pattern: emailPattern }
    case 'checkbox': return field.required === true ? { const: true } : { type: 'boolean' }
    case 'number': return { type: 'number', ...(field.min === undefined ? {} : { minimum: field.min }), ...(field.max === undefined ? {} : { maximum: field.max }) }
    case 'date':
    case 'partial-date': return dateSchema(field, context.today)
    case 'code': return { enum: (field.options ?? context.labels.options(field.codeList ?? '') ?? []).map(option => option.code) }
    case 'address': return addressSchema
    case 'repeat': return {
      type: 'array', minItems: Math.max(field.minItems ?? 0, 1), maxItems: field.maxItems ?? 200,
      items: objectSchema((field.fields ?? []).map(inner => ({ field: inner, visibleIf: inner.visibleIf })), context),
    }
    case 'agency': return false
  }
}

const addressSchema: JsonSchema = {
  type: 'object', required: ['province', 'commune', 'detail'], additionalProperties: false, administrativeUnit: true,
  properties: { province: { type: 'string' }, commune: { type: 'string' }, detail: { type: 'string', minLength: 1, maxLength: 200, pattern: noControl } },
}

function dateSchema({ kind, precision, when }: FormField, today: Day): JsonSchema {
  const shortest = kind === 'date' ? 10 : { year: 4, month: 7, day: 10 }[precision ?? 'year']
  return { type: 'string', minLength: shortest, partialDate: true, ...(when === 'past' ? { notAfter: today } : when === 'future' ? { notBefore: today } : {}) }
}

/** A condition over answers as a schema that is valid exactly when it holds. */
function conditionSchema(condition: Condition, today: Day): JsonSchema {
  if ('all' in condition) return { allOf: condition.all.map(one => conditionSchema(one, today)) }
  if ('any' in condition) return { anyOf: condition.any.map(one => conditionSchema(one, today)) }
  if ('not' in condition) return { not: conditionSchema(condition.not, today) }
  const at = (schema: JsonSchema): JsonSchema => condition.path.split('.').reduceRight<JsonSchema>((inner, key) => ({ type: 'object', required: [key], properties: { [key]: inner } }), schema)
  if ('is' in condition) return at({ const: condition.is })
  if ('in' in condition) return at({ enum: condition.in })
  if ('filled' in condition) return condition.filled ? at(true) : { not: at(true) }
  return at({ type: 'string', partialDate: true, bornAfter: `${Number(today.slice(0, 4)) - condition.ageBelow}${today.slice(4)}` })
}

const both = (a: Condition | undefined, b: Condition | undefined): Condition | undefined => a === undefined ? b : b === undefined ? a : { all: [a, b] }

export interface AnswersGate {
  /** What the schema objects to in complete answers (`completeAnswers`): paths and keywords, never values. Empty when they pass. */
  objections(definition: ProcedureDefinition, answers: Answers, today: Day): { path: string, keyword: string }[]
}

/** Compiles each revision once a day; yesterday's are dropped. */
export function createAnswersGate(labels: Labels): AnswersGate {
  const compiled = new Map<string, ValidateFunction<Answers>>()
  let day: Day = ''
  return {
    objections: (definition, answers, today) => {
      if (today !== day) compiled.clear()
      day = today
      const key = `${definition.slug} ${definition.revision}`
      const conforms = compiled.get(key) ?? compileAnswersSchema(definition, { today, labels })
      compiled.set(key, conforms)
      if (conforms(answers)) return []
      return (conforms.errors ?? []).filter(({ keyword }) => keyword !== 'if').map(({ instancePath, keyword, params }) => ({ path: [instancePath.slice(1).replaceAll('/', '.'), String(params.missingProperty ?? '')].filter(part => part !== '').join('.'), keyword }))
    },
  }
}

/** Compiles the schema of a definition. Dates and units are keywords of our own, written apart from `shared/forms`. */
export function compileAnswersSchema(definition: ProcedureDefinition, context: Context): ValidateFunction<Answers> {
  const ajv = new Ajv2020({ allErrors: true, strict: false })
  const isDate = (value: string): boolean => {
    const [, year, month = '01', day = '01'] = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(value) ?? []
    if (year === undefined || Number(year) < 1850 || Number(year) > 2199) return false
    const date = new Date(`${year}-${month}-${day}T00:00:00Z`)
    return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(`${year}-${month}-${day}`)
  }
  ajv.addKeyword({ keyword: 'partialDate', type: 'string', validate: (_: boolean, value: string) => isDate(value) })
  ajv.addKeyword({ keyword: 'notAfter', type: 'string', schemaType: 'string', validate: (limit: string, value: string) => value <= limit.slice(0, value.length) })
  ajv.addKeyword({ keyword: 'notBefore', type: 'string', schemaType: 'string', validate: (limit: string, value: string) => value >= limit.slice(0, value.length) })
  ajv.addKeyword({ keyword: 'bornAfter', type: 'string', schemaType: 'string', validate: (limit: string, value: string) => lastDay(value) > limit })
  ajv.addKeyword({
    keyword: 'administrativeUnit', type: 'object',
    validate: (_: boolean, { province, commune }: { province: string, commune: string }) => context.labels.province(province) != null && context.labels.commune(commune)?.province === province,
  })
  return ajv.compile<Answers>(answersSchema(definition, context) as object)
}

function lastDay(value: string): string {
  const [year = '', month = '12', day] = value.split('-')
  return day === undefined ? new Date(Date.UTC(Number(year), Number(month), 0)).toISOString().slice(0, 10) : value
}
