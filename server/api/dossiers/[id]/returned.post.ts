import { door } from '../../../utils/door.ts'

export default door(({ portal, actor, param }) => portal.dossiers.takeResult(actor, param('id')), { page: '/dossiers/:id' })
