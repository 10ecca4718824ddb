import type { Condition, FormField, ProcedureDefinition } from '../../../../shared/forms/definition.ts'
import type { LintFinding } from './finding.ts'
import { answerable, canHold, shownFields, type Answerable } from './reachability.ts'

/** Fields, papers and parts of templates that no answers ever show, and conditions that wait for what never comes. */
export function conditionFindings(definition: ProcedureDefinition, form: Answerable, codes: (list: string) => readonly string[] | null): LintFinding[] {
  return [
    ...definition.sections.flatMap(section => section.visibleIf === undefined || canHold([section.visibleIf], form) ? [] : [unreachable(section.id, 'section')]),
    ...shownFields(definition).flatMap(({ field, shown }) => fieldFindings(field, shown, form)),
    ...definition.sections.flatMap(({ fields }) => fields).filter(({ kind }) => kind === 'repeat').flatMap(repeat => rowFindings(repeat, codes)),
    ...definition.attachments.flatMap(slot => [
      ...(slot.visibleIf === undefined || canHold([slot.visibleIf], form) ? [] : [unreachable(slot.id, 'attachment')]),
      ...[slot.visibleIf, slot.required].flatMap(condition => unbound(condition, slot.id, form)),
    ]),
  ]
}

function fieldFindings(field: FormField, shown: readonly Condition[], form: Answerable): LintFinding[] {
  const reachable = shown.length === 0 || canHold(shown, form)
  return [
    ...(reachable ? [] : [unreachable(field.id, 'field')]),
    ...[...shown, field.required, ...(field.template ?? []).map(({ when }) => when)].flatMap(condition => unbound(condition, field.id, form)),
    ...(reachable ? (field.template ?? []).filter(({ when }) => when !== undefined && !canHold([...shown, when], form)).map((_, index) => unreachable(field.id, `part ${index + 1} of the template`)) : []),
  ]
}

/** Conditions inside rows address their row. */
function rowFindings(repeat: FormField, codes: (list: string) => readonly string[] | null): LintFinding[] {
  const rows = (repeat.fields ?? []).map(field => ({ field, shown: field.visibleIf === undefined ? [] : [field.visibleIf] }))
  const row = answerable(rows, codes)
  return rows.flatMap(({ field, shown }) => fieldFindings(field, shown, row)).map(finding => ({ ...finding, at: `${repeat.id}.${finding.at}` }))
}

/** A condition that compares with a value which its field never has; a path that is no answer is refused at loading already. */
function unbound(condition: FormField['required'], at: string, form: Answerable): LintFinding[] {
  if (typeof condition !== 'object') return []
  return leavesOf(condition).flatMap((leaf): LintFinding[] => {
    const values = 'is' in leaf ? [leaf.is] : 'in' in leaf ? leaf.in : []
    const known = form.values(leaf.path)
    const strange = known === null ? [] : values.filter(value => !known.includes(value))
    return strange.map(value => ({ rule: 'condition-unbound', at, detail: `${leaf.path} is never ${JSON.stringify(value)}` }))
  })
}

type Leaf = Extract<Condition, { path: string }>

function leavesOf(condition: Condition): Leaf[] {
  if ('all' in condition) return condition.all.flatMap(leavesOf)
  if ('any' in condition) return condition.any.flatMap(leavesOf)
  return 'not' in condition ? leavesOf(condition.not) : [condition]
}

const unreachable = (at: string, what: string): LintFinding => ({ rule: 'unreachable', at, detail: `no answers show this ${what}` })
