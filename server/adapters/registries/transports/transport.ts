import type { NetworkPort, NetworkRequest, NetworkResponse } from '#signing'
import { RegistryError } from '#domain/prefill'

/** How questions travel: bytes there and back, with the evidence that this is the answer to this question. */
export interface Transport {
  /** @throws RegistryError */
  exchange(message: Message): Promise<Exchange>
}

export interface Message {
  /** Unique; sent along and expected back. */
  messageId: string
  method: 'GET' | 'POST'
  /** Query of a GET, with its question mark; '' for none. */
  query: string
  /** '' for none. JSON, or the content of a SOAP body. */
  body: string
  /** Whose action it is, with the country before the number. */
  userId: string
  /** The case it is for. */
  issue: string
}

export interface Exchange {
  body: Uint8Array
  requestId: string
  /** Base64: what the registry's side says it was asked, or the SHA-512 of what we sent where its protocol says nothing. */
  requestHash: string
}

/** A record with a household of a hundred is far below this. */
export const maxBytes = 256 * 1024

/** Sends, and tells no answer from too long a one. @throws RegistryError */
export async function sendOverNetwork(network: NetworkPort, request: NetworkRequest): Promise<NetworkResponse> {
  try {
    return await network.send(request)
  }
  catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'answer-too-large') throw new RegistryError('registry-answer-invalid', 'the answer is too large', { cause })
    throw new RegistryError('registry-unavailable', 'no answer', { cause })
  }
}

/**
 * What the registry itself answered instead of a record, by status: nobody; later, perhaps; or never, for it does not
 * understand us or sends us elsewhere (redirects are not followed, PR-REST 4.4).
 */
export function refusalOf({ status }: NetworkResponse): RegistryError {
  if (status === 404) return new RegistryError('registry-person-unknown', 'no such person')
  if (status >= 500 || status === 429) return new RegistryError('registry-unavailable', `status ${status}`)
  return new RegistryError('registry-answer-invalid', `status ${status}`)
}

/** An answer that says it is something else is not read. @throws RegistryError */
export function expectType({ headers }: NetworkResponse, expected: RegExp): void {
  const type = headers?.['content-type']
  if (type !== undefined && !expected.test(type)) throw new RegistryError('registry-answer-invalid', 'the answer is of another type')
}

export const jsonType = /^application\/(?:[\w.-]+\+)?json\b/i
export const xmlType = /^(?:text|application)\/(?:[\w.-]+\+)?xml\b/i
