import { door } from '../utils/door.ts'
import { readSignedFile } from '../utils/read-signed-file.ts'

/** Anybody's file, looked at and forgotten. */
export default door(async ({ event, portal }) => {
  const { bytes, name } = await readSignedFile(event)
  return portal.verifyFile(bytes, name)
})
