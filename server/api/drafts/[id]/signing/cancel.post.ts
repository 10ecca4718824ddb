import { door } from '../../../../utils/door.ts'

export default door(async ({ portal, actor, param }) => {
  await portal.signatures.cancel(actor, param('id'))
  return portal.signatures.view(actor, param('id'))
}, { page: '/dossiers' })
