import { z } from 'zod'
import { ProblemError } from '#shared/problem.ts'
import { door, markCreated } from '../../utils/door.ts'
import { parseInput } from '../../utils/read-input.ts'

const schema = z.object({ draft: z.string().min(1).max(100) })

/** One dossier a draft, however often it is sent. Without a key the draft is the key. */
export default door(async ({ event, portal, actor, input }) => {
  const { draft } = parseInput(input, schema)
  const key = input.key ?? `draft-${draft}`
  if (!/^[\w.:-]{1,200}$/.test(key)) throw new ProblemError('input-invalid', { errors: [{ path: 'idempotency-key', code: 'invalid-format' }] })
  const { dossier, created } = await portal.dossiers.submit(actor, draft, key)
  markCreated(event, created)
  return dossier
}, { page: '/dossiers/:id/receipt' })
