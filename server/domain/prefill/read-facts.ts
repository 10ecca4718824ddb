import { isEmpty } from '../../../shared/forms/conditions.ts'
import type { Day } from '../../../shared/forms/dates.ts'
import type { Answer, Provenance } from '../../../shared/forms/definition.ts'
import { rulesOf } from '../../../shared/forms/fields/index.ts'
import type { Labels } from '../../../shared/forms/labels.ts'
import { topOf, type BoundField, type Outcome } from './ask-registries.ts'
import type { Fact } from './fact.ts'
import type { PersonRecord, PersonRegistry } from './ports.ts'
import type { Account } from './prefill.ts'

export function accountFact(field: BoundField, account: Account, at: Date): Fact {
  const values: Record<string, string | null> = { personalId: account.personalId, fullName: account.fullName, dateOfBirth: account.dateOfBirth, phone: account.phone, email: account.email }
  const value = rulesOf(field).normalise(values[field.binding.attribute] ?? null, field)
  return toFact(field, value, { origin: 'account', at: at.toISOString(), issuer: account.issuer, ...assuranceOf(account) })
}

export interface ReadContext { registry: PersonRegistry | undefined, account: Account, labels: Labels, today: Day }

/** What one field makes of what its registry answered. */
export function registryFact(field: BoundField, outcome: Outcome, { registry, account, labels, today }: ReadContext): Fact {
  if ('notAsked' in outcome || registry === undefined) return noFact(field)
  if ('nobody' in outcome) return { ...noFact(field), state: 'absent' }
  if ('error' in outcome) return { ...noFact(field), state: outcome.error.retryable ? 'failed-retryable' : 'failed', problem: outcome.error.code }
  const { record } = outcome
  // Asked for and not answered is not the same as "has none".
  if (!Object.hasOwn(record.attributes, topOf(field))) return { ...noFact(field), state: 'failed-retryable', problem: 'registry-answer-invalid' }
  const value = rulesOf(field).normalise(withoutNulls(partOf(record.attributes, field.binding.attribute)), field)
  const faults = isEmpty(value) ? [] : rulesOf(field).check(value, field, { today, labels })
  // A code that no list knows must not be shown as if it meant something. A suggestion may be incomplete: the person completes it.
  if (faults.length > 0 && field.binding.suggest !== true) return { ...noFact(field), state: 'failed', problem: 'registry-answer-invalid' }
  return toFact(field, value, provenance(field, record, { registry, account }))
}

const provenance = ({ binding }: BoundField, { recordId, fetchedAt, requestId, requestHash }: PersonRecord, { registry, account }: { registry: PersonRegistry, account: Account }): Provenance => ({
  origin: 'registry', registry: binding.registry, registryTitle: registry.title, attribute: binding.attribute, recordId, fetchedAt, requestId, requestHash, ...assuranceOf(account),
})

const assuranceOf = ({ assurance }: Account) => assurance === undefined ? {} : { assurance }

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
