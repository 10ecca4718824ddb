import { dayInVietnam, type Day } from '../../../shared/forms/dates.ts'
import type { Answers, ProcedureDefinition } from '../../../shared/forms/definition.ts'
import { allFields, visibleSections } from '../../../shared/forms/form.ts'
import type { Labels } from '../../../shared/forms/labels.ts'
import { askRegistries, type BoundField } from './ask-registries.ts'
import { compareFacts } from './compare-facts.ts'
import type { Facts } from './fact.ts'
import { guardRegistry } from './guard-registry.ts'
import type { LookupLog, PersonRegistry } from './ports.ts'
import type { Prefill, PrefillInput } from './prefill.ts'
import { accountFact, registryFact } from './read-facts.ts'

export interface PrefillDeps {
  /** Connected registries by id. */
  registries?: Readonly<Record<string, PersonRegistry>>
  /** The population registry alone; the same as `registries: { population }`. */
  population?: PersonRegistry
  now: () => Date
  labels: Labels
  /** The access ledger. */
  log?: LookupLog
}

export function createPrefill({ registries = {}, population, now, labels, log }: PrefillDeps): Prefill {
  const connected = Object.fromEntries(Object.entries({ ...registries, ...(population === undefined ? {} : { population }) })
    .map(([id, registry]) => [id, guardRegistry(id, registry, { now, ...(log === undefined ? {} : { log }) })]))

  const collect = async (input: PrefillInput): Promise<Facts> => {
    const fields = boundFields(input.definition)
    const outcomes = await askRegistries(fields.filter(({ binding }) => binding.registry !== 'account'), connected, input)
    const context = { account: input.account, labels, today: dayInVietnam(now()) }
    return Object.fromEntries(fields.map(field => [field.id, field.binding.registry === 'account'
      ? accountFact(field, input.account, now())
      : registryFact(field, outcomes.get(field.id) ?? { notAsked: true }, { ...context, registry: connected[field.binding.registry] })]))
  }

  return {
    collect,
    rederive: async input => compareFacts({
      fields: visibleBoundFields(input.definition, input.answers, dayInVietnam(now())), fresh: await collect(input), earlier: input.facts, answers: input.answers,
    }),
  }
}

const boundFields = (definition: ProcedureDefinition): BoundField[] => allFields(definition).filter((field): field is BoundField => field.binding !== undefined)

/** Bound fields that these answers show: a locked value of a shown field that is missing was taken out by the client. */
function visibleBoundFields(definition: ProcedureDefinition, answers: Answers, today: Day): BoundField[] {
  const shown = new Set(visibleSections(definition, answers, today).flatMap(section => section.fields.map(field => field.id)))
  return boundFields(definition).filter(field => shown.has(field.id))
}
