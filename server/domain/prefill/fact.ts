import type { Answer, Answers, FetchState, Provenance } from '../../../shared/forms/definition.ts'
import type { ProblemCode } from '../../../shared/problem.ts'

/** The value of one bound field with its provenance; kept with the draft, shown to the person, judged at submission. */
export interface Fact {
  field: string
  state: FetchState
  value: Answer
  /** The person may not change it. False as soon as there is nothing to lock. */
  locked: boolean
  /** Offered to the person, not filled in by itself (e.g. household members who may move along). */
  suggested: boolean
  provenance: Provenance | null
  problem: ProblemCode | null
}

/** By field id. */
export type Facts = Record<string, Fact>

/** Answers from facts: what is fetched and not only suggested. */
export function factAnswers(facts: Facts): Answers {
  return Object.fromEntries(Object.values(facts).filter(fact => fact.state === 'fetched' && !fact.suggested).map(fact => [fact.field, fact.value]))
}

/** Provenance by field id for every answer: registry or account where a fact stands unchanged, declared otherwise. */
export function provenanceOf({ answers, facts, at, computed }: { answers: Answers, facts: Facts, at: string, computed: readonly string[] }): Record<string, Provenance> {
  return Object.fromEntries(Object.keys(answers).map((field): [string, Provenance] => {
    const fact = facts[field]
    if (computed.includes(field)) return [field, { origin: 'computed' }]
    const known = fact?.state === 'fetched' ? fact.provenance : null
    if (known !== null && isSameAnswer(fact?.value ?? null, answers[field] ?? null)) return [field, known]
    // A suggestion that was not taken over was never this field's value.
    return [field, { origin: 'declared', at, ...(known?.origin === 'registry' && fact?.suggested !== true ? { instead: known } : {}) }]
  }))
}

/** Structural equality; the order of keys does not count. */
export function isSameAnswer(a: Answer, b: Answer): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1).map(([key, one]) => [key, sorted(one)]))
}
