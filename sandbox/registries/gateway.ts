import { randomBytes, timingSafeEqual } from 'node:crypto'
import { defineEventHandler, getQuery, getRequestHeader, setResponseHeaders, type H3Event, type Router } from 'h3'
import { hasBearer, readForm, readJsonObject, sendJson } from '../http/site.ts'
import type { StateFile } from '../state-file.ts'
import { answerQuestion, parseQuestion, toPlainAnswer, type LookupRecord, type RegistryDependencies, type Reply } from './answer.ts'
import { breakOff } from './break-off.ts'
import { toEnterpriseDetails } from './records/enterprises.ts'
import { services, type Question, type RegistryService } from './services.ts'

export interface GatewayClient { id: string, secret: string }

export const newGatewayClient = (): GatewayClient => ({ id: 'motlan', secret: randomBytes(32).toString('base64url') })

const tokenSeconds = 3600

/** The service platform: a token for id and secret (RFC 6749, 4.4), then registries for the token (RFC 6750). */
export function addGateway(router: Router, client: StateFile<GatewayClient>, { adminToken, ...deps }: RegistryDependencies & { adminToken: string }): void {
  const tokens = new Map<string, number>()
  router.post('/oauth2/token', defineEventHandler(async (event) => {
    if ((await readForm(event))?.get('grant_type') !== 'client_credentials') return sendJson(event, 400, { error: 'unsupported_grant_type' })
    if (!knows(event, client.value)) return sendJson(event, 401, { error: 'invalid_client' })
    const token = randomBytes(32).toString('base64url')
    tokens.set(token, deps.now().getTime() + tokenSeconds * 1000)
    return sendJson(event, 200, { access_token: token, token_type: 'Bearer', expires_in: tokenSeconds })
  }))
  router.delete('/admin/tokens', defineEventHandler((event) => {
    if (!hasBearer(event, adminToken)) return sendJson(event, 401, { error: 'unauthorized' })
    tokens.clear()
    return sendJson(event, 200, {})
  }))
  for (const service of services) {
    if (service.access.over !== 'gateway') continue
    router.use(`/gateway${service.access.path}`, defineEventHandler(async (event) => {
      const token = /^Bearer (.+)$/.exec(getRequestHeader(event, 'authorization') ?? '')?.[1] ?? ''
      if ((tokens.get(token) ?? 0) < deps.now().getTime()) {
        setResponseHeaders(event, { 'www-authenticate': 'Bearer error="invalid_token"' })
        return sendJson(event, 401, { error: 'invalid_token' })
      }
      const userId = getRequestHeader(event, 'x-user-id')
      const issue = getRequestHeader(event, 'x-issue')
      const asked = await readQuestion(event, service)
      if ('faults' in asked || !userId || !issue) return sendJson(event, 400, { error: 'request-invalid' })
      setResponseHeaders(event, { 'x-request-id': getRequestHeader(event, 'x-request-id') ?? '' })
      return write(event, service, await answerQuestion(service, { ...asked.question, userId, issue }, deps))
    }))
  }
}

function knows(event: H3Event, { id, secret }: GatewayClient): boolean {
  const given = Buffer.from(getRequestHeader(event, 'authorization') ?? '')
  const wanted = Buffer.from(`Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

/** The business registry is asked in a query, by its number alone; the others in the plain contract. */
async function readQuestion(event: H3Event, service: RegistryService): Promise<{ question: Omit<Question, 'userId' | 'issue'> } | { faults: string[] }> {
  if (service.id !== 'business') return event.method === 'POST' ? parseQuestion(service, await readJsonObject(event)) : { faults: ['POST'] }
  const { msdn } = getQuery(event)
  if (event.method !== 'GET' || typeof msdn !== 'string' || !/^\d{10}(-\d{3})?$/.test(msdn)) return { faults: ['msdn'] }
  return { question: { person: null, keys: { organisation: msdn }, attributes: service.attributes, purpose: '', procedure: '' } }
}

function write(event: H3Event, service: RegistryService, reply: Reply): string {
  if (reply.kind === 'down') return sendJson(event, 503, { error: 'temporarily_unavailable' })
  if (reply.kind === 'unknown') return service.id === 'business' ? sendJson(event, 200, { data: {} }) : sendJson(event, 404, { error: 'person-unknown' })
  setResponseHeaders(event, { 'content-type': reply.kind === 'nonsense' ? 'text/html' : 'application/json;charset=utf-8', 'cache-control': 'no-store' })
  if (reply.kind === 'nonsense') return '<html><body>Bad Gateway</body></html>'
  const text = service.id === 'business' ? businessAnswer(reply.record) : toPlainAnswer(reply.record)
  return reply.half ? breakOff(event, text) : text
}

const businessAnswer = ({ subject, asOf, attributes }: LookupRecord): string => JSON.stringify(toEnterpriseDetails({ ...attributes, code: subject.organisation ?? '' }, asOf))
