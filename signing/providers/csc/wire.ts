import { z } from 'zod'
import { ProviderError } from '../errors.ts'
import { post, type Connection, type Post } from '../post.ts'
import { failureOf } from './failure.ts'

const refusalSchema = z.object({ error: z.string(), error_description: z.string().optional() })

/** Done, not done yet (clauses 11.6, 11.7 and 11.12), done without a word. */
const answers = [200, 202, 204]

/** One POST of the API. Every way in which it can fail becomes a ProviderError. */
export async function call<T>(connection: Connection, { schema, ...request }: Post & { schema: z.ZodType<T> }): Promise<T> {
  const { step } = request
  const { status, json } = await post(connection, request)
  if (answers.includes(status)) {
    const parsed = schema.safeParse(json)
    if (parsed.success) return parsed.data
    const places = parsed.error.issues.map(({ path }) => path.join('.') || '(whole)').slice(0, 5)
    throw new ProviderError('reply-invalid', `${step}: ${places.join(', ')}`)
  }
  const refusal = refusalSchema.safeParse(json)
  if (status >= 400 && refusal.success) throw failureOf(refusal.data, step)
  throw new ProviderError('reply-invalid', `${step}: status ${status} without an error of the standard`)
}
