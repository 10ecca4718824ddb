import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { parseIdentifier } from '../../../sandbox/registries/x-road.ts'
import { startTemporarySandbox, type TemporarySandbox } from '../../support/sandbox.ts'

let world: TemporarySandbox
beforeAll(async () => {
  world = await startTemporarySandbox('http://localhost:3997')
})
afterAll(() => world.remove())
afterEach(() => world.sandbox.control.reset())

interface Question { path?: string, headers?: Record<string, string>, body?: unknown, method?: string }

function ask({ path, headers = {}, body, method = 'POST' }: Question = {}): Promise<Response> {
  const { PORTAL_XROAD_SERVER = '', PORTAL_XROAD_CLIENT = '', PORTAL_XROAD_POPULATION = '' } = world.environment
  return fetch(`${PORTAL_XROAD_SERVER}/r1/${path ?? PORTAL_XROAD_POPULATION}`, {
    method,
    headers: { 'content-type': 'application/json', 'x-road-client': PORTAL_XROAD_CLIENT, 'x-road-id': 'message-1', 'x-road-userid': 'VN000198100002', 'x-road-issue': 'draft-1', ...headers },
    ...(method === 'POST' ? { body: typeof body === 'string' ? body : JSON.stringify(body ?? question()) } : {}),
  })
}

function question(changed: Record<string, unknown> = {}): Record<string, unknown> {
  const { personalId, fullName, record } = world.who('marital-status')
  return { personalId, fullName, dateOfBirth: record.dateOfBirth, attributes: ['maritalStatus', 'permanentAddress'], purpose: 'Cấp giấy xác nhận tình trạng hôn nhân', procedure: '1.004873', ...changed }
}

