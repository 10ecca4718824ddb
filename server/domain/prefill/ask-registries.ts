import { isEmpty, valueAt } from '../../../shared/forms/conditions.ts'
import type { Binding, FormField } from '../../../shared/forms/definition.ts'
import { RegistryError, type PersonRecord, type PersonRegistry } from './ports.ts'
import type { PrefillInput } from './prefill.ts'

export type BoundField = FormField & { binding: Binding }

/** What came of a registry: a record; nothing, for it knows nobody and need not; why it failed; or why it was not asked. */
export type Outcome = { record: PersonRecord } | { nobody: true } | { error: RegistryError } | { notAsked: true }

/** Asks every registry that the fields bind, all at once, each once and for no more than is bound. By field id. */
export async function askRegistries(fields: readonly BoundField[], registries: Readonly<Record<string, PersonRegistry>>, input: PrefillInput): Promise<Map<string, Outcome>> {
  const outcomes = new Map<string, Outcome>()
  const questions = new Map<string, { registry: PersonRegistry, keys: Record<string, string>, fields: BoundField[] }>()
  for (const field of fields) {
    const registry = registries[field.binding.registry]
    const keys = registry === undefined ? null : keysFor(field, registry, input)
    const served = registry !== undefined && keys !== null && registry.attributes.includes(topOf(field)) && mayAsk(field.binding.registry, registry, input)
    if (!served) {
      outcomes.set(field.id, { notAsked: true })
      continue
    }
    const question = JSON.stringify([field.binding.registry, keys])
    questions.set(question, { registry, keys, fields: [...questions.get(question)?.fields ?? [], field] })
  }
  await Promise.all([...questions.values()].map(async (question) => {
    const outcome = await ask(question, input)
    for (const field of question.fields) outcomes.set(field.id, outcome)
  }))
  return outcomes
}

export const topOf = ({ binding }: BoundField): string => binding.attribute.split('.')[0] ?? ''

const mayAsk = (id: string, { ground }: PersonRegistry, { consents = [] }: PrefillInput): boolean => ground !== 'consent' || consents.includes(id)

/** The keys of the registry from the answers that the binding names, or the organisation acted for; null while one is missing. */
function keysFor({ binding }: BoundField, { keys = [] }: PersonRegistry, { answers = {}, account }: PrefillInput): Record<string, string> | null {
  const found: Record<string, string> = {}
  for (const key of keys) {
    const path = binding.keys?.[key]
    const value = path !== undefined ? valueAt(answers, path) : key === 'organisation' ? account.organisation ?? null : null
    if (isEmpty(value) || typeof value !== 'string') return null
    found[key] = value
  }
  return found
}

async function ask({ registry, keys, fields }: { registry: PersonRegistry, keys: Record<string, string>, fields: BoundField[] }, { definition, account, issue }: PrefillInput): Promise<Outcome> {
  const { personalId, fullName, dateOfBirth } = account
  try {
    const record = await registry.lookup({
      person: { personalId, fullName, dateOfBirth },
      ...(Object.keys(keys).length === 0 ? {} : { keys }),
      attributes: [...new Set(fields.map(topOf))].sort(),
      purpose: definition.legalBasis[0]?.title.vi ?? definition.title.vi,
      procedure: definition.codes[0]?.code ?? definition.slug,
      // X-Road asks for the country before the number of the person whose action this is.
      userId: `VN${personalId}`,
      issue,
    })
    return { record }
  }
  catch (error) {
    if (error instanceof RegistryError && error.code === 'registry-person-unknown' && registry.holds === 'some') return { nobody: true }
    return { error: error instanceof RegistryError ? error : new RegistryError('registry-unavailable', 'the lookup failed', { cause: error }) }
  }
}
