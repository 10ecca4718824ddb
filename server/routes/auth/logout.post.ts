import { dropCookie, readCookie } from '../../utils/cookies.ts'
import { door } from '../../utils/door.ts'

/** Ends the session here, then at the identity provider. */
export default door(async ({ event, portal }) => {
  const token = readCookie(event, 'session')
  const elsewhere = token === null ? null : await portal.identity.signOut(token)
  dropCookie(event, 'session')
  return sendRedirect(event, elsewhere ?? '/', 303)
})