describe('the population registry behind X-Road', () => {
  it('answers with what was asked for and nothing more', async () => {
    const response = await ask()
    const { record } = world.who('marital-status')
    expect(await response.json()).toEqual({ recordId: record.recordId, personalId: record.personalId, updatedAt: record.updatedAt, asOf: expect.any(String), attributes: { maritalStatus: 'single', permanentAddress: record.permanentAddress } })
    expect(response.headers.get('x-road-id')).toBe('message-1')
    expect(response.headers.get('x-road-client')).toBe(world.environment.PORTAL_XROAD_CLIENT)
    expect(response.headers.get('x-road-service')).toBe(world.environment.PORTAL_XROAD_POPULATION)
    expect(response.headers.get('x-road-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('binds the answer to the request with SHA512(SHA512(headers) + SHA512(body))', async () => {
    // Written down here line by line, as PR-REST 4.3 has it: verb, target, then one header a line.
    const { request } = await import('node:http')
    const body = JSON.stringify(question())
    const url = new URL(`${world.environment.PORTAL_XROAD_SERVER}/r1/${world.environment.PORTAL_XROAD_POPULATION}`)
    const sent = { 'x-road-client': world.environment.PORTAL_XROAD_CLIENT ?? '', 'x-road-userid': 'VN1', 'x-road-issue': 'case', 'content-type': 'application/json' }
    const hash = await new Promise<string>((resolve, reject) => {
      request(url, { method: 'POST', headers: sent }, (response) => {
        response.resume()
        resolve(String(response.headers['x-road-request-hash']))
      }).on('error', reject).end(body)
    })
    const sha512 = (data: Buffer | string) => createHash('sha512').update(data).digest()
    const lines = ['POST', url.pathname, ...Object.entries(sent).map(([name, value]) => `${name}:${value}`)].map(line => `${line}\r\n`).join('')
    expect(hash).toBe(sha512(Buffer.concat([sha512(lines), sha512(body)])).toString('base64'))
  })

  it.each([
    ['without a client', { headers: { 'x-road-client': '' } }, 400, 'Client.BadRequest'],
    ['with half a client', { headers: { 'x-road-client': 'MOTLAN-DEV/GOV' } }, 400, 'Client.BadRequest'],
    ['with a client that climbs out', { headers: { 'x-road-client': 'MOTLAN-DEV/GOV/PORTAL/%2e%2e%2fx' } }, 400, 'Client.BadRequest'],
    ['from another instance', { headers: { 'x-road-client': 'ELSEWHERE/GOV/PORTAL/motlan' } }, 500, 'Server.ClientProxy.UnknownMember'],
    ['for an unknown service', { path: 'MOTLAN-DEV/GOV/MPS/population/everybody' }, 500, 'Server.ServerProxy.UnknownService'],
    ['from a member without access', { headers: { 'x-road-client': 'MOTLAN-DEV/GOV/OTHER/system' } }, 500, 'Server.ServerProxy.AccessDenied'],
  ])('refuses a message %s in the words of X-Road', async (_what, changed, status, type) => {
    const response = await ask(changed)
    expect([response.status, response.headers.get('x-road-error')]).toEqual([status, type])
    expect(await response.json()).toMatchObject({ type, message: expect.any(String), detail: expect.any(String) })
  })

  it.each([
    ['not JSON', 'hello'],
    ['without a purpose', { purpose: ' ' }],
    ['for an attribute it does not have', { attributes: ['bloodGroup'] }],
    ['for nothing', { attributes: [] }],
    ['with more than it may be told', { phone: '0900000000' }],
  ])('refuses a question that is %s, by itself and not as X-Road', async (_what, body) => {
    const response = await ask({ body: typeof body === 'string' ? body : question(body) })
    expect([response.status, response.headers.get('x-road-error')]).toEqual([400, null])
  })

  it('wants to know who asks and for which case', async () => {
    expect((await ask({ headers: { 'x-road-userid': '' } })).status).toBe(400)
    expect((await ask({ headers: { 'x-road-issue': '' } })).status).toBe(400)
    expect((await ask({ method: 'GET' })).status).toBe(405)
  })

  it.each([
    ['number', { personalId: '000198999999' }],
    ['name', { fullName: 'NGUYỄN THỊ TƯỜNG VI' }],
    ['birth date', { dateOfBirth: '1998-09-03' }],
  ])('knows nobody when the %s is another; it is no search', async (_what, changed) => {
    expect((await ask({ body: question(changed) })).status).toBe(404)
  })

  it('compares names apart from case and composition', async () => {
    expect((await ask({ body: question({ fullName: 'Nguyễn Thị Tường Vi Hoàng Oanh'.normalize('NFD') }) })).status).toBe(200)
  })

  it('keeps who asked what, for whom and why', async () => {
    await ask({ headers: { 'x-road-issue': 'draft-ledger' } })
    const lines = readFileSync(join(world.dataDir, 'registries', 'queries.jsonl'), 'utf8').trim().split('\n').map(line => JSON.parse(line) as Record<string, unknown>)
    expect(lines.find(({ issue }) => issue === 'draft-ledger')).toMatchObject({ userId: 'VN000198100002', personalId: '000198100002', procedure: '1.004873', attributes: ['maritalStatus', 'permanentAddress'], found: true })
  })

  it('fails on demand: down, nonsense, somebody else, stale, half, unknown', async () => {
    const { registry } = world.sandbox.control
    const { record } = world.who('marital-status')
    const once = { times: 1, personalId: record.personalId }
    registry('down', once)
    expect((await ask()).headers.get('x-road-error')).toBe('Server.ServerProxy.NetworkError')
    registry('nonsense', once)
    await expect((await ask()).json()).rejects.toThrow()
    registry('wrong-person', once)
    expect((await (await ask()).json() as { personalId: string }).personalId).not.toBe(record.personalId)
    registry('stale', once)
    expect(await (await ask()).json()).toMatchObject({ updatedAt: '2019-03-04T02:10:00Z', asOf: '2019-03-04T02:10:00Z' })
    registry('partial', once)
    expect(Object.keys((await (await ask()).json() as { attributes: object }).attributes)).toEqual(['maritalStatus'])
    registry('unknown-person', once)
    expect((await ask()).status).toBe(404)
    expect((await ask()).status).toBe(200)
  })

  it('takes faults over HTTP from whoever holds the token, and from nobody else', async () => {
    const order = (token: string) => fetch(`${world.sandbox.urls.registries}/admin/faults`, { method: 'POST', headers: { 'content-type': 'application/json', 'authorization': `Bearer ${token}` }, body: JSON.stringify({ fault: 'down', times: 1 }) })
    expect((await order('guess')).status).toBe(401)
    const token = JSON.parse(readFileSync(join(world.dataDir, 'admin-token.json'), 'utf8')) as string
    expect((await order(token)).status).toBe(200)
    expect((await ask()).status).toBe(500)
    expect((await ask()).status).toBe(200)
  })
})

it.each([['A/B/C', ['A', 'B', 'C']], ['A/B%20C/D', ['A', 'B C', 'D']], ['A//C', null], ['A/B', null], ['A/%zz/C', null], ['A/../C', null], [undefined, null]])('reads the identifier %s', (text, parts) => {
  expect(parseIdentifier(text, { least: 3, most: 4 })).toEqual(parts)
})
