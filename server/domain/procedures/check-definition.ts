import type { Condition, FormField, ProcedureDefinition } from '../../../shared/forms/definition.ts'
import { pathsOf } from '../../../shared/forms/conditions.ts'
import { allFields } from '../../../shared/forms/form.ts'

export interface KnownNames {
  /** Code lists of the catalogues. */
  hasCodeList(id: string): boolean
  /** Attributes of each registry that a binding may name; undefined leaves that registry unchecked. */
  attributes?: Readonly<Record<string, readonly string[]>>
}

/** What a definition says that cannot be meant: names of nothing, things double, kinds without what they need. Empty when sound. */
export function definitionFaults(definition: ProcedureDefinition, folder: string, known: KnownNames): string[] {
  const fields = allFields(definition)
  const conditions = conditionsOf(definition)
  return [
    ...(definition.slug === folder ? [] : [`slug ${definition.slug} differs from its folder`]),
    ...repeated([...fields.map(field => field.id), ...definition.sections.map(section => `section:${section.id}`), ...definition.attachments.map(slot => `attachment:${slot.id}`)]).map(name => `${name} is defined twice`),
    ...fields.flatMap(field => fieldFaults(field, known)),
    ...conditions.flatMap(pathsOf).filter(path => !isAddressable(path, fields)).map(path => `a condition addresses ${path}, which is no answer`),
    ...fields.flatMap(field => Object.values(field.binding?.keys ?? {}).filter(path => !isAddressable(path, fields)).map(path => `${field.id}: the registry is asked by ${path}, which is no answer`)),
    ...definition.agency.by.filter(path => fields.find(field => field.id === path)?.kind !== 'address').map(path => `agency.by ${path} is no address field`),
    ...fields.flatMap(field => placeholders(field).filter(path => !isAddressable(path.replace(/\.length$/, ''), fields)).map(path => `${field.id}: the template names ${path}, which is no answer`)),
    ...overlaps(definition.codes, 'codes'), ...overlaps(definition.processing, 'processing'),
    ...definition.fees.flatMap((fee, index) => overlaps(definition.fees.filter((other, at) => at >= index && other.id === fee.id), `fees.${fee.id}`)),
  ]
}

function fieldFaults(field: FormField, known: KnownNames): string[] {
  const faults: string[] = []
  const need = (holds: boolean, what: string) => {
    if (!holds) faults.push(`${field.id}: ${what}`)
  }
  need(field.kind !== 'code' || (field.options !== undefined) !== (field.codeList !== undefined), 'a code needs either options or codeList')
  need(field.codeList === undefined || known.hasCodeList(field.codeList), `no catalogue ${field.codeList}`)
  need((field.kind === 'repeat') === (field.fields !== undefined), 'fields belong to repeat, and only there')
  need((field.kind === 'composed') === (field.template !== undefined), 'template belongs to composed, and only there')
  need(!(field.fields ?? []).some(inner => inner.kind === 'repeat' || inner.kind === 'composed' || inner.binding !== undefined), 'rows hold plain fields')
  if (field.binding !== undefined) {
    const attributes = known.attributes?.[field.binding.registry]
    need(attributes === undefined || attributes.includes(field.binding.attribute.split('.')[0] ?? ''), `registry ${field.binding.registry} has no attribute ${field.binding.attribute}`)
    need(!(field.binding.locked && field.binding.overridable === true), 'a locked binding cannot be overridable')
    need(!(field.binding.locked && field.binding.suggest === true), 'a suggestion cannot be locked')
  }
  for (const inner of field.fields ?? []) {
    faults.push(...fieldFaults(inner, known))
    const paths = [inner.visibleIf, inner.required].filter(isCondition).flatMap(pathsOf)
    need(paths.every(path => isAddressable(path, field.fields ?? [])), `a condition of ${inner.id} addresses something outside its row`)
  }
  return faults
}

function conditionsOf({ sections, attachments }: ProcedureDefinition): Condition[] {
  return [
    ...sections.map(section => section.visibleIf),
    ...sections.flatMap(section => section.fields.flatMap(field => [field.visibleIf, field.required, ...(field.template ?? []).map(part => part.when)])),
    ...attachments.flatMap(slot => [slot.visibleIf, slot.required]),
  ].filter(isCondition)
}

const isCondition = (value: unknown): value is Condition => typeof value === 'object' && value !== null

function isAddressable(path: string, fields: FormField[]): boolean {
  const [id = '', part] = path.split('.')
  const field = fields.find(one => one.id === id)
  if (field === undefined) return false
  return part === undefined || (field.kind === 'address' && ['province', 'commune', 'detail'].includes(part))
}

const placeholders = ({ template = [] }: FormField): string[] => template.flatMap(({ text }) => [...text.matchAll(/\{([^}]+)\}/g)].map(match => match[1] ?? ''))

const repeated = (names: string[]): string[] => names.filter((name, index) => names.indexOf(name) !== index)

/** Two facts of one kind in force on one day would leave the choice to chance. */
function overlaps(facts: readonly { effectiveFrom: string, effectiveTo?: string }[], what: string): string[] {
  const sorted = [...facts].sort((a, b) => a.effectiveFrom < b.effectiveFrom ? -1 : 1)
  return sorted.slice(1).filter((fact, index) => (sorted[index]?.effectiveTo ?? '9999') >= fact.effectiveFrom).map(fact => `${what}: two facts are in force on ${fact.effectiveFrom}`)
}
