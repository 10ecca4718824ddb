import { z } from 'zod'
import { door } from '../../../utils/door.ts'
import { parseWith } from '../../../utils/read-input.ts'
import { instant, readUserCode, toFoundUsage } from '../../../utils/usage.ts'

const schema = z.strictObject({
  periodStart: instant.nullable().default(null),
  periodEnd: instant.nullable().default(null),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
  limit: z.coerce.number().int().min(1).max(1000).default(1000),
})

/**
 * What was done with somebody's data, for the national page. The protocol has the person's number in the query as `userCode`;
 * addresses are kept in logs on the way, so here `X-Road-UserId` alone says who it is, and a query with `userCode` is refused.
 */
export default door(async ({ event, portal, actor }) =>
  toFoundUsage(await portal.insight.findUsage(actor, { ...parseWith(schema, getQuery(event)), userCode: readUserCode(event) })))
