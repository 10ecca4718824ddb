import { z } from 'zod'
import { pageInLanguage } from '../../../../utils/answers.ts'
import { door } from '../../../../utils/door.ts'
import { callOf } from '../../../../utils/house.ts'
import { isPlainForm, parseInput } from '../../../../utils/read-input.ts'

const schema = z.object({ provider: z.string().max(40) })

/** Leads to the provider's page where the person links their account; the callback brings them back. */
export default door(async ({ event, portal, actor, param, input }) => {
  const returnTo = pageInLanguage(event, `/drafts/${encodeURIComponent(param('id'))}/review`, callOf(event).next)
  const url = await portal.signatures.link(actor, param('id'), { provider: parseInput(input, schema).provider, returnTo })
  return isPlainForm(event) ? sendRedirect(event, url, 303) : { url }
})
