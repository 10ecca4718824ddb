import { z } from 'zod'
import { ProblemError } from '#shared/problem.ts'
import { door } from '../../../utils/door.ts'
import { parseInput } from '../../../utils/read-input.ts'

const schema = z.object({ version: z.int().min(1).optional() })

/** Freezes the form as it stood when the person asked. */
export default door(async ({ portal, actor, param, input }) => {
  const { version } = parseInput(input, schema)
  if (version !== undefined && (await portal.drafts.view(actor, param('id'))).version !== version) throw new ProblemError('stale-version')
  return portal.drafts.prepareDocument(actor, param('id'))
}, { page: '/drafts/:id/review' })
