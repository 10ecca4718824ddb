import { defineStore } from 'pinia'
import type { SessionView } from '#shared/api/session.ts'

/** Who is signed in here, and the token that goes back with every change. */
export const useSessionStore = defineStore('session', () => {
  const view = ref<SessionView | null>(null)
  /** True from a "session expired" answer until the person has signed in again. */
  const expired = ref(false)

  const user = computed(() => view.value?.user ?? null)
  const csrfToken = computed(() => view.value?.csrfToken ?? '')

  function keep(next: SessionView): void {
    view.value = next
    if (next.user !== null) expired.value = false
  }

  return { view, user, csrfToken, expired, keep }
})
