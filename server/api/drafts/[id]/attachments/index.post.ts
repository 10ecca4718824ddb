import { ProblemError } from '#shared/problem.ts'
import { door } from '../../../../utils/door.ts'

export default door(({ portal, actor, param, input: { fields, file } }) => {
  const slot = fields.find(([name]) => name === 'slot')?.[1]
  if (slot === undefined || file === null) throw new ProblemError('input-invalid', { errors: [{ path: slot === undefined ? 'slot' : 'file', code: 'required' }] })
  return portal.drafts.attach(actor, param('id'), { slot, fileName: file.name, type: file.type, bytes: file.bytes })
}, { page: '/drafts/:id/attachments' })
