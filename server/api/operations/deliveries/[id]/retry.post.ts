import { door } from '../../../../utils/door.ts'

export default door(({ portal, actor, param }) => portal.deliveries.retry(actor, param('id')), { page: '/operations/deliveries' })
