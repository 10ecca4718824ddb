import { door } from '../../utils/door.ts'
import { withParameter } from '../../utils/own-path.ts'

/** The signature provider sends the browser back, once or more often. */
export default door(async ({ event, portal, house, actor }) => {
  const { searchParams } = new URL(event.node.req.url ?? '/', house.config.origin)
  const { returnTo, problem } = await portal.signatures.answer(actor, searchParams)
  return sendRedirect(event, problem === null ? returnTo : withParameter(returnTo, 'problem', problem), 303)
})
