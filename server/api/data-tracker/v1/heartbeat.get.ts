import { door } from '../../../utils/door.ts'

export default door(({ portal, actor }) => portal.insight.heartbeat(actor))
