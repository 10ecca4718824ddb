import { z } from 'zod'
import { door } from '../../../utils/door.ts'
import { parseInput } from '../../../utils/read-input.ts'

const schema = z.object({ version: z.int().min(1).optional() })

export default door(({ portal, actor, param, input }) =>
  portal.dossiers.withdraw(actor, param('id'), parseInput(input, schema).version ?? null), { page: '/dossiers/:id' })
