import type { DraftView } from '#shared/api/drafts.ts'
import type { Answer, Answers } from '#shared/forms/definition.ts'
import type { Problem } from '#shared/problem.ts'
import { useSend } from './use-send'
import { useSession } from './use-session'

/** A pause in typing after which what was typed is saved, in milliseconds. */
const pause = 900

/**
 * Saves what is typed, field by field, one request at a time. Nothing typed is dropped: what could not be saved stays
 * waiting and goes with the next attempt. A version that another device overtook is fetched anew and these answers are
 * laid over it.
 */
export function useAutosave(path: string, view: Ref<DraftView>) {
  const { send } = useSend()
  const { store } = useSession()
  const waiting = ref<Answers>({})
  const state = ref<'saved' | 'saving' | 'failed'>('saved')
  const problem = ref<Problem | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: Promise<boolean> | null = null

  function change(field: string, answer: Answer): void {
    waiting.value = { ...waiting.value, [field]: answer }
    clearTimeout(timer)
    timer = setTimeout(flush, pause)
  }

  /** Resolves to true when everything typed so far is saved. */
  async function flush(): Promise<boolean> {
    clearTimeout(timer)
    if (running !== null) await running
    if (Object.keys(waiting.value).length === 0) return state.value !== 'failed'
    running = save()
    const saved = await running
    running = null
    return saved
  }

  async function save(): Promise<boolean> {
    const answers = waiting.value
    waiting.value = {}
    state.value = 'saving'
    let sent = await send<DraftView>(path, { method: 'PATCH', body: { version: view.value.version, answers } })
    if (!sent.ok && sent.problem.code === 'stale-version') {
      const fresh = await $fetch<DraftView>(path).catch(() => null)
      if (fresh !== null) sent = await send<DraftView>(path, { method: 'PATCH', body: { version: fresh.version, answers } })
    }
    if (sent.ok) view.value = sent.value
    else waiting.value = { ...answers, ...waiting.value }
    problem.value = sent.ok ? null : sent.problem
    state.value = sent.ok ? 'saved' : 'failed'
    return sent.ok
  }

  const unsaved = computed(() => Object.keys(waiting.value).length > 0)
  const warn = (event: BeforeUnloadEvent): void => {
    if (unsaved.value) event.preventDefault()
  }
  onMounted(() => addEventListener('beforeunload', warn))
  onBeforeUnmount(() => {
    removeEventListener('beforeunload', warn)
    void flush()
  })
  // Signed in again in another tab: what waited goes now.
  watch(() => store.expired, (expired) => {
    if (!expired && unsaved.value) void flush()
  })

  return { change, flush, state, problem, unsaved }
}
