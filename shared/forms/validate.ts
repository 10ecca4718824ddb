import type { Answers, FieldProblem, FormField, ProcedureDefinition } from './definition.ts'
import type { Day } from './dates.ts'
import type { Labels } from './labels.ts'
import { isEmpty } from './conditions.ts'
import { rulesOf, type CheckContext } from './fields/index.ts'
import { completeAnswers, isRequired, visibleSections, visibleSlots } from './form.ts'

export interface ValidateContext {
  today: Day
  labels: Labels
  /** Number of files in each attachment slot; left out when attachments are judged elsewhere. */
  attachments?: Readonly<Record<string, number>>
}

/**
 * Everything that stands between these answers and the document, in form order, attachments last (`attachments.<slot>`).
 * Hidden fields are stripped first: they neither count as missing nor as wrong.
 */
export function validateForm(definition: ProcedureDefinition, given: Answers, context: ValidateContext): FieldProblem[] {
  const answers = completeAnswers(definition, given, context)
  const fields = visibleSections(definition, answers, context.today).flatMap(section => section.fields)
  return [
    ...fields.flatMap(field => validateField(field, answers, context)),
    ...(context.attachments === undefined ? [] : attachmentProblems(definition, answers, { ...context, attachments: context.attachments })),
  ]
}

/** Problems of one field of the form, for checking a page as it is filled. */
export function validateField(field: FormField, answers: Answers, context: CheckContext): FieldProblem[] {
  const answer = answers[field.id] ?? null
  if (isEmpty(answer)) {
    if (field.kind === 'repeat' && (field.minItems ?? 0) > 0) return [{ path: field.id, code: 'too-few-rows', params: { min: field.minItems ?? 1 } }]
    return isRequired(field, answers, context.today) && field.kind !== 'agency' ? [{ path: field.id, code: 'required' }] : []
  }
  return rulesOf(field).check(answer, field, context).map(({ path, ...rest }) => ({ path: path === '' ? field.id : `${field.id}.${path}`, ...rest }))
}

function attachmentProblems(definition: ProcedureDefinition, answers: Answers, { today, attachments }: { today: Day, attachments: Readonly<Record<string, number>> }): FieldProblem[] {
  return visibleSlots(definition, answers, today)
    .filter(slot => isRequired(slot, answers, today) && (attachments[slot.id] ?? 0) === 0)
    .map(slot => ({ path: `attachments.${slot.id}`, code: 'attachment-missing' }))
}
