import { z } from 'zod'
import { accessKinds } from '#shared/api/accesses.ts'
import { door } from '../../utils/door.ts'
import { parseWith } from '../../utils/read-input.ts'

const schema = z.object({ kind: z.enum(['', ...accessKinds]).default(''), before: z.union([z.literal(''), z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER)]).default('') })

export default door(({ event, portal, actor }) => {
  const { kind, before } = parseWith(schema, getQuery(event))
  return portal.insight.listAccesses(actor, { kind: kind === '' ? null : kind, before: before === '' ? null : before })
})
