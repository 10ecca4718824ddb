import type { Problem } from '#shared/problem.ts'
import { toProblem } from './problem-of'
import { useSession } from './use-session'

export type Sent<T> = { ok: true, value: T } | { ok: false, problem: Problem }

interface Sending { method?: 'POST' | 'PATCH' | 'DELETE', body?: unknown, key?: string }

/** Sends a change with the person's token. Never throws: what went wrong is an outcome that the page shows in place. */
export function useSend() {
  const { store } = useSession()

  async function send<T>(path: string, { method = 'POST', body, key }: Sending = {}): Promise<Sent<T>> {
    try {
      const headers = { 'accept': 'application/json', 'x-csrf-token': store.csrfToken, ...(key === undefined ? {} : { 'idempotency-key': key }) }
      // Repeating is decided here or by the person, never by the fetch library.
      const value = await $fetch<T>(path, { method, headers, retry: 0, ...(body === undefined ? {} : { body: body as Record<string, unknown> }) })
      return { ok: true, value: value as T }
    }
    catch (error) {
      const problem = toProblem(error)
      if (problem.status === 401) store.expired = true
      return { ok: false, problem }
    }
  }

  return { send }
}
