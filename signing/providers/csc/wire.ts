import { z } from 'zod'
import { ProviderError } from '../errors.ts'
import type { Secret } from '../secret.ts'
import { failureOf } from './failure.ts'
import type { CscSettings } from './settings.ts'

/** No answer of the API is longer: 50 chains of certificates fit several times. */
const mostBytes = 1024 * 1024

const refusalSchema = z.object({ error: z.string(), error_description: z.string().optional() })

interface Call<T> {
  url: string
  /** For the log, e.g. `signatures/signHash`. */
  step: string
  body: { json: unknown } | { form: Record<string, string> }
  authorization?: Secret
  schema: z.ZodType<T>
}

/** One POST of the API. Every way in which it can fail becomes a ProviderError; redirects are not followed by the network port. */
export async function call<T>({ network, timeoutMs = 15_000 }: Pick<CscSettings, 'network' | 'timeoutMs'>, { url, step, body, authorization, schema }: Call<T>): Promise<T> {
  const form = 'form' in body
  const response = await network.send({
    url,
    method: 'POST',
    contentType: form ? 'application/x-www-form-urlencoded' : 'application/json',
    accept: 'application/json',
    headers: authorization === undefined ? {} : { authorization: authorization.reveal() },
    body: Buffer.from(form ? new URLSearchParams(body.form).toString() : JSON.stringify(body.json)),
    maxBytes: mostBytes,
    timeoutMs,
  }).catch((cause: unknown) => {
    throw new ProviderError('unavailable', `${step}: no answer`, { cause })
  })
  if (response.status >= 500 || response.status === 429) throw new ProviderError('unavailable', `${step}: status ${response.status}`)
  return read(response, step, schema)
}

function read<T>({ status, body }: { status: number, body: Uint8Array }, step: string, schema: z.ZodType<T>): T {
  const reply = parseJson(body)
  if (status === 200) {
    const parsed = schema.safeParse(reply)
    if (parsed.success) return parsed.data
    const places = parsed.error.issues.map(({ path }) => path.join('.') || '(whole)').slice(0, 5)
    throw new ProviderError('reply-invalid', `${step}: ${places.join(', ')}`)
  }
  const refusal = refusalSchema.safeParse(reply)
  if (status >= 400 && refusal.success) throw failureOf(refusal.data, step)
  throw new ProviderError('reply-invalid', `${step}: status ${status} without an error of the standard`)
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  }
  catch {
    return undefined
  }
}
