import { useSession } from '~/composables/use-session'

/** Every page knows who is reading it. Without an answer the page stays readable as for a stranger. */
export default defineNuxtPlugin({
  name: 'session',
  async setup() {
    const { refresh } = useSession()
    await refresh().catch((error: unknown) => console.warn('No session view:', error instanceof Error ? error.message : 'unknown'))
  },
})
