import { sendFile } from '../../../../../utils/answers.ts'
import { door } from '../../../../../utils/door.ts'

/** What people uploaded is handed back to be kept, never shown by this origin. */
export default door(async ({ event, portal, actor, param }) => {
  const { bytes, file } = await portal.drafts.readAttachment(actor, param('id'), param('attachment'))
  return sendFile(event, { bytes, type: file.type, fileName: file.fileName, isOurs: false })
})
