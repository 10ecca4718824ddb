import type { AnswerScalar, Condition, FormField, ProcedureDefinition } from '../../../../shared/forms/definition.ts'

/**
 * Whether any answers make a condition hold. Each path may have: nothing, one of its field's options, the values that
 * conditions name, or something else. An answer exists only where its own field is shown, so that chains of conditions
 * are followed. Small exact search; when it takes too long the answer is yes.
 */
export interface Answerable {
  /** Conditions under which the field of a path is shown. */
  shown(path: string): Condition[]
  /** Values that the path may have besides nothing; null: any. */
  values(path: string): readonly AnswerScalar[] | null
}

export type Assumption = ReadonlyMap<string, AnswerScalar>

const mostSteps = 20_000

/** A value that no condition names. */
const something = '\u0000something'

export function canHold(conditions: readonly Condition[], form: Answerable, assumed: Assumption = new Map()): boolean {
  let steps = 0
  const solve = (goals: readonly Goal[], chosen: ReadonlyMap<string, Choice>): boolean => {
    const [goal, ...rest] = goals
    if (goal === undefined) return true
    if ((steps += 1) > mostSteps) return true
    const { condition, wanted } = goal
    if ('not' in condition) return solve([{ condition: condition.not, wanted: !wanted }, ...rest], chosen)
    if ('all' in condition || 'any' in condition) {
      const parts = ('all' in condition ? condition.all : condition.any).map(one => ({ condition: one, wanted }))
      return 'all' in condition === wanted ? solve([...parts, ...rest], chosen) : parts.some(part => solve([part, ...rest], chosen))
    }
    const before = chosen.get(condition.path)
    if (before !== undefined) return fits(condition, before) === wanted && solve(rest, chosen)
    return choicesFor(condition, form, assumed).filter(choice => fits(condition, choice) === wanted).some((choice) => {
      // Something is answered only where it is shown.
      const shown = choice === null ? [] : form.shown(condition.path).map(one => ({ condition: one, wanted: true }))
      return solve([...shown, ...rest], new Map(chosen).set(condition.path, choice))
    })
  }
  return solve(conditions.map(condition => ({ condition, wanted: true })), new Map())
}

interface Goal { condition: Condition, wanted: boolean }

/** Null: no answer. Ages are chosen as such. */
type Choice = AnswerScalar | null | { age: number }
type Leaf = Extract<Condition, { path: string }>

function choicesFor(condition: Leaf, form: Answerable, assumed: Assumption): Choice[] {
  const fixed = assumed.get(condition.path)
  if (fixed !== undefined) return [fixed]
  if ('ageBelow' in condition) return [null, { age: condition.ageBelow - 1 }, { age: condition.ageBelow }]
  const values = form.values(condition.path)
  const named = 'is' in condition ? [condition.is] : 'in' in condition ? condition.in : []
  return values === null ? [null, ...named, something] : [null, ...values]
}

function fits(condition: Leaf, choice: Choice): boolean {
  if ('filled' in condition) return (choice !== null) === condition.filled
  if ('ageBelow' in condition) return typeof choice === 'object' && choice !== null && choice.age < condition.ageBelow
  const value = typeof choice === 'object' ? null : choice
  return 'is' in condition ? value === condition.is : condition.in.some(one => one === value)
}

/** The form as answers see it; rows of a repeat are a form of their own. @param codes codes of a catalogue list, null when unknown */
export function answerable(fields: readonly { field: FormField, shown: Condition[] }[], codes: (list: string) => readonly string[] | null): Answerable {
  const byId = new Map(fields.map(entry => [entry.field.id, entry]))
  return {
    shown: path => byId.get(path.split('.')[0] ?? '')?.shown ?? [],
    values: (path) => {
      const field = byId.get(path.split('.')[0] ?? '')?.field
      if (field === undefined || path.includes('.')) return null
      if (field.kind === 'checkbox') return [true, false]
      if (field.kind !== 'code') return null
      return field.options?.map(({ code }) => code) ?? (field.codeList === undefined ? null : codes(field.codeList))
    },
  }
}

/** Every field of the form with the conditions of its section and its own. */
export const shownFields = (definition: Pick<ProcedureDefinition, 'sections'>): { field: FormField, shown: Condition[] }[] =>
  definition.sections.flatMap(section => section.fields.map(field => ({ field, shown: [section.visibleIf, field.visibleIf].filter(one => one !== undefined) })))
