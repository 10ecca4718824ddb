import { useSessionStore } from '~/stores/session'

/** Sends strangers to sign in and back. A courtesy only: rights are decided by the server, at the data. */
export default defineNuxtRouteMiddleware((to) => {
  const session = useSessionStore()
  if (session.view !== null && session.user === null) return navigateTo(`/auth/login?return=${encodeURIComponent(to.fullPath)}`, { external: true })
})
