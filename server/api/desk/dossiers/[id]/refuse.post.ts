import { z } from 'zod'
import { door } from '../../../../utils/door.ts'
import { parseInput } from '../../../../utils/read-input.ts'

const schema = z.object({ version: z.int().min(1), reason: z.string().max(4_000) })

export default door(({ portal, actor, param, input }) => portal.reviews.refuse(actor, param('id'), parseInput(input, schema)), { page: '/desk/:id' })
