import { door } from '../../../utils/door.ts'

export default door(({ portal, actor, param }) => portal.dossiers.view(actor, param('id')))
