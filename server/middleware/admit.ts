import { defineEventHandler, sendNoContent, setResponseHeader, setResponseStatus, type H3Event } from 'h3'
import { ProblemError } from '#shared/problem.ts'
import { newCallId, requireHost, requireOwnPage, spendAllowances, watchAnswer, writeCommonHeaders } from '../utils/admission.ts'
import { isInner, outerCall, pathOf, useHouse, type Call } from '../utils/house.ts'
import { findRoute, isDoorPath } from '../utils/route-rules.ts'

/** Every call passes here first: it gets its id, its headers and its rule, or does not get in. */
export default defineEventHandler((event) => {
  const path = pathOf(event)
  const search = findRoute(event.method, path)
  const call: Call = { id: outerCall(event)?.id ?? newCallId(), route: search.found, session: null, next: null, posted: null, kept: null, thrown: null, problem: null }
  event.context.call = call
  if (!isInner(event)) {
    setResponseHeader(event, 'x-request-id', call.id)
    watchAnswer(event, { call, path })
    writeCommonHeaders(event, path)
    if (path !== '/healthz' && path !== '/metrics') requireHost(event)
    spendAllowances(event, call)
  }
  else receiveInner(event)
  if (!isDoorPath(path)) return requirePageMethod(event, path)
  if (search.found === null) return refuseMethod(event, search.allowed)
  if (!isInner(event)) requireOwnPage(event)
  if (event.method === 'HEAD') askAsGet(event)
  return requireOpenHouse(event, path)
})

/** Error pages and forms to be sent again are drawn by an inner call, whose headers are handed on. */
function receiveInner(event: H3Event): void {
  setResponseHeader(event, 'cache-control', 'no-store')
  const kept = outerCall(event)?.kept ?? null
  if (kept !== null && !isDoorPath(pathOf(event))) event.context.kept = kept
}

/** Pages are read; only the check of a file can be posted to its page (scripts off). */
function requirePageMethod(event: H3Event, path: string): undefined {
  const methods = /^(?:\/en)?\/verify\/?$/.test(path) ? ['GET', 'HEAD', 'POST'] : ['GET', 'HEAD']
  if (!methods.includes(event.method)) return refuseMethod(event, [...methods, 'OPTIONS'])
  return requireOpenHouse(event, path)
}

/** No such door, or not this way. OPTIONS tells the ways; nothing is for other origins' scripts. */
function refuseMethod(event: H3Event, allowed: string[]): undefined {
  if (allowed.length === 0) throw new ProblemError('not-found')
  setResponseHeader(event, 'allow', allowed.join(', '))
  if (event.method !== 'OPTIONS') throw new ProblemError('method-not-allowed')
  setResponseStatus(event, 204)
  sendNoContent(event)
  return undefined
}

/** Node leaves the body away: it saw HEAD when it made the answer. */
function askAsGet(event: H3Event): void {
  event.node.req.method = 'GET'
  event._method = 'GET'
}

/** The server listens before the database is open. */
function requireOpenHouse(event: H3Event, path: string): undefined {
  if (useHouse().portal !== null || path === '/healthz' || isInner(event)) return
  setResponseHeader(event, 'retry-after', 2)
  throw new ProblemError('service-starting')
}
