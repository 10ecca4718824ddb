import type { Answer, Answers, FormField, ProcedureDefinition } from './definition.ts'
import { isEmpty } from './conditions.ts'
import { isPartialDate } from './dates.ts'
import { rulesOf } from './fields/index.ts'
import { allFields } from './form.ts'

/** A tree of posted names; a Map, so that no name can reach a prototype. */
type PostedTree = Map<string, PostedTree | string>

/** More levels than any form has are noise. */
const deepest = 5

/**
 * Reads `answers.<path>` names of a form post (`answers.newAddress.commune`, `answers.members.0.fullName`,
 * `answers.dateOfBirth.year`) into answers. Of a name that comes twice the last counts (a hidden "false" before a box).
 * Only fields that were posted appear, an emptied one as null, so that the result can be merged into a draft.
 */
export function parseAnswers(entries: Iterable<readonly [string, string]>, definition: ProcedureDefinition): Answers {
  const tree: PostedTree = new Map()
  for (const [name, value] of entries) {
    const [root, ...path] = name.split('.')
    if (root === 'answers' && path.length > 0 && path.length <= deepest) plant(tree, path, value)
  }
  return pick(definition, Object.fromEntries([...tree].map(([id, value]) => [id, toPlain(value)])))
}

/** Canonical answers out of untrusted JSON: known fields only, each through the rules of its kind; null clears. */
export function readAnswers(raw: unknown, definition: ProcedureDefinition): Answers {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? pick(definition, raw as Record<string, unknown>) : {}
}

/** `patch` over `current`; null removes. */
export function mergeAnswers(current: Answers, patch: Answers): Answers {
  return Object.fromEntries(Object.entries({ ...current, ...patch }).filter(([, answer]) => !isEmpty(answer)))
}

/** The names and values of a form that shows these answers: the reverse of `parseAnswers`. */
export function toFormEntries(answers: Answers, definition: ProcedureDefinition): [string, string][] {
  return allFields(definition).flatMap(field => entriesOf(field, answers[field.id] ?? null, `answers.${field.id}`))
}

function entriesOf(field: FormField, answer: Answer, name: string): [string, string][] {
  if (isEmpty(answer) || field.kind === 'composed' || field.kind === 'agency') return []
  if (Array.isArray(answer)) return answer.flatMap((row, index) => (field.fields ?? []).flatMap(inner => entriesOf(inner, row[inner.id] ?? null, `${name}.${index}.${inner.id}`)))
  if ((field.kind === 'date' || field.kind === 'partial-date') && isPartialDate(answer)) {
    const [year = '', month = '', day = ''] = answer.split('-')
    return [[`${name}.day`, day], [`${name}.month`, month], [`${name}.year`, year]]
  }
  if (typeof answer === 'object' && answer !== null) return Object.entries(answer).map(([part, value]) => [`${name}.${part}`, String(value)])
  return [[name, typeof answer === 'number' ? String(answer).replace('.', ',') : String(answer)]]
}

function pick(definition: ProcedureDefinition, given: Record<string, unknown>): Answers {
  return Object.fromEntries(allFields(definition)
    .filter(field => Object.hasOwn(given, field.id) && field.kind !== 'composed' && field.kind !== 'agency')
    .map(field => [field.id, rulesOf(field).normalise(given[field.id], field)]))
}

function plant(tree: PostedTree, [key = '', ...rest]: string[], value: string): void {
  if (rest.length === 0) {
    tree.set(key, value)
    return
  }
  const below = tree.get(key)
  const next: PostedTree = below instanceof Map ? below : new Map()
  tree.set(key, next)
  plant(next, rest, value)
}

function toPlain(value: PostedTree | string): unknown {
  if (typeof value === 'string') return value
  return Object.fromEntries([...value].map(([key, inner]) => [key, toPlain(inner)]))
}
