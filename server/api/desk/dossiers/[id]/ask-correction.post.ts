import { z } from 'zod'
import { door } from '../../../../utils/door.ts'
import { parseInput } from '../../../../utils/read-input.ts'

const lines = z.string().max(10_000).transform(text => text.split('\n').map(line => line.trim()).filter(line => line !== ''))
const items = z.array(z.string().max(1_000)).max(50)
/** A list, or the lines of a text area (scripts off). */
const schema = z.object({ version: z.int().min(1), items: z.union([items, lines.pipe(items)]), reason: z.string().max(4_000) })

export default door(({ portal, actor, param, input }) => portal.reviews.askCorrection(actor, param('id'), parseInput(input, schema)), { page: '/desk/:id' })
