import { ProblemError } from '#shared/problem.ts'
import { allowKeeping } from '../utils/answers.ts'
import { door } from '../utils/door.ts'

/** Provinces, or the communes of one. */
export default door(({ event, portal }) => {
  const { province } = getQuery(event)
  const units = portal.procedures.units(typeof province === 'string' ? province : undefined)
  if (units === null) throw new ProblemError('not-found')
  allowKeeping(event, 3600)
  return units
})
