import { z } from 'zod'
import { door } from '../../../utils/door.ts'
import { parseInput, toSeq } from '../../../utils/read-input.ts'

const schema = z.object({ text: z.string().max(5000).optional() })

export default door(({ portal, actor, param, input }) => portal.insight.ask(actor, toSeq(param('seq')), parseInput(input, schema).text ?? null), { page: '/accesses' })
