import { dayInVietnam } from '#shared/forms/dates.ts'
import { allowKeeping } from '../../utils/answers.ts'
import { door } from '../../utils/door.ts'

/** What people type is found here and kept nowhere. */
export default door(({ event, portal }) => {
  const { q } = getQuery(event)
  allowKeeping(event, 60)
  return portal.procedures.search(typeof q === 'string' ? q.slice(0, 200) : '', dayInVietnam(new Date()))
})
