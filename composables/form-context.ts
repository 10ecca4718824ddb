import type { InjectionKey } from 'vue'
import type { FieldState } from '#shared/api/drafts.ts'
import type { Answer, CodeOption, FieldProblem, FormField } from '#shared/forms/definition.ts'
import type { Labels } from '#shared/forms/labels.ts'

/** What the fields of a form share. */
export interface FormContext {
  labels: Ref<Labels>
  provinces: Ref<readonly CodeOption[]>
  communes(province: string): readonly CodeOption[] | undefined
  loadCommunes(province: string): Promise<void>
  /** By field id: registry values. */
  states: Ref<Record<string, FieldState>>
  /** Problems to show now. */
  problems: Ref<readonly FieldProblem[]>
  agency: Ref<string | null>
  isRequired(field: FormField): boolean
  /** Where a plain post leads back to this page, with one more row of `list`. */
  oneMore(list: string): string
  /** The list that shall show one more empty row (scripts off). */
  growing: Ref<string | null>
}

export const formContextKey: InjectionKey<FormContext> = Symbol('form')

export function useFormContext(): FormContext {
  const context = inject(formContextKey)
  if (context === undefined) throw new Error('A field stands outside a form')
  return context
}

/** What every kind of field gets from its frame. */
export interface FieldProps {
  field: FormField
  /** `members.0.fullName`; the posted name is `answers.` + path. */
  path: string
  modelValue: Answer
  invalid: boolean
  describedBy: string | undefined
}

/** Declared by every kind, those that only dress another one too: a listener for a declared model does not fall through (Vue's rule). */
export interface FieldEmits { 'update:modelValue': [value: Answer] }

export const idOf = (path: string): string => `f-${path.replaceAll('.', '-')}`
