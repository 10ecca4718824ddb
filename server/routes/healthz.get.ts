import { ProblemError } from '#shared/problem.ts'
import { useHouse } from '../utils/house.ts'

/** For load balancers: ready means that the database answers. */
export default defineEventHandler(async () => {
  const { portal } = useHouse()
  if (portal === null) throw new ProblemError('service-starting')
  if (!await portal.isReady()) throw new ProblemError('storage-unavailable')
  return { status: 'ok' }
})
