import { door } from '../../../utils/door.ts'

export default door(({ portal, actor, param }) => portal.drafts.refresh(actor, param('id')), { page: '/drafts/:id' })
