import { door } from '../../../utils/door.ts'

export default door(({ portal, actor, param }) => portal.drafts.view(actor, param('id')))
