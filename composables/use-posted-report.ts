import type { ReportView } from '#shared/report/verdict.ts'
import type { Problem } from '#shared/problem.ts'
import { toProblem } from './problem-of'

/** The report on a file that was posted to the page itself (scripts off): the body goes on to the API as it came. */
export async function usePostedReport(): Promise<{ report: ReportView | null, problem: Problem | null }> {
  const state = useState<{ report: ReportView | null, problem: Problem | null }>('posted-report', () => ({ report: null, problem: null }))
  const event = useRequestEvent()
  if (import.meta.server && event !== undefined && event.method === 'POST') {
    try {
      const body = event.node.req as unknown as ReadableStream
      const headers = { 'content-type': event.headers.get('content-type') ?? '', 'accept': 'application/json', 'origin': event.headers.get('origin') ?? '', 'cookie': event.headers.get('cookie') ?? '' }
      state.value.report = await $fetch<ReportView>('/api/verify', { baseURL: useRequestURL().origin, method: 'POST', headers, body, duplex: 'half' } as Parameters<typeof $fetch>[1]) as ReportView
    }
    catch (error) {
      state.value.problem = toProblem(error)
    }
  }
  return state.value
}
