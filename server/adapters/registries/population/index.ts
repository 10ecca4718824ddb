import { randomUUID } from 'node:crypto'
import { RegistryError, type PersonQuery, type PersonRecord, type PersonRegistry } from '#domain/prefill'
import type { NetworkPort, NetworkResponse } from '#signing'
import { populationAttributes, recordSchema } from './record-schema.ts'

/** How the population registry is reached through an X-Road security server (X-Road Message Protocol for REST, PR-REST 1.0). */
export interface PopulationRegistryOptions {
  /** Base URL of our security server. */
  server: string
  /** INSTANCE/CLASS/MEMBER/SUBSYSTEM: who we are. */
  client: string
  /** INSTANCE/CLASS/MEMBER/SUBSYSTEM/SERVICE: what we ask. */
  service: string
  network: NetworkPort
  /** ISO 8601 now. */
  now: () => Date
  newId?: () => string
  /** Milliseconds for the whole answer. */
  timeoutMs?: number
}

/** A record with a household of a hundred is far below this. */
const maxBytes = 256 * 1024

export function createPopulationRegistry(options: PopulationRegistryOptions): PersonRegistry {
  return {
    title: { vi: 'Cơ sở dữ liệu quốc gia về dân cư', en: 'National Population Database' },
    attributes: populationAttributes,
    lookup: query => lookup(query, options),
  }
}

async function lookup(query: PersonQuery, options: PopulationRegistryOptions): Promise<PersonRecord> {
  const { client, newId = randomUUID, now } = options
  const messageId = newId()
  const response = await ask(query, messageId, options)
  if (response.status !== 200) throw toError(response, query)
  const headers = response.headers ?? {}
  const requestHash = checkEnvelope(headers, { messageId, client })
  const record = readRecord(response, query)
  if (record.personalId !== query.person.personalId) throw new RegistryError('registry-wrong-person', 'the record is of another person')
  return { ...record, requestId: headers['x-road-request-id'] ?? messageId, requestHash, fetchedAt: now().toISOString() }
}

async function ask({ person, attributes, purpose, procedure, userId, issue }: PersonQuery, messageId: string, { server, client, service, network, timeoutMs = 8_000 }: PopulationRegistryOptions): Promise<NetworkResponse> {
  const body = JSON.stringify({ ...person, attributes, purpose, procedure })
  const path = service.split('/').map(encodeURIComponent).join('/')
  try {
    return await network.send({
      url: `${server.replace(/\/$/, '')}/r1/${path}`,
      method: 'POST',
      contentType: 'application/json; charset=utf-8',
      accept: 'application/json',
      headers: { 'x-road-client': client, 'x-road-id': messageId, 'x-road-userid': userId, 'x-road-issue': issue },
      body: new TextEncoder().encode(body),
      maxBytes,
      timeoutMs,
    })
  }
  catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'answer-too-large') throw new RegistryError('registry-answer-invalid', 'the answer is too large', { cause })
    throw new RegistryError('registry-unavailable', 'no answer', { cause })
  }
}

/**
 * The answer belongs to our question: same message id, same client. The request hash covers headers as the security
 * server wrote them, so the security server verifies it (PR-REST 4.3); here it must be there and be a SHA-512, as evidence.
 */
function checkEnvelope(headers: Readonly<Record<string, string>>, { messageId, client }: { messageId: string, client: string }): string {
  if (headers['x-road-id'] !== messageId) throw new RegistryError('registry-answer-invalid', 'X-Road-Id is not the one sent')
  if (headers['x-road-client'] !== undefined && headers['x-road-client'] !== client) throw new RegistryError('registry-answer-invalid', 'X-Road-Client is not ours')
  const hash = headers['x-road-request-hash'] ?? ''
  if (Buffer.from(hash, 'base64').length !== 64) throw new RegistryError('registry-answer-invalid', 'X-Road-Request-Hash is missing or no SHA-512')
  return hash
}

function readRecord(response: NetworkResponse, { attributes }: PersonQuery): Pick<PersonRecord, 'recordId' | 'personalId' | 'updatedAt' | 'attributes'> {
  const parsed = recordSchema(attributes).safeParse(readJson(response.body))
  if (parsed.success) return parsed.data
  // Paths only: values are personal data.
  throw new RegistryError('registry-answer-invalid', `not a record: ${parsed.error.issues.map(issue => issue.path.join('.')).slice(0, 5).join(', ')}`)
}

/**
 * Errors of X-Road itself carry X-Road-Error; without it the registry speaks. "Server.…" is a fault on the way or at the
 * other side and may pass; "Client.…" means that our request is refused and asking again will not help.
 */
function toError(response: NetworkResponse, { person }: PersonQuery): RegistryError {
  const fault = response.headers?.['x-road-error']
  if (fault !== undefined) return new RegistryError('registry-unavailable', `X-Road says ${fault.slice(0, 120)}`)
  const problem = readJson(response.body)
  const type = typeof problem === 'object' && problem !== null && 'type' in problem && typeof problem.type === 'string' ? problem.type.slice(0, 80) : ''
  if (response.status === 404) return new RegistryError('registry-person-unknown', 'no such person')
  if (response.status >= 500 || response.status === 429) return new RegistryError('registry-unavailable', `status ${response.status}`)
  return new RegistryError('registry-answer-invalid', `status ${response.status} ${type}`.replaceAll(person.personalId, '…'))
}

function readJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  }
  catch {
    return undefined
  }
}
