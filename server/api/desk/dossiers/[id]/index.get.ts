import { door } from '../../../../utils/door.ts'

export default door(({ portal, actor, param }) => portal.reviews.view(actor, param('id')))
