import { dayInVietnam } from '#shared/forms/dates.ts'
import { allowKeeping } from '../../utils/answers.ts'
import { door } from '../../utils/door.ts'

export default door(({ event, portal, param }) => {
  const view = portal.procedures.view(param('slug'), dayInVietnam(new Date()))
  allowKeeping(event, 60)
  return view
})
