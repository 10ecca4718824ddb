import { ProblemError } from '#shared/problem.ts'
import { door } from '../../../utils/door.ts'

/** The plain form's way to save. */
export default door(({ portal, actor, param, input: { json, version, fields } }) => {
  if (json !== null) throw new ProblemError('input-invalid')
  return portal.drafts.save(actor, param('id'), { version, given: { entries: fields } })
}, { page: '/drafts/:id' })
