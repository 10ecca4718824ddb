import { z } from 'zod'
import { door } from '../../../../utils/door.ts'
import { parseWith } from '../../../../utils/read-input.ts'

/** Their names are the provider's, so they are not known here. */
const schema = z.record(z.string().max(100), z.string().max(100)).refine(given => Object.keys(given).length <= 10)

/** PIN and code, for a provider that has no other way. They go to the provider and nowhere else. */
export default door(({ portal, actor, param, input }) => portal.signatures.useFactors(actor, param('id'), parseWith(schema, input.json ?? Object.fromEntries(input.fields))))
