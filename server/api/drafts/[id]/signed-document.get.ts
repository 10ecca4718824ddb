import { sendFile } from '../../../utils/answers.ts'
import { door } from '../../../utils/door.ts'

export default door(async ({ event, portal, actor, param }) =>
  sendFile(event, { bytes: await portal.drafts.readSignedDocument(actor, param('id')), type: 'application/pdf', fileName: 'to-khai-da-ky.pdf', isOurs: true }))
