import type { Problem } from '#shared/problem.ts'
import { toProblem } from './problem-of'

/** Data of a page, fetched on the server with the person's own cookies. Who is not signed in is sent to sign in; any other problem becomes the error page. */
export async function useResource<T>(path: MaybeRefOrGetter<string>) {
  const request = toValue(path)
  // Taken before the first wait: afterwards nobody knows any more whose page this is.
  const [nuxt, { fullPath }] = [useNuxtApp(), useRoute()]
  const { data, error, refresh, status } = await useFetch<T>(request, { key: request, deep: true })
  if (error.value) await nuxt.runWithContext(() => leaveWith(toProblem(error.value), fullPath))
  return { data: data as Ref<T>, refresh, status }
}

async function leaveWith(problem: Problem, fullPath: string): Promise<void> {
  if (problem.status === 401) await navigateTo(`/auth/login?return=${encodeURIComponent(fullPath)}`, { external: true })
  else throw createError({ status: problem.status, statusText: problem.code, data: problem, fatal: true })
}
