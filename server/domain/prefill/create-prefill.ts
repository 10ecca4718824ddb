import type { Answer, Answers, Binding, FormField, ProcedureDefinition, Provenance } from '../../../shared/forms/definition.ts'
import type { Day } from '../../../shared/forms/dates.ts'
import { dayInVietnam } from '../../../shared/forms/dates.ts'
import { isEmpty } from '../../../shared/forms/conditions.ts'
import { rulesOf } from '../../../shared/forms/fields/index.ts'
import { allFields, visibleSections } from '../../../shared/forms/form.ts'
import type { Labels } from '../../../shared/forms/labels.ts'
import { withCircuitBreaker } from './circuit-breaker.ts'
import { isSameAnswer, type Fact, type Facts } from './fact.ts'
import { RegistryError, type PersonRecord, type PersonRegistry } from './ports.ts'
import type { Account, Prefill, PrefillInput, Rederivation } from './prefill.ts'

export interface PrefillDeps {
  population: PersonRegistry
  now: () => Date
  labels: Labels
}

type BoundField = FormField & { binding: Binding }

/** What came of asking a registry: a record, or why not. */
type Outcome = { record: PersonRecord } | { error: RegistryError }

export function createPrefill({ population, now, labels }: PrefillDeps): Prefill {
  const registry = withCircuitBreaker(population, { now })

  const collect = async (input: PrefillInput): Promise<{ facts: Facts, outcome: Outcome | null }> => {
    const fields = boundFields(input.definition)
    const outcome = await ask(registry, fields, input)
    const today = dayInVietnam(now())
    const facts = fields.map(field => field.binding.registry === 'account'
      ? accountFact(field, input.account, now())
      : registryFact(field, outcome ?? { error: new RegistryError('registry-unavailable', 'not asked') }, { registry, labels, today }))
    return { facts: Object.fromEntries(facts.map(fact => [fact.field, fact])), outcome }
  }

  return {
    collect: async input => (await collect(input)).facts,
    rederive: async (input) => {
      const { facts: fresh, outcome } = await collect(input)
      return compare({ fields: visibleBoundFields(input.definition, input.answers, dayInVietnam(now())), fresh, earlier: input.facts, answers: input.answers, failure: outcome !== null && 'error' in outcome ? outcome.error : null })
    },
  }
}

const boundFields = (definition: ProcedureDefinition): BoundField[] => allFields(definition).filter((field): field is BoundField => field.binding !== undefined)

/** Bound fields that these answers show: a locked value of a shown field that is missing was taken out by the client. */
function visibleBoundFields(definition: ProcedureDefinition, answers: Answers, today: Day): BoundField[] {
  const shown = new Set(visibleSections(definition, answers, today).flatMap(section => section.fields.map(field => field.id)))
  return boundFields(definition).filter(field => shown.has(field.id))
}

/** One lookup with the attributes that the definition binds, each named once; null when it binds none. */
async function ask(registry: PersonRegistry, fields: BoundField[], { definition, account, issue }: PrefillInput): Promise<Outcome | null> {
  const attributes = [...new Set(fields.filter(({ binding }) => binding.registry === 'population').map(({ binding }) => binding.attribute.split('.')[0] ?? ''))].sort()
  if (attributes.length === 0) return null
  const { personalId, fullName, dateOfBirth } = account
  try {
    const record = await registry.lookup({
      person: { personalId, fullName, dateOfBirth },
      attributes,
      purpose: definition.legalBasis[0]?.title.vi ?? definition.title.vi,
      procedure: definition.codes[0]?.code ?? definition.slug,
      // X-Road asks for the country before the number of the person whose action this is.
      userId: `VN${personalId}`,
      issue,
    })
    return { record }
  }
  catch (error) {
    return { error: error instanceof RegistryError ? error : new RegistryError('registry-unavailable', 'the lookup failed', { cause: error }) }
  }
}

