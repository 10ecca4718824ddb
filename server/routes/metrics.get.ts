import { timingSafeEqual, createHash } from 'node:crypto'
import { ProblemError } from '#shared/problem.ts'
import { door } from '../utils/door.ts'

/** For a collector with the configured token, and for operators. Counts only, yet nobody else's business. */
export default door(async ({ event, house, portal, actor }) => {
  if (actor.role !== 'operator' && !isCollector(event.node.req.headers.authorization, house.config.metricsToken)) throw new ProblemError(actor.role === 'public' ? 'sign-in-required' : 'not-allowed')
  setResponseHeader(event, 'content-type', 'text/plain; version=0.0.4; charset=utf-8')
  return `${await portal.metrics()}${await house.metrics.text()}`
})

function isCollector(authorization: string | undefined, token: string | null): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return token !== null && authorization !== undefined && timingSafeEqual(digest(authorization), digest(`Bearer ${token}`))
}
