import { isEmpty } from '../../../shared/forms/conditions.ts'
import type { Answers } from '../../../shared/forms/definition.ts'
import type { BoundField } from './ask-registries.ts'
import { isSameAnswer, type Fact, type Facts } from './fact.ts'
import type { RegistryProblem } from './ports.ts'
import type { Rederivation } from './prefill.ts'

export interface Comparison {
  /** Bound fields that the answers show. */
  fields: readonly BoundField[]
  fresh: Facts
  earlier: Facts
  answers: Answers
}

/** What is filed against what registries say now and said before. */
export function compareFacts({ fields, fresh, earlier, answers }: Comparison): Rederivation {
  const altered = fields.filter(({ id }) => earlier[id]?.locked === true && !isSameAnswer(earlier[id].value, answers[id] ?? null)).map(({ id }) => id)
  const outdated = fields.filter(({ id }) => {
    const now = fresh[id]
    if (altered.includes(id) || !speaks(now)) return false
    // Locked then: is it still so? Locked only now (the registry was silent before): is what was declared, if anything, the same?
    return earlier[id]?.locked === true ? !isSameAnswer(now.value, earlier[id].value) : now.locked && Object.hasOwn(answers, id) && !isSameAnswer(now.value, answers[id] ?? null)
  }).map(({ id }) => id)
  const unverified = fields.filter(({ id, binding }) =>
    binding.suggest !== true && isFailed(fresh[id]) && earlier[id]?.state !== 'fetched' && !isEmpty(answers[id])).map(({ id }) => id)
  return { facts: standing(fresh, earlier), altered, outdated, unverified, problem: problemOf(fields, fresh) }
}

/** What was fetched before stands while the registry is silent. */
function standing(fresh: Facts, earlier: Facts): Facts {
  return Object.fromEntries([...new Set([...Object.keys(earlier), ...Object.keys(fresh)])].map((id) => {
    const [now, then] = [fresh[id], earlier[id]]
    return [id, then !== undefined && !speaks(now) ? then : now]
  }).filter((pair): pair is [string, Fact] => pair[1] !== undefined))
}

/** Why it cannot be filed now: a field that may not be declared has no answer, or a registry speaks of somebody else or knows nobody. */
function problemOf(fields: readonly BoundField[], fresh: Facts): RegistryProblem | null {
  const problems = fields.map(({ id, binding }) => ({ problem: fresh[id]?.problem as RegistryProblem | null ?? null, waits: binding.onOutage === 'wait' && binding.registry !== 'account', silent: !speaks(fresh[id]) }))
  const stop = problems.find(({ problem }) => problem === 'registry-wrong-person' || problem === 'registry-person-unknown')
    ?? problems.find(({ waits, silent }) => waits && silent)
  return stop === undefined ? null : stop.problem ?? 'registry-unavailable'
}

const isFailed = (fact: Fact | undefined): boolean => fact?.state.startsWith('failed') === true

/** The registry was asked and answered. */
const speaks = (fact: Fact | undefined): fact is Fact => fact !== undefined && fact.state !== 'idle' && !isFailed(fact)
