import { door } from '../../../utils/door.ts'

export default door(({ portal, actor, param }) => portal.signatures.choices(actor, param('id')))
