import { getRequestHeader, send, sendRedirect, setResponseHeader, setResponseStatus, type H3Error, type H3Event } from 'h3'
import { nothingAllowed } from './utils/admission.ts'
import { leadBack } from './utils/answers.ts'
import { describeProblem, problemCodeOf, retryAfterOf } from './utils/describe-problem.ts'
import { isInner, pathOf, useHouse } from './utils/house.ts'
import { offerAgain } from './utils/keep-form.ts'
import { describeError } from './utils/log.ts'
import { isPlainForm } from './utils/read-input.ts'
import { isDoorPath } from './utils/route-rules.ts'

/**
 * The one place where errors become answers: problem details for programs (RFC 9457), the way back for plain forms, the error
 * page for people. Nobody outside learns more than a code; the log has the place, under the same id.
 */
export default async function answerError(error: H3Error, event: H3Event): Promise<void> {
  if (event.node.res.headersSent || event.node.res.destroyed) return
  const { call } = event.context
  const thrown = call?.thrown ?? error
  const { language, ...problem } = describeProblem(thrown, event)
  if (call !== undefined) call.problem = problem.code
  if (problemCodeOf(thrown) === null) useHouse().log.error({ event: 'unforeseen', id: problem.instance, route: call?.route?.pattern, error: describeError(call?.thrown ?? error.cause ?? error) })
  const path = pathOf(event)
  if (isDoorPath(path) && isPlainForm(event)) {
    if (await offerAgain(event, problem)) return
    return leadBack(event, { next: call?.next ?? null, code: problem.code, instance: problem.instance })
  }
  if (problem.code !== 'origin-not-allowed' && isForEyes(event, path)) return showPage(error, { event, problem, path })

  const retryAfter = retryAfterOf(thrown)
  if (retryAfter !== undefined) setResponseHeader(event, 'retry-after', retryAfter)
  setResponseStatus(event, problem.status)
  setResponseHeader(event, 'content-type', 'application/problem+json')
  setResponseHeader(event, 'content-security-policy', nothingAllowed)
  setResponseHeader(event, 'content-language', language)
  setResponseHeader(event, 'vary', 'accept-language')
  return send(event, JSON.stringify(problem))
}

/** A browser's own navigation, not a script's call. */
function isForEyes(event: H3Event, path: string): boolean {
  if (isInner(event)) return !isDoorPath(path)
  const accept = getRequestHeader(event, 'accept') ?? ''
  return accept.includes('text/html') && (!isDoorPath(path) || event.method === 'GET')
}

/** Who only has to sign in is sent there; for the rest the next handler (Nuxt's) draws `error.vue` from these fields alone. */
async function showPage(error: H3Error, { event, problem, path }: { event: H3Event, problem: { code: string, status: number }, path: string }): Promise<void> {
  if (isDoorPath(path) && (problem.code === 'sign-in-required' || problem.code === 'session-expired')) return sendRedirect(event, `/auth/login?return=${encodeURIComponent(path.startsWith('/signing/') ? '/dossiers' : path)}`, 303)
  setResponseHeader(event, 'cache-control', 'no-store')
  Object.assign(error, { statusCode: problem.status, statusMessage: problem.code, message: problem.code, data: problem, unhandled: false, fatal: false, stack: '' })
}
