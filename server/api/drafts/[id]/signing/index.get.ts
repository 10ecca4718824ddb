import { ProblemError } from '#shared/problem.ts'
import { door } from '../../../../utils/door.ts'

export default door(async ({ portal, actor, param }) => {
  const session = await portal.signatures.view(actor, param('id'))
  if (session === null) throw new ProblemError('not-found')
  return session
})
