import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import { readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startTemporarySandbox, type TemporarySandbox } from '../../support/sandbox.ts'

interface Agency { id: string, code: string, backendUrl: string, backendToken: string, callbackToken: string }

const calls: { authorization: string | undefined, path: string | undefined, body: Record<string, unknown> }[] = []
const portal = createServer(async (request: IncomingMessage, response) => {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  calls.push({ authorization: request.headers.authorization, path: request.url, body: JSON.parse(text) as Record<string, unknown> })
  response.end()
})
let world: TemporarySandbox
let agency: Agency
beforeAll(async () => {
  await new Promise<void>(resolve => portal.listen(0, '127.0.0.1', resolve))
  const address = portal.address()
  world = await startTemporarySandbox(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`)
  agency = (JSON.parse(readFileSync(world.environment.PORTAL_AGENCIES_FILE ?? '', 'utf8')) as Agency[])[0]!
})
afterAll(async () => {
  await world.remove()
  portal.close()
})
afterEach(() => world.sandbox.control.reset())

const pdf = Buffer.from('%PDF-1.7 signed form')
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

function parcel({ form = pdf, claimed = sha256(pdf), dossier = true } = {}): FormData {
  const data = new FormData()
  if (dossier) data.append('dossier', new Blob([JSON.stringify({ code: 'T01.00166.CA-261123-0001', documents: [{ fileName: 'tờ khai.pdf', sha256: claimed }] })], { type: 'application/json' }), 'dossier.json')
  data.append('form', new Blob([form], { type: 'application/pdf' }), 'tờ khai.pdf')
  return data
}
let count = 0
const newKey = (): string => `delivery-${count += 1}-0000`
const deliver = (key: string, body: FormData | string = parcel(), token = agency.backendToken): Promise<Response> =>
  fetch(agency.backendUrl, { method: 'POST', headers: { 'authorization': `Bearer ${token}`, 'idempotency-key': key }, body })

describe('the agency’s own system', () => {
  it('keeps a dossier and acknowledges it', async () => {
    const key = newKey()
    const response = await deliver(key)
    expect(response.status).toBe(201)
    expect(await response.json()).toEqual({ acknowledgement: expect.stringMatching(/^TN-T01\.00166\.CA-\d{6}$/), receivedAt: expect.any(String) })
    const kept = world.sandbox.control.receivedDossiers().find(({ idempotencyKey }) => idempotencyKey === key)
    expect(kept).toMatchObject({ agency: agency.id, dossierCode: 'T01.00166.CA-261123-0001', deliveries: 1 })
    expect(kept?.parts[1]).toEqual({ name: 'form', fileName: 'tờ khai.pdf', type: 'application/pdf', size: pdf.length, sha256: sha256(pdf) })
  })

  it('takes a delivery once, however often and however fast it comes', async () => {
    const key = newKey()
    const replies = await Promise.all(Array.from({ length: 8 }, () => deliver(key)))
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 200, 200, 201])
    const codes = await Promise.all(replies.map(async reply => (await reply.json() as { acknowledgement: string }).acknowledgement))
    expect(new Set(codes).size).toBe(1)
    expect(world.sandbox.control.receivedDossiers().filter(({ idempotencyKey }) => idempotencyKey === key)).toEqual([expect.objectContaining({ deliveries: 8 })])
  })

  it('refuses the same key with other content', async () => {
    const key = newKey()
    await deliver(key)
    const other = Buffer.from('%PDF-1.7 another form')
    expect((await deliver(key, parcel({ form: other, claimed: sha256(other) }))).status).toBe(409)
  })

  it.each([
    ['without a token', () => deliver(newKey(), parcel(), ''), 401],
    ['with another agency’s token', () => deliver(newKey(), parcel(), 'x'.repeat(43)), 401],
    ['without a key', () => deliver('', parcel()), 400],
    ['that is no package', () => deliver(newKey(), 'hello'), 400],
    ['without its data', () => deliver(newKey(), parcel({ dossier: false })), 422],
    ['whose form is not the one named', () => deliver(newKey(), parcel({ form: Buffer.from('%PDF-1.7 changed') })), 422],
    ['that is too large', () => deliver(newKey(), parcel({ form: Buffer.alloc(21 * 1024 * 1024) })), 400],
  ])('refuses a delivery %s and keeps nothing', async (_what, send, status) => {
    const before = world.sandbox.control.receivedDossiers().length
    expect((await send()).status).toBe(status)
    expect(world.sandbox.control.receivedDossiers()).toHaveLength(before)
  })

  it('fails on demand, and still has what it took', async () => {
    const { agency: order, receivedDossiers } = world.sandbox.control
    const key = newKey()
    order('server-error', { times: 1 })
    expect((await deliver(key)).status).toBe(503)
    order('down', { times: 1 })
    await expect(deliver(key)).rejects.toThrow()
    expect(receivedDossiers().some(({ idempotencyKey }) => idempotencyKey === key)).toBe(false)
    order('acknowledgement-lost', { times: 1 })
    await expect(deliver(key)).rejects.toThrow()
    expect(receivedDossiers().some(({ idempotencyKey }) => idempotencyKey === key)).toBe(true)
    expect((await deliver(key)).status).toBe(200)
  })

  it('acknowledges later, or more often than needed, by calls of its own', async () => {
    const arrived = async (key: string, n: number) => expect.poll(() => calls.filter(({ body }) => body.delivery === key).length, { timeout: 5000 }).toBe(n)
    const late = newKey()
    world.sandbox.control.agency('acknowledgement-late', { times: 1 })
    expect((await deliver(late)).status).toBe(202)
    await arrived(late, 1)
    expect(calls[0]).toMatchObject({ path: '/api/agency/acknowledgements', authorization: `Bearer ${agency.callbackToken}` })
    const twice = newKey()
    world.sandbox.control.agency('duplicate-acknowledgement', { times: 1 })
    expect((await deliver(twice)).status).toBe(201)
    await arrived(twice, 2)
  })

  it('shows what it has, escaped, and hands out the parts', async () => {
    const form = Buffer.from('%PDF-1.7 <b>')
    await deliver(newKey(), parcel({ form, claimed: sha256(form) }))
    const number = world.sandbox.control.receivedDossiers().length - 1
    expect(await (await fetch(world.sandbox.urls.agency)).text()).toContain('Công an phường Cầu Giấy')
    expect(await (await fetch(`${world.sandbox.urls.agency}/dossiers/${number}`)).text()).toContain(sha256(form))
    const part = await fetch(`${world.sandbox.urls.agency}/dossiers/${number}/parts/1`)
    expect(Buffer.from(await part.arrayBuffer()).equals(form)).toBe(true)
    expect((await fetch(`${world.sandbox.urls.agency}/dossiers/99999`)).status).toBe(404)
    expect((await fetch(`${world.sandbox.urls.agency}/dossiers/__proto__/parts/0`)).status).toBe(404)
  })

  it('remembers over a restart', async () => {
    const key = newKey()
    const first = await (await deliver(key)).json()
    await world.restart()
    const again = await deliver(key)
    expect([again.status, await again.json()]).toEqual([200, first])
  })
})
