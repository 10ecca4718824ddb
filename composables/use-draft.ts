import type { DraftView } from '#shared/api/drafts.ts'
import type { FieldProblem, FormSection } from '#shared/forms/definition.ts'
import { isEmpty } from '#shared/forms/conditions.ts'
import { visibleSections } from '#shared/forms/form.ts'

export interface DraftStep { key: string, title: string, to: string, missing: number, begun: boolean }

/** The draft named in the address, and the steps that lead to its document. */
export async function useDraft() {
  const route = useRoute()
  const localePath = useLocalePath()
  const { t, say } = useWords()
  const today = useToday()

  const id = String(route.params.id)
  const path = `/api/drafts/${encodeURIComponent(id)}`
  const { data: view, refresh } = await useResource<DraftView>(path)

  const home = localePath(`/drafts/${id}`)
  const review = `${home}/review`

  const sections = computed(() => visibleSections(view.value.definition, view.value.answers, today.value))
  const steps = computed<DraftStep[]>(() => [
    ...sections.value.map(section => ({
      key: section.id,
      title: say(section.title),
      to: `${home}/sections/${section.id}`,
      missing: problemsOf(section, view.value.problems).length,
      begun: section.fields.some(field => view.value.fields[field.id] === undefined && !isEmpty(view.value.answers[field.id])),
    })),
    ...(view.value.attachmentSlots.length === 0 && view.value.attachments.length === 0
      ? []
      : [{ key: 'attachments', title: t('draft.attachments'), to: `${home}/attachments`, missing: view.value.problems.filter(({ path }) => path.startsWith('attachments.')).length, begun: view.value.attachments.length > 0 }]),
  ])
  const complete = computed(() => view.value.problems.length === 0)

  function after(key: string): string {
    return steps.value[steps.value.findIndex(step => step.key === key) + 1]?.to ?? review
  }

  return { id, path, view, refresh, home, review, sections, steps, complete, after }
}

/** Problems of the fields of one section. */
export function problemsOf(section: FormSection, problems: readonly FieldProblem[]): FieldProblem[] {
  const ids = new Set(section.fields.map(({ id }) => id))
  return problems.filter(({ path }) => ids.has(path.split('.')[0] ?? ''))
}