function accountFact(field: BoundField, account: Account, at: Date): Fact {
  const values: Record<string, string | null> = { personalId: account.personalId, fullName: account.fullName, dateOfBirth: account.dateOfBirth, phone: account.phone, email: account.email }
  const value = rulesOf(field).normalise(values[field.binding.attribute] ?? null, field)
  return toFact(field, value, { origin: 'account', at: at.toISOString(), issuer: account.issuer })
}

function registryFact(field: BoundField, outcome: Outcome, { registry, labels, today }: { registry: PersonRegistry, labels: Labels, today: Day }): Fact {
  if ('error' in outcome) return { ...noFact(field), state: outcome.error.retryable ? 'failed-retryable' : 'failed', problem: outcome.error.code }
  const { record } = outcome
  const value = rulesOf(field).normalise(withoutNulls(partOf(record.attributes, field.binding.attribute)), field)
  const faults = isEmpty(value) ? [] : rulesOf(field).check(value, field, { today, labels })
  // A code that no list knows must not be shown as if it meant something. A suggestion may be incomplete: the person completes it.
  if (faults.length > 0 && field.binding.suggest !== true) return { ...noFact(field), state: 'failed', problem: 'registry-answer-invalid' }
  return toFact(field, value, {
    origin: 'registry',
    registry: field.binding.registry,
    registryTitle: registry.title,
    attribute: field.binding.attribute,
    recordId: record.recordId,
    fetchedAt: record.fetchedAt,
    requestId: record.requestId,
    requestHash: record.requestHash,
  })
}

function toFact(field: BoundField, value: Answer, provenance: Provenance): Fact {
  if (isEmpty(value)) return { ...noFact(field), state: 'absent' }
  return { ...noFact(field), state: 'fetched', value, locked: field.binding.locked, provenance }
}

const noFact = (field: BoundField): Fact => ({ field: field.id, state: 'idle', value: null, locked: false, suggested: field.binding.suggest === true, provenance: null, problem: null })

function partOf(attributes: Record<string, unknown>, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : null, attributes)
}

/** Registries write null where they know nothing; forms leave the key out. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== null).map(([key, one]) => [key, withoutNulls(one)]))
}

function compare({ fields, fresh, earlier, answers, failure }: { fields: BoundField[], fresh: Facts, earlier: Facts, answers: Answers, failure: RegistryError | null }): Rederivation {
  const locked = fields.filter(({ id }) => earlier[id]?.locked === true)
  const altered = locked.filter(({ id }) => !isSameAnswer(earlier[id]?.value ?? null, answers[id] ?? null)).map(({ id }) => id)
  // What was fetched before stands while the registry is silent, if its binding may be declared at all.
  const facts = Object.fromEntries([...new Set([...Object.keys(earlier), ...Object.keys(fresh)])].map((id) => {
    const [now, then] = [fresh[id], earlier[id]]
    const keep = then !== undefined && (now === undefined || now.state.startsWith('failed'))
    return [id, keep ? then : now]
  }).filter((pair): pair is [string, Fact] => pair[1] !== undefined))
  const outdated = fields.filter(({ id }) => !altered.includes(id)).filter(({ id }) => {
    const now = fresh[id]
    if (now === undefined || now.state.startsWith('failed')) return false
    // Locked then: is it still so? Locked only now (the registry was silent before): is what was declared, if anything, the same?
    return earlier[id]?.locked === true ? !isSameAnswer(now.value, earlier[id].value) : now.locked && Object.hasOwn(answers, id) && !isSameAnswer(now.value, answers[id] ?? null)
  }).map(({ id }) => id)
  const waits = failure !== null && fields.some(({ binding }) => binding.registry === 'population' && binding.onOutage === 'wait')
  const fatal = failure !== null && !failure.retryable && failure.code !== 'registry-answer-invalid'
  return { facts, altered, outdated, problem: failure !== null && (waits || fatal) ? failure.code : null }
}
