import { z } from 'zod'
import { door, markCreated } from '../../utils/door.ts'
import { parseInput } from '../../utils/read-input.ts'

const schema = z.object({ procedure: z.string().regex(/^[a-z][a-z0-9-]{0,79}$/) })

/** Begins a draft; the open one of that procedure is offered again. */
export default door(async ({ event, portal, actor, input }) => {
  const { draft, created } = await portal.drafts.open(actor, parseInput(input, schema).procedure)
  markCreated(event, created)
  return draft
}, { page: '/drafts/:id' })
