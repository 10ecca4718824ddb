import { z } from 'zod'
import { door } from '../../../utils/door.ts'
import { parseInput } from '../../../utils/read-input.ts'

const schema = z.object({ version: z.int().min(1), answers: z.record(z.string().max(100), z.unknown()) })

export default door(({ portal, actor, param, input }) => {
  const { version, answers } = parseInput(input, schema)
  return portal.drafts.save(actor, param('id'), { version, given: { json: answers } })
})
