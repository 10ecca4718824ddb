import { ProblemError } from '#shared/problem.ts'
import { allowKeeping } from '../../utils/answers.ts'
import { door } from '../../utils/door.ts'

export default door(({ event, portal, param }) => {
  const list = portal.procedures.codeList(param('id'))
  if (list === null) throw new ProblemError('not-found')
  allowKeeping(event, 3600)
  return list
})
