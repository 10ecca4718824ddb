import type { ReportView } from '#shared/report/verdict.ts'
import type { Problem } from '#shared/problem.ts'

/** The report on a file that was posted to the page itself (scripts off): the server has looked at it before the page is drawn. */
export function usePostedReport(): { report: ReportView | null, problem: Problem | null } {
  const state = useState<{ report: ReportView | null, problem: Problem | null }>('posted-report', () => ({ report: null, problem: null }))
  const posted = useRequestEvent()?.context.posted as typeof state.value | undefined
  if (posted !== undefined) state.value = posted
  return state.value
}
