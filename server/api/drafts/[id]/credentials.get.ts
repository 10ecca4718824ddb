import { door } from '../../../utils/door.ts'

export default door(({ portal, actor, param }) => portal.signatures.credentials(actor, param('id')))
