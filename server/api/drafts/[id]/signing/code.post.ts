import { door } from '../../../../utils/door.ts'

/** Another one-time code for the person who got none. */
export default door(({ portal, actor, param }) => portal.signatures.sendCode(actor, param('id')))
