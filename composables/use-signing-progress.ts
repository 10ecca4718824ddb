import type { DraftView } from '#shared/api/drafts.ts'

const pauseMs = 2500

/** Lets the page go on by itself while the provider, or the person's phone, has the word; without scripts it loads itself again. */
export async function useSigningProgress(path: string, view: Ref<DraftView>, refresh: () => Promise<unknown>): Promise<void> {
  const waits = computed(() => {
    const { signing } = view.value
    return signing !== null && (signing.onPhone || ['authorised', 'signed'].includes(signing.state))
  })
  useHead({ noscript: computed(() => waits.value ? [{ innerHTML: '<meta http-equiv="refresh" content="5">' }] : []) })
  // Taken before the first wait: a refresh that does not know whose page this is brings nothing, and the page breaks.
  const [nuxt, ask] = [useNuxtApp(), useRequestFetch()]
  /** Looking at the session is what asks the provider. */
  async function look(): Promise<void> {
    await ask(`${path}/signing`).catch(() => null)
    await nuxt.runWithContext(refresh)
  }
  let timer: ReturnType<typeof setTimeout> | undefined
  const later = (): void => {
    timer = setTimeout(() => void (waits.value ? look() : Promise.resolve()).finally(later), pauseMs)
  }
  onMounted(later)
  onBeforeUnmount(() => clearTimeout(timer))
  if (import.meta.server && waits.value) await look()
}
