import { randomUUID } from 'node:crypto'
import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { defineEventHandler, getRequestHeader, readRawBody, setResponseHeaders, toNodeListener, type H3Event } from 'h3'
import { addFaultRoutes, pause, type FaultBoard } from '../faults.ts'
import { createSite, parseJsonObject, sendJson } from '../http/site.ts'
import type { ListeningServer } from '../http/listen.ts'
import type { Population } from '../people/population.ts'
import type { PopulationRecord } from '../people/record.ts'
import type { RegistryFault } from '../types.ts'
import { answerWith, findRecord, parseLookup, type Lookup } from './population-service.ts'
import { formatIdentifier, parseIdentifier, requestHash, statusOf, type XRoadErrorType } from './x-road.ts'

export const populationServiceId = 'MOTLAN-DEV/GOV/MPS/population/person-lookup'
/** The only subsystem with access rights to the service. */
export const portalClientId = 'MOTLAN-DEV/GOV/PORTAL/motlan'

export interface RegistryDependencies {
  population: Population
  faults: FaultBoard<RegistryFault>
  adminToken: string
  dataDir: string
  now: () => Date
  onFailure: (error: Error) => void
}

/** A security server with the population registry behind it. */
export function serveRegistries(server: ListeningServer, deps: RegistryDependencies): void {
  mkdirSync(deps.dataDir, { recursive: true, mode: 0o700 })
  const { app, router } = createSite(deps.onFailure)
  addFaultRoutes(router, deps.faults, deps.adminToken)
  router.use('/r1/**', defineEventHandler(async (event) => {
    const body = event.method === 'GET' || event.method === 'HEAD' ? Buffer.alloc(0) : await readRawBody(event, false) ?? Buffer.alloc(0)
    const call = admit(event)
    if ('error' in call) return sendXRoadError(event, call.error)
    setResponseHeaders(event, {
      'x-road-client': formatIdentifier(call.client),
      'x-road-service': formatIdentifier(call.service),
      'x-road-id': getRequestHeader(event, 'x-road-id') ?? randomUUID(),
      'x-road-request-id': randomUUID(),
      'x-road-request-hash': requestHash({ method: event.method, target: event.path, headers: event.node.req.headers, body }),
    })
    return await lookUp(event, body, deps)
  }))
  server.handle(toNodeListener(app))
}

/** Who calls what, and may they (PR-REST 4.1 and 4.3)? */
function admit(event: H3Event): { client: string[], service: string[] } | { error: XRoadErrorType } {
  const client = parseIdentifier(getRequestHeader(event, 'x-road-client'), { least: 3, most: 4 })
  const service = parseIdentifier(event.path.split('?')[0]?.slice('/r1/'.length), { least: 4, most: 5 })
  if (client === null || service === null) return { error: 'Client.BadRequest' }
  if (client[0] !== portalClientId.split('/')[0]) return { error: 'Server.ClientProxy.UnknownMember' }
  if (service.join('/') !== populationServiceId) return { error: 'Server.ServerProxy.UnknownService' }
  if (client.join('/') !== portalClientId) return { error: 'Server.ServerProxy.AccessDenied' }
  return { client, service }
}

/** The service behind the security server; its own errors carry no X-Road-Error (PR-REST 4.6, category 1). */
async function lookUp(event: H3Event, body: Buffer, deps: RegistryDependencies): Promise<string> {
  if (event.method !== 'POST') return sendJson(event, 405, { error: 'method-not-allowed' })
  const userId = getRequestHeader(event, 'x-road-userid')
  const issue = getRequestHeader(event, 'x-road-issue')
  const parsed = parseLookup(parseJsonObject(body.toString('utf8')))
  if ('faults' in parsed) return sendJson(event, 400, { error: 'request-invalid', faults: parsed.faults })
  // The registry's owner wants to know on whose behalf and for which case.
  if (!userId || !issue) return sendJson(event, 400, { error: 'request-invalid', faults: ['X-Road-UserId and X-Road-Issue are required'] })
  return await answer(event, parsed.lookup, { userId, issue }, deps)
}

async function answer(event: H3Event, lookup: Lookup, caller: { userId: string, issue: string }, deps: RegistryDependencies): Promise<string> {
  const fault = deps.faults.take(lookup.personalId)
  if (fault?.kind === 'slow') await pause(fault.delayMs)
  if (fault?.kind === 'down') return sendXRoadError(event, 'Server.ServerProxy.NetworkError')
  const record = fault?.kind === 'unknown-person' ? null : findRecord(deps.population, lookup)
  keepQuery(deps, { ...caller, lookup, found: record !== null })
  if (record === null) return sendJson(event, 404, { error: 'person-unknown' })
  if (fault?.kind === 'nonsense') {
    setResponseHeaders(event, { 'content-type': 'text/html' })
    return '<html><body>It works!</body></html>'
  }
  const given = answerWith(fault === null ? record : spoil(record, fault.kind, deps.population), lookup.attributes)
  if (fault?.kind === 'partial') for (const attribute of lookup.attributes.filter((_, index) => index % 2 === 1)) Reflect.deleteProperty(given.attributes, attribute)
  return sendJson(event, 200, given)
}

function spoil(record: PopulationRecord, kind: RegistryFault, population: Population): PopulationRecord {
  if (kind === 'stale') return { ...record, updatedAt: '2019-03-04T02:10:00Z' }
  if (kind !== 'wrong-person') return record
  return population.people.find(({ personalId }) => personalId !== record.personalId)?.record ?? record
}

function sendXRoadError(event: H3Event, type: XRoadErrorType): string {
  const status = statusOf(type)
  setResponseHeaders(event, { 'x-road-error': type })
  return sendJson(event, status, { type, message: messages[type], detail: randomUUID() })
}

const messages: Record<XRoadErrorType, string> = {
  'Client.BadRequest': 'The request does not follow the X-Road Message Protocol for REST (r1)',
  'Server.ClientProxy.UnknownMember': 'The client is not a member of this instance',
  'Server.ServerProxy.UnknownService': 'There is no such service',
  'Server.ServerProxy.AccessDenied': 'The client has no access rights to this service',
  'Server.ServerProxy.NetworkError': 'The service behind the security server does not answer',
}

/** As the law asks of the registry's owner: who asked, for whom, what for. */
function keepQuery({ dataDir, now }: RegistryDependencies, { userId, issue, lookup, found }: { userId: string, issue: string, lookup: Lookup, found: boolean }): void {
  const { personalId, attributes, purpose, procedure } = lookup
  appendFileSync(join(dataDir, 'queries.jsonl'), `${JSON.stringify({ at: now().toISOString(), userId, issue, personalId, attributes, purpose, procedure, found })}\n`, { mode: 0o600 })
}
