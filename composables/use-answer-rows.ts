import type { DraftView } from '#shared/api/drafts.ts'
import type { Provenance } from '#shared/forms/definition.ts'
import { displayAnswer, visibleSections } from '#shared/forms/form.ts'
import { useLists } from './use-lists'

export interface AnswerRows { id: string, title: string, rows: { id: string, label: string, display: string, provenance: Provenance | null }[] }

/** All answers of a draft as people read them, section by section. */
export async function useAnswerRows(view: Ref<DraftView>) {
  const { say, language } = useWords()
  const today = useToday()
  const { labels } = await useLists(`${view.value.id}-all`, () => view.value.definition.sections.flatMap(({ fields }) => fields), () => [view.value.answers])

  return computed<AnswerRows[]>(() => visibleSections(view.value.definition, view.value.answers, today.value).map(section => ({
    id: section.id,
    title: say(section.title),
    rows: section.fields.map((field) => {
      const state = view.value.fields[field.id] ?? null
      const answer = view.value.answers[field.id]
      const display = field.kind === 'agency'
        ? view.value.agency === null ? '' : say(view.value.agency.title)
        : displayAnswer(field, answer, { locale: language.value, labels: labels.value, answers: view.value.answers, today: today.value })
      return { id: field.id, label: say(field.label), display, provenance: state?.state === 'fetched' && state.suggestion === null ? state.provenance : null }
    }),
  })))
}
