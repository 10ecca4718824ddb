import { randomUUID } from 'node:crypto'
import { defineEventHandler, getRequestHeader, readRawBody, setResponseHeaders, type H3Event, type Router } from 'h3'
import { parseJsonObject, sendJson } from '../http/site.ts'
import { answerQuestion, parseQuestion, toPlainAnswer, type RegistryDependencies, type Reply } from './answer.ts'
import { breakOff } from './break-off.ts'
import { services, type RegistryService } from './services.ts'
import { formatIdentifier, parseIdentifier, requestHash, statusOf, type XRoadErrorType } from './x-road.ts'

/** The only subsystem with access rights to the services. */
export const portalClientId = 'MOTLAN-DEV/GOV/PORTAL/motlan'

export function addSecurityServer(router: Router, deps: RegistryDependencies): void {
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
    return await lookUp(event, { body, service: call.registry, deps })
  }))
}

/** Who calls what, and may they (PR-REST 4.1 and 4.3)? */
function admit(event: H3Event): { client: string[], service: string[], registry: RegistryService } | { error: XRoadErrorType } {
  const client = parseIdentifier(getRequestHeader(event, 'x-road-client'), { least: 3, most: 4 })
  const service = parseIdentifier(event.path.split('?')[0]?.slice('/r1/'.length), { least: 4, most: 5 })
  if (client === null || service === null) return { error: 'Client.BadRequest' }
  if (client[0] !== portalClientId.split('/')[0]) return { error: 'Server.ClientProxy.UnknownMember' }
  const registry = services.find(({ access }) => access.over === 'x-road' && access.service === service.join('/'))
  if (registry === undefined) return { error: 'Server.ServerProxy.UnknownService' }
  if (client.join('/') !== portalClientId) return { error: 'Server.ServerProxy.AccessDenied' }
  return { client, service, registry }
}

/** The service behind the security server; its own errors carry no X-Road-Error (PR-REST 4.6, category 1). */
async function lookUp(event: H3Event, { body, service, deps }: { body: Buffer, service: RegistryService, deps: RegistryDependencies }): Promise<string> {
  if (event.method !== 'POST') return sendJson(event, 405, { error: 'method-not-allowed' })
  const userId = getRequestHeader(event, 'x-road-userid')
  const issue = getRequestHeader(event, 'x-road-issue')
  const parsed = parseQuestion(service, parseJsonObject(body.toString('utf8')))
  if ('faults' in parsed) return sendJson(event, 400, { error: 'request-invalid', faults: parsed.faults })
  // The registry's owner wants to know on whose behalf and for which case.
  if (!userId || !issue) return sendJson(event, 400, { error: 'request-invalid', faults: ['X-Road-UserId and X-Road-Issue are required'] })
  return write(event, await answerQuestion(service, { ...parsed.question, userId, issue }, deps))
}

function write(event: H3Event, reply: Reply): string {
  if (reply.kind === 'down') return sendXRoadError(event, 'Server.ServerProxy.NetworkError')
  if (reply.kind === 'unknown') return sendJson(event, 404, { error: 'person-unknown' })
  if (reply.kind === 'nonsense') {
    setResponseHeaders(event, { 'content-type': 'text/html' })
    return '<html><body>It works!</body></html>'
  }
  setResponseHeaders(event, { 'content-type': 'application/json;charset=utf-8', 'cache-control': 'no-store' })
  const text = toPlainAnswer(reply.record)
  return reply.half ? breakOff(event, text) : text
}

export function sendXRoadError(event: H3Event, type: XRoadErrorType): string {
  setResponseHeaders(event, { 'x-road-error': type })
  return sendJson(event, statusOf(type), { type, message: messages[type], detail: randomUUID() })
}

const messages: Record<XRoadErrorType, string> = {
  'Client.BadRequest': 'The request does not follow the X-Road Message Protocol for REST (r1)',
  'Server.ClientProxy.UnknownMember': 'The client is not a member of this instance',
  'Server.ServerProxy.UnknownService': 'There is no such service',
  'Server.ServerProxy.AccessDenied': 'The client has no access rights to this service',
  'Server.ServerProxy.NetworkError': 'The service behind the security server does not answer',
}
