import type { Answer, Answers, AttachmentSlot, FormField, FormSection, ProcedureDefinition } from './definition.ts'
import type { Day } from './dates.ts'
import type { Labels } from './labels.ts'
import { holds, isEmpty, valueAt } from './conditions.ts'
import { rulesOf, type DisplayContext } from './fields/index.ts'

export const allFields = (definition: Pick<ProcedureDefinition, 'sections'>): FormField[] => definition.sections.flatMap(section => section.fields)

export function fieldOf(definition: Pick<ProcedureDefinition, 'sections'>, id: string): FormField | null {
  return allFields(definition).find(field => field.id === id) ?? null
}

/** Sections with the fields that these answers show, in form order; sections without visible fields are left out. */
export function visibleSections(definition: Pick<ProcedureDefinition, 'sections'>, answers: Answers, today: Day): FormSection[] {
  const shown = ({ visibleIf }: Pick<FormSection, 'visibleIf'>) => visibleIf === undefined || holds(visibleIf, answers, today)
  return definition.sections.filter(shown)
    .map(section => ({ ...section, fields: section.fields.filter(shown) }))
    .filter(section => section.fields.length > 0)
}

/** The papers that these answers ask for. */
export function visibleSlots(definition: Pick<ProcedureDefinition, 'attachments'>, answers: Answers, today: Day): AttachmentSlot[] {
  return definition.attachments.filter(({ visibleIf }) => visibleIf === undefined || holds(visibleIf, answers, today))
}

/** Required now: always, or because its condition holds. */
export function isRequired({ required }: { required?: FormField['required'] }, answers: Answers, today: Day): boolean {
  return typeof required === 'object' ? holds(required, answers, today) : required === true
}

/**
 * Answers without those of hidden fields and without empty ones. Hiding one field can hide the next, so this goes on until
 * nothing changes. Rows are stripped by their own conditions.
 */
export function stripHidden(definition: Pick<ProcedureDefinition, 'sections'>, answers: Answers, today: Day): Answers {
  const fields = visibleSections(definition, answers, today).flatMap(section => section.fields)
  const kept = Object.fromEntries(fields
    .filter(field => Object.hasOwn(answers, field.id) && !isEmpty(answers[field.id]))
    .map((field): [string, Answer] => [field.id, stripRows(field, answers[field.id] ?? null, today)]))
  return Object.keys(kept).length < Object.keys(answers).length ? stripHidden(definition, kept, today) : kept
}

function stripRows(field: FormField, answer: Answer, today: Day): Answer {
  if (field.kind !== 'repeat' || !Array.isArray(answer)) return answer
  const section: FormSection = { id: field.id, title: field.label, fields: field.fields ?? [] }
  return answer.map(row => typeof row === 'object' && row !== null ? stripHidden({ sections: [section] }, row, today) : row)
}

/** Answers as the form stands: hidden ones stripped, composed texts made anew. */
export function completeAnswers(definition: Pick<ProcedureDefinition, 'sections'>, answers: Answers, { today, labels }: { today: Day, labels: Labels }): Answers {
  const typed = stripHidden(definition, Object.fromEntries(Object.entries(answers).filter(([id]) => fieldOf(definition, id)?.kind !== 'composed')), today)
  const composed = visibleSections(definition, typed, today).flatMap(section => section.fields)
    .filter(field => field.kind === 'composed')
    .map((field): [string, Answer] => [field.id, compose(definition, field, typed, { today, labels })])
  return { ...typed, ...Object.fromEntries(composed.filter(([, text]) => text !== '')) }
}

/** The text of a `composed` field over these answers, in Vietnamese. */
function compose(definition: Pick<ProcedureDefinition, 'sections'>, field: FormField, answers: Answers, { today, labels }: { today: Day, labels: Labels }): string {
  const fill = (text: string): string => text.replace(/\{([^}]+)\}/g, (_, path: string) => displayAt(definition, answers, path, { locale: 'vi', labels }))
  return (field.template ?? []).filter(({ when }) => when === undefined || holds(when, answers, today)).map(({ text }) => fill(text)).join(' ')
}

/** One answer as a person reads it; '' for none. */
export function displayAnswer(field: FormField, answer: Answer | undefined, context: DisplayContext): string {
  return answer === null || answer === undefined ? '' : rulesOf(field).display(answer, field, context)
}

/** The answer under a path of the form as a person reads it; `<repeat>.length` counts rows, `<address>.commune` names a part. */
export function displayAt(definition: Pick<ProcedureDefinition, 'sections'>, answers: Answers, path: string, context: DisplayContext): string {
  const [id = '', part] = path.split('.')
  const field = fieldOf(definition, id)
  const answer = answers[id] ?? null
  if (field === null) return ''
  if (part === undefined) return displayAnswer(field, answer, context)
  if (part === 'length') return Array.isArray(answer) ? String(answer.length) : '0'
  const value = valueAt(answers, path)
  if (typeof value !== 'string') return ''
  if (part === 'province') return context.labels.province(value)?.[context.locale] ?? value
  return part === 'commune' ? context.labels.commune(value)?.label[context.locale] ?? value : value
}
