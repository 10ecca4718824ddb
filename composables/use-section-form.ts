import type { DraftView } from '#shared/api/drafts.ts'
import type { Answer, Answers, FieldProblem, FormSection } from '#shared/forms/definition.ts'
import { readAnswers } from '#shared/forms/answers.ts'
import { completeAnswers, isRequired, visibleSections } from '#shared/forms/form.ts'
import { validateField } from '#shared/forms/validate.ts'
import type { FormContext } from './form-context'
import { useAutosave } from './use-autosave'
import { useLists } from './use-lists'

/** What registries know and the page offers. */
const suggestions = ({ fields }: DraftView): Answers => Object.fromEntries(Object.entries(fields).map(([id, { suggestion }]) => [id, suggestion]))

interface SectionForm { section: () => FormSection | undefined, view: Ref<DraftView>, path: string, here: string, growing: Ref<string | null>, checked: boolean }

/** The life of one page of a form: what is typed, what that shows and hides, what is wrong with it, and its saving. */
export async function useSectionForm({ section, view, path, here, growing, checked }: SectionForm) {
  const { say } = useWords()
  const today = useToday()
  const { definition } = view.value
  const all = definition.sections.find(({ id }) => id === section()?.id)?.fields ?? []
  // Before the first wait: what is called after it no longer knows its component.
  const saving = useAutosave(path, view)
  const { labels, provinces, communes, loadCommunes } = await useLists(`${view.value.id}-${section()?.id}`, () => all, () => [view.value.answers, suggestions(view.value)])

  const typed = ref<Answers>({ ...view.value.answers })
  const answers = computed(() => completeAnswers(definition, { ...typed.value, ...readAnswers(typed.value, definition) }, { today: today.value, labels: labels.value }))
  const fields = computed(() => visibleSections(definition, answers.value, today.value).find(({ id }) => id === section()?.id)?.fields ?? [])

  /** Problems are named once the person wanted to go on; from then on they follow the typing. */
  const isChecked = ref(checked)
  const found = computed<FieldProblem[]>(() => fields.value
    .filter(field => view.value.fields[field.id]?.locked !== true)
    .flatMap(field => validateField(field, answers.value, { today: today.value, labels: labels.value })))
  const problems = computed(() => isChecked.value ? found.value : [])

  function change(field: string, answer: Answer): void {
    typed.value = { ...typed.value, [field]: answer }
    saving.change(field, answer)
  }

  /** What a field shows: typed text as typed, composed text as it stands now. */
  const shown = (field: FormSection['fields'][number]): Answer => field.kind === 'composed' ? composed(field.id) : typed.value[field.id] ?? null
  // Names that are not loaded here are the server's to fill in.
  const composed = (id: string): Answer => Object.keys(typed.value).some(key => typed.value[key] !== view.value.answers[key]) && all.some(({ kind }) => kind !== 'composed') ? answers.value[id] ?? null : view.value.answers[id] ?? null

  /** Saves, then says whether one may go on. */
  async function check(): Promise<boolean> {
    isChecked.value = true
    const saved = await saving.flush()
    return saved && found.value.length === 0
  }

  const announcement = ref('')
  watch(() => fields.value.map(({ id }) => id), (now, before) => {
    const added = fields.value.filter(({ id }) => !before.includes(id))
    announcement.value = added.map(({ label }) => say(label)).join(', ')
    void now
  })

  const context: FormContext = {
    labels, provinces, communes, loadCommunes, problems, growing,
    states: computed(() => view.value.fields),
    agency: computed(() => view.value.agency === null ? null : say(view.value.agency.title)),
    isRequired: field => isRequired(field, answers.value, today.value) || (field.minItems ?? 0) > 0,
    oneMore: list => `${here}?more=${encodeURIComponent(list)}`,
  }

  return { context, fields, shown, change, check, problems, announcement, saving }
}
