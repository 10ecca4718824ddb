import { door } from '../../../utils/door.ts'

/** Opens the draft that answers the correction. */
export default door(({ portal, actor, param }) => portal.dossiers.correct(actor, param('id')), { page: '/drafts/:id' })
