import { dropCookie, takeLoginState, writeCookie } from '../../utils/cookies.ts'
import { door } from '../../utils/door.ts'

/** The identity provider sends the browser back: a new session, whatever cookie was there before. */
export default door(async ({ event, portal, house }) => {
  const url = new URL(event.node.req.url ?? '/', house.config.origin)
  const { token, returnTo } = await portal.identity.completeSignIn(url, takeLoginState(event, url.searchParams.get('state') ?? ''))
  writeCookie(event, 'session', token)
  dropCookie(event, 'visit')
  return sendRedirect(event, returnTo, 303)
})
