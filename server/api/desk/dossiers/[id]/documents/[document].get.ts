import { sendFile } from '../../../../../utils/answers.ts'
import { door } from '../../../../../utils/door.ts'

export default door(async ({ event, portal, actor, param }) => {
  const { bytes, record } = await portal.reviews.readDocument(actor, param('id'), param('document'))
  return sendFile(event, { bytes, type: record.type, fileName: record.fileName, isOurs: record.kind !== 'attachment' })
})
