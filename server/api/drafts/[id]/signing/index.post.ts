import { z } from 'zod'
import { pageInLanguage } from '../../../../utils/answers.ts'
import { door } from '../../../../utils/door.ts'
import { callOf } from '../../../../utils/house.ts'
import { isPlainForm, parseInput } from '../../../../utils/read-input.ts'

const schema = z.object({ credential: z.string().max(200).optional() })

/** Starts or resumes. A plain form without `_next` goes straight to the provider. */
export default door(async ({ event, portal, actor, param, input }) => {
  const { next } = callOf(event)
  const returnTo = pageInLanguage(event, `/drafts/${encodeURIComponent(param('id'))}/review`, next)
  const session = await portal.signatures.start(actor, param('id'), { credential: parseInput(input, schema).credential ?? null, returnTo })
  if (isPlainForm(event) && next === null) return sendRedirect(event, session.authorisePath ?? returnTo, 303)
  return session
})
