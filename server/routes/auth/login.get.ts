import { writeLoginState } from '../../utils/cookies.ts'
import { door } from '../../utils/door.ts'
import { toOwnPath } from '../../utils/own-path.ts'

/** To the identity provider, and later back to `return`. Who is signed in already goes there at once. */
export default door(async ({ event, portal, session }) => {
  const returnTo = toOwnPath(getQuery(event).return) ?? '/'
  if (session !== null) return sendRedirect(event, returnTo, 303)
  const { url, state } = await portal.identity.beginSignIn(returnTo)
  writeLoginState(event, state)
  return sendRedirect(event, url, 303)
})
