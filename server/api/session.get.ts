import { randomBytes } from 'node:crypto'
import type { SessionView } from '#shared/api/session.ts'
import { readCookie, writeCookie } from '../utils/cookies.ts'
import { bindingOf, door } from '../utils/door.ts'
import type { OpenSession, PortalConfig } from '../utils/house.ts'

/** Who is signed in, and the token for changes. A first visit gets a cookie that the token is bound to. */
export default door(({ event, portal, house, session }): SessionView => {
  const visit = randomBytes(24).toString('base64url')
  const isFirst = session === null && readCookie(event, 'visit') === null
  if (isFirst) writeCookie(event, 'visit', visit)
  const csrfToken = portal.identity.csrfToken((isFirst ? null : bindingOf(event, session)) ?? `visit:${visit}`)
  return { user: session === null ? null : userOf(session, house.config), csrfToken, expiresAt: session?.expiresAt.toISOString() ?? null, signInPath: '/auth/login' }
})

function userOf({ actor }: OpenSession, { agencies }: PortalConfig): SessionView['user'] {
  if (!('account' in actor)) return null
  const agency = agencies.find(({ id }) => id === actor.agency)
  return { name: actor.account.name, personalIdHint: actor.account.personalId.slice(-4), role: actor.role, agency: agency === undefined ? null : { id: agency.id, title: agency.title } }
}
