import { door } from '../../../utils/door.ts'
import { toSeq } from '../../../utils/read-input.ts'

export default door(({ portal, actor, param }) => portal.insight.readQuestion(actor, toSeq(param('seq'))))
