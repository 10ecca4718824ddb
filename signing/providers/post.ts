import type { NetworkPort } from '../types.ts'
import { ProviderError } from './errors.ts'
import type { Secret } from './secret.ts'

/** No answer of a provider is longer: 50 chains of certificates fit several times. */
const mostBytes = 1024 * 1024

export interface Connection {
  network: NetworkPort
  /** For one call, in milliseconds. @defaultValue 15 000 */
  timeoutMs?: number
}

export interface Post {
  url: string
  /** For the log, e.g. `signatures/signHash`. */
  step: string
  body: { json: unknown } | { form: Record<string, string> }
  /** Value of the Authorization header. */
  authorization?: Secret | undefined
}

/**
 * One POST. Redirects are not followed by the network port; what is no JSON comes back as undefined.
 * @throws ProviderError `unavailable` when there is no answer, a 5xx or "too many requests"
 */
export async function post({ network, timeoutMs = 15_000 }: Connection, { url, step, body, authorization }: Post): Promise<{ status: number, json: unknown }> {
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
  return { status: response.status, json: parseJson(response.body) }
}

export function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  }
  catch {
    return undefined
  }
}
