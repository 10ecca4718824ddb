import { createServer, type IncomingMessage, type Server } from 'node:http'
import { once } from 'node:events'
import busboy from 'busboy'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Parcel } from '#domain/delivery'
import { createHttpAgencies } from '../../../../../server/adapters/agencies/index.ts'
import { directNetwork } from '../../../../support/direct-network.ts'

interface Seen { headers: IncomingMessage['headers'], parts: { name: string, fileName: string, type: string, text: string }[] }

let server: Server
let url = ''
let seen: Seen | null = null
let reply: { status: number, body: string } | 'hang up' = { status: 201, body: '' }
beforeAll(async () => {
  server = createServer(async (request, response) => {
    seen = { headers: request.headers, parts: [] }
    const parser = busboy({ headers: request.headers, defParamCharset: 'utf8' })
    parser.on('file', async (name, stream, { filename, mimeType }) => {
      const part = { name, fileName: filename ?? '', type: mimeType, text: '' }
      seen?.parts.push(part)
      for await (const chunk of stream) part.text += String(chunk)
    })
    request.pipe(parser)
    await once(parser, 'close')
    if (reply === 'hang up') request.socket.destroy()
    else response.writeHead(reply.status, { 'content-type': 'application/json' }).end(reply.body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  url = typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}/dossiers` : ''
})
afterAll(() => server.close())

const parcel: Parcel = { delivery: 'delivery-1', parts: [
  { name: 'dossier', fileName: 'dossier.json', type: 'application/json', bytes: Buffer.from('{"code":"H01"}') },
  { name: 'document', fileName: 'tờ "khai"\r\nx.pdf', type: 'application/pdf', bytes: Buffer.from('%PDF\r\n--x\r\n') },
] }
const deliver = () => createHttpAgencies({ agencies: [{ id: 'police', url, token: 'secret' }], network: directNetwork }).deliver('police', parcel)

describe('an agency’s system over HTTP', () => {
  it('gets every part whole, with token and key', async () => {
    reply = { status: 201, body: '{"acknowledgement":"TN-1","receivedAt":"2026-11-24T10:00:00+07:00"}' }
    expect(await deliver()).toEqual({ code: 'TN-1', at: '2026-11-24T03:00:00.000Z' })
    expect(seen?.headers).toMatchObject({ 'authorization': 'Bearer secret', 'idempotency-key': 'delivery-1' })
    expect(seen?.parts).toEqual([
      { name: 'dossier', fileName: 'dossier.json', type: 'application/json', text: '{"code":"H01"}' },
      { name: 'document', fileName: 'tờ %22khai%22%0D%0Ax.pdf', type: 'application/pdf', text: '%PDF\r\n--x\r\n' },
    ])
  })

  it('may acknowledge later', async () => {
    reply = { status: 202, body: '{}' }
    expect(await deliver()).toBeNull()
  })

  it.each<[typeof reply, string]>([
    ['hang up', 'unavailable'],
    [{ status: 503, body: '' }, 'unavailable'], [{ status: 429, body: '' }, 'unavailable'], [{ status: 408, body: '' }, 'unavailable'], [{ status: 302, body: '' }, 'unavailable'], [{ status: 204, body: '' }, 'unavailable'],
    [{ status: 400, body: '' }, 'refused'], [{ status: 401, body: '' }, 'refused'], [{ status: 409, body: '' }, 'refused'], [{ status: 422, body: '' }, 'refused'],
    [{ status: 200, body: '<html>' }, 'answer-invalid'], [{ status: 200, body: '{}' }, 'answer-invalid'], [{ status: 201, body: '{"acknowledgement":"a b","receivedAt":"2026-11-24"}' }, 'answer-invalid'],
    [{ status: 201, body: '{"acknowledgement":"TN-1","receivedAt":"soon"}' }, 'answer-invalid'], [{ status: 200, body: `{"x":"${'x'.repeat(70_000)}"}` }, 'unavailable'],
  ])('that answers %j is %s', async (answer, code) => {
    reply = answer
    await expect(deliver()).rejects.toMatchObject({ name: 'AgencyError', code })
  })

  it('that is not on the list is refused', async () => {
    await expect(createHttpAgencies({ agencies: [], network: directNetwork }).deliver('police', parcel)).rejects.toMatchObject({ code: 'refused' })
  })
})
