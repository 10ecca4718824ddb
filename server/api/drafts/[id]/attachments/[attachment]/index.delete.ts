import { door } from '../../../../../utils/door.ts'

export default door(({ portal, actor, param }) => portal.drafts.detach(actor, param('id'), param('attachment')), { page: '/drafts/:id/attachments' })
