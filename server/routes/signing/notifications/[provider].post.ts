import { door } from '../../../utils/door.ts'

/** A provider says that it has something. It is believed nothing: the portal asks. */
export default door(async ({ event, portal, house, param, input }) => {
  const { searchParams } = new URL(event.node.req.url ?? '/', house.config.origin)
  await portal.signatures.notice(param('provider'), { query: searchParams, body: Buffer.from(JSON.stringify(input.json ?? {})) })
})
