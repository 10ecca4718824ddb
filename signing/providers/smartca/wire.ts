import type { z } from 'zod'
import { ProviderError, type ProviderErrorCode } from '../errors.ts'
import { post, type Connection, type Post } from '../post.ts'
import { envelopeSchema, refusalSchema } from './schemas.ts'

/** Clause 5.1.1, "ResponseCode"; all others are `request-refused` with their number. */
const codes: Record<number, ProviderErrorCode> = {
  50000: 'unavailable',
  60000: 'credential-unknown',
  60001: 'credential-unknown',
  62000: 'expired',
  62001: 'request-refused',
  65000: 'credential-not-usable',
}

/** One call of the gateway: an envelope with a code, or what should be in it. */
export async function call<T>(connection: Connection, { schema, ...request }: Post & { schema: z.ZodType<T> }): Promise<T> {
  const { step } = request
  const { status, json } = await post(connection, request)
  if (status === 401) throw new ProviderError('client-refused', `${step}: the access token is not accepted`)
  const envelope = envelopeSchema.safeParse(json)
  // 0 in the examples, 1 in the tables of the document: both are success.
  if (envelope.success && ![0, 1].includes(envelope.data.code)) throw new ProviderError(codes[envelope.data.code] ?? 'request-refused', `${step}: ${envelope.data.code}`)
  if (status !== 200) throw refusalOf(json, step, status)
  const parsed = schema.safeParse(envelope.success ? envelope.data.content : json)
  if (!parsed.success) throw new ProviderError('reply-invalid', `${step}: ${parsed.error.issues.map(({ path }) => path.join('.') || '(whole)').slice(0, 5).join(', ')}`)
  return parsed.data
}

function refusalOf(json: unknown, step: string, status: number): ProviderError {
  const refusal = refusalSchema.safeParse(json)
  if (!refusal.success) return new ProviderError('reply-invalid', `${step}: status ${status} without a code`)
  const { error } = refusal.data
  if (error === 'invalid_client' || error === 'invalid_scope' || error === 'unauthorized_client') return new ProviderError('client-refused', `${step}: ${error}`)
  if (error === 'invalid_grant') return new ProviderError('expired', `${step}: invalid_grant`)
  return new ProviderError('request-refused', `${step}: ${/^[\w-]{1,60}$/.test(error) ? error : 'an error of its own'}`)
}
