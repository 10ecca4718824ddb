import { z } from 'zod'
import { dossierStates, type DossierState } from '#shared/dossier/states.ts'
import { door } from '../../../utils/door.ts'
import { parseWith } from '../../../utils/read-input.ts'

const states = Object.keys(dossierStates) as [DossierState, ...DossierState[]]
const schema = z.object({ state: z.enum(['', ...states]).default(''), q: z.string().max(200).default('') })

export default door(({ event, portal, actor }) => {
  const { state, q } = parseWith(schema, getQuery(event))
  return portal.reviews.queue(actor, { state: state === '' ? null : state, q: q.trim() === '' ? null : q.trim() })
})
