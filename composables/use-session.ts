import type { SessionView } from '#shared/api/session.ts'
import { useSessionStore } from '~/stores/session'

/** The session of this page: asked once by the server, again by the browser when the person comes back to the tab. */
export function useSession() {
  const store = useSessionStore()

  async function refresh(): Promise<void> {
    store.keep(await fetchSession())
  }

  return { store, refresh }
}

/** A first visit may set a cookie: what the inner request sets must reach the browser too. */
async function fetchSession(): Promise<SessionView> {
  const event = useRequestEvent()
  if (event === undefined) return $fetch<SessionView>('/api/session')
  const answer = await $fetch.raw<SessionView>('/api/session', { headers: useRequestHeaders(['cookie']) })
  for (const cookie of answer.headers.getSetCookie()) event.node.res.appendHeader('set-cookie', cookie)
  return answer._data as SessionView
}
