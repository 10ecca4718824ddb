import { ProblemError } from '#shared/problem.ts'
import { clientKey } from '../utils/client-address.ts'
import { describeProblem } from '../utils/describe-problem.ts'
import { callOf, isInner, useHouse } from '../utils/house.ts'
import { readSignedFile } from '../utils/read-signed-file.ts'

/** Scripts off: the file was posted to the page itself. It is looked at here, and the page shows what came out. */
export default defineEventHandler(async (event) => {
  const { portal, limits } = useHouse()
  if (event.method !== 'POST' || callOf(event).route !== null || isInner(event) || portal === null) return
  try {
    if (!limits.files.spend(clientKey(event)).allowed) throw new ProblemError('too-many-requests')
    const { bytes, name } = await readSignedFile(event)
    event.context.posted = { report: await portal.verifyFile(bytes, name), problem: null }
  }
  catch (error) {
    const { language: _, ...problem } = describeProblem(error, event)
    if (problem.code === 'internal-error') throw error
    event.context.posted = { report: null, problem }
  }
})
