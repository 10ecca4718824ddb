import { door } from '../../../utils/door.ts'

export default door(({ portal, actor, param }) => portal.drafts.discard(actor, param('id')), { page: '/dossiers' })
