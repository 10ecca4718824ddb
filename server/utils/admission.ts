import { randomBytes } from 'node:crypto'
import { getRequestHeader, setResponseHeader, setResponseHeaders, type H3Event } from 'h3'
import { ProblemError } from '#shared/problem.ts'
import { clientKey } from './client-address.ts'
import { readCookie } from './cookies.ts'
import { useHouse, type Call } from './house.ts'
import { tidyPath } from './log.ts'
import type { Spending } from './rate-limiter.ts'
import { isDoorPath } from './route-rules.ts'

/** 10 characters of Crockford's alphabet: short enough to be read out on the telephone. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
export const newCallId = (): string => [...randomBytes(10)].map(byte => alphabet[byte % 32]).join('')

/** For answers that are no pages. */
export const nothingAllowed = 'default-src \'none\'; base-uri \'none\'; form-action \'none\'; frame-ancestors \'none\''

/** What every answer says, whatever it is: nobody keeps it, guesses its type, frames it or loads it from elsewhere. */
export function writeCommonHeaders(event: H3Event, path: string): void {
  const secure = useHouse().config.origin.startsWith('https:')
  setResponseHeaders(event, {
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    ...(secure ? { 'strict-transport-security': 'max-age=31536000; includeSubDomains' } : {}),
    ...(isDoorPath(path) ? { 'content-security-policy': nothingAllowed } : {}),
  })
}

/** The address that a person typed is the one that the portal is configured with: a forged Host leads nowhere. @throws ProblemError */
export function requireHost(event: H3Event): void {
  if (getRequestHeader(event, 'host')?.toLowerCase() !== new URL(useHouse().config.origin).host) throw new ProblemError('origin-not-allowed')
}

/** Another site's page may link here, but not load from here. @throws ProblemError */
export function requireOwnPage(event: H3Event): void {
  if (getRequestHeader(event, 'sec-fetch-site') === 'cross-site' && getRequestHeader(event, 'sec-fetch-mode') !== 'navigate') throw new ProblemError('origin-not-allowed')
}

/** Changes come from our own pages (Fetch standard: browsers send Origin with every POST). @throws ProblemError */
export function requireOwnOrigin(event: H3Event): void {
  const origin = getRequestHeader(event, 'origin')
  const site = getRequestHeader(event, 'sec-fetch-site')
  const foreign = origin !== undefined && origin !== useHouse().config.origin
  if (foreign || (site !== undefined && site !== 'same-origin' && site !== 'none')) throw new ProblemError('origin-not-allowed')
}

/** Takes one call from what the address and the session have, and says what is left. @throws ProblemError `too-many-requests` */
export function spendAllowances(event: H3Event, { route }: Pick<Call, 'route'>): void {
  const { limits } = useHouse()
  const address = clientKey(event)
  const session = readCookie(event, 'session')
  const kind = route?.rule.allowance
  const spendings: [string, Spending, number][] = [['address', limits.address.spend(address), limits.address.most]]
  if (session !== null) spendings.push(['session', limits.session.spend(session), limits.session.most])
  if (kind !== undefined) spendings.push([kind, limits[kind].spend(address), limits[kind].most])
  const [name, tightest, most] = spendings.reduce((least, one) => one[1].remaining < least[1].remaining ? one : least)
  setResponseHeader(event, 'ratelimit-policy', `"${name}";q=${most};w=60`)
  setResponseHeader(event, 'ratelimit', `"${name}";r=${tightest.remaining};t=${tightest.retryAfter}`)
  const spent = spendings.find(([, { allowed }]) => !allowed)
  if (spent === undefined) return
  setResponseHeader(event, 'retry-after', spent[1].retryAfter)
  throw new ProblemError('too-many-requests')
}

/** One line in the log and one count when the answer is out, or when the caller has gone. */
export function watchAnswer(event: H3Event, { call, path }: { call: Call, path: string }): void {
  const { log, metrics } = useHouse()
  const { method = 'GET' } = event.node.req
  const started = performance.now()
  const { res } = event.node
  res.once('close', () => {
    const seconds = (performance.now() - started) / 1000
    const status = res.writableFinished ? res.statusCode : 499
    const probe = call.route?.pattern === '/healthz' || call.route?.pattern === '/metrics'
    metrics.answered({ route: call.route?.pattern ?? 'page', method, status, seconds })
    log[probe && status < 500 ? 'debug' : 'info']({ event: 'answer', id: call.id, method, route: call.route?.pattern ?? tidyPath(path), status, ms: Math.round(seconds * 1000), ...(call.problem === null ? {} : { problem: call.problem }) })
  })
}
