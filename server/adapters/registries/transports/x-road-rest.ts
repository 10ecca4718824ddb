import { RegistryError } from '#domain/prefill'
import type { NetworkPort, NetworkResponse } from '#signing'
import { expectType, jsonType, maxBytes, refusalOf, sendOverNetwork, type Exchange, type Message, type Transport } from './transport.ts'

/** X-Road Message Protocol for REST, version 1 (PR-REST). Clauses in comments and tests are those of PR-REST. */
export interface XRoadRestOptions {
  /** Base URL of our security server. */
  server: string
  /** INSTANCE/CLASS/MEMBER[/SUBSYSTEM]: who we are. */
  client: string
  /** INSTANCE/CLASS/MEMBER[/SUBSYSTEM]/SERVICE: what we ask. */
  service: string
  network: NetworkPort
  /** Milliseconds for the whole answer. */
  timeoutMs: number
}

export function createXRoadRest(options: XRoadRestOptions): Transport {
  const client = encodeIdentifier(options.client)
  const service = encodeIdentifier(options.service)
  const url = `${options.server.replace(/\/$/, '')}/r1/${service}`
  return {
    exchange: async (message) => {
      const response = await sendOverNetwork(options.network, { ...requestOf(message, url), timeoutMs: options.timeoutMs, headers: headersOf(message, client) })
      const fault = response.headers?.['x-road-error']
      if (fault !== undefined) throw toFault(fault)
      if (response.status !== 200) throw refusalOf(response)
      const evidence = checkEnvelope(response, { message, client, service })
      expectType(response, jsonType)
      return { body: response.body, ...evidence }
    },
  }
}

const requestOf = ({ method, query, body }: Message, url: string) => ({
  url: url + query, method, accept: 'application/json', maxBytes,
  ...(body === '' ? {} : { contentType: 'application/json; charset=utf-8', body: new TextEncoder().encode(body) }),
})

/** 4.3: the client is mandatory; id, user and issue are optional there and always given here, because owners log them. */
export const headersOf = ({ messageId, userId, issue }: Message, client: string): Record<string, string> =>
  ({ 'x-road-client': client, 'x-road-id': messageId, 'x-road-userid': userId, 'x-road-issue': issue })

/** 4.2: parts are UTF-8 and percent-encoded one by one. */
export const encodeIdentifier = (identifier: string): string => identifier.split('/').map(encodeURIComponent).join('/')

/**
 * The answer belongs to our question: same message id, same client, same service. The request hash covers headers as the
 * security servers wrote them, so the client's security server verifies it (4.3); here it must be there and be a SHA-512,
 * and it is kept as evidence.
 */
export function checkEnvelope({ headers = {} }: NetworkResponse, { message, client, service }: { message: Message, client: string, service: string }): Omit<Exchange, 'body'> {
  if (headers['x-road-id'] !== message.messageId) throw invalid('X-Road-Id is not the one sent')
  if (headers['x-road-client'] !== undefined && !isSameIdentifier(headers['x-road-client'], client)) throw invalid('X-Road-Client is not ours')
  if (headers['x-road-service'] !== undefined && !isSameIdentifier(headers['x-road-service'], service)) throw invalid('X-Road-Service is not the one asked')
  const requestHash = headers['x-road-request-hash'] ?? ''
  if (!/^[A-Za-z0-9+/]{86}==$/.test(requestHash)) throw invalid('X-Road-Request-Hash is missing or no SHA-512')
  return { requestId: headers['x-road-request-id'] ?? message.messageId, requestHash }
}

function isSameIdentifier(given: string, encoded: string): boolean {
  try {
    return given.split('/').map(decodeURIComponent).join('\n') === encoded.split('/').map(decodeURIComponent).join('\n')
  }
  catch {
    return false
  }
}

/**
 * 4.6: errors of X-Road itself carry X-Road-Error. "Client.…" means that our request does not follow the protocol, and some
 * faults of the servers are settings that somebody must change; the others may pass.
 */
export function toFault(type: string): RegistryError {
  const detail = `X-Road says ${type.replace(/[^\w.]/g, '').slice(0, 120)}`
  if (type.startsWith('Client.')) return new RegistryError('registry-answer-invalid', detail)
  return new RegistryError('registry-unavailable', detail, { permanent: /\.(AccessDenied|UnknownMember|UnknownService|ServiceDisabled|UnsupportedProtocol|SslAuthenticationFailed)/.test(type) })
}

const invalid = (detail: string): RegistryError => new RegistryError('registry-answer-invalid', detail)
