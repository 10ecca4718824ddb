import { z } from 'zod'
import { door } from '../../utils/door.ts'
import { parseInput } from '../../utils/read-input.ts'

const schema = z.object({ delivery: z.string().min(1).max(100), code: z.string().min(1).max(200), at: z.iso.datetime({ offset: true }) })

/** The agency's own system says that it has a dossier; the same again changes nothing. */
export default door(({ portal, actor, input }) => portal.deliveries.acknowledge(actor, parseInput(input, schema)))
