import { createServer, type RequestListener, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createGuardedNetwork, isPublicAddress } from '../../../../../server/adapters/network/index.ts'

const servers: Server[] = []
afterEach(() => servers.splice(0).forEach(server => server.close()))

async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

const get = (url: string, limits: { maxBytes?: number, timeoutMs?: number } = {}) => ({ url, method: 'GET' as const, maxBytes: 1000, timeoutMs: 2000, ...limits })

describe('isPublicAddress', () => {
  it.each(['127.0.0.1', '10.1.2.3', '172.31.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0', '224.0.0.1', '255.255.255.255', '::1', '::', 'fe80::1', 'fc00::1', '::ffff:127.0.0.1', '::ffff:10.0.0.1', '2002:7f00:1::', '64:ff9b::7f00:1', '2001:db8::1', 'not an address'])('refuses %s', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })
  it.each(['1.1.1.1', '203.162.4.190', '2400:cb00:2048::1'])('takes %s', (address) => {
    expect(isPublicAddress(address)).toBe(true)
  })
})

describe('the guarded network', () => {
  it('refuses loopback although a server answers there', async () => {
    const port = await serve((_, response) => response.end('secret'))
    for (const host of ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1']) {
      await expect(createGuardedNetwork({ allow: [] }).send(get(`http://${host}:${port}/`))).rejects.toMatchObject({ code: 'address-not-public' })
    }
  })

  it('reaches a private address that is allowed by name and port, and no other port', async () => {
    const port = await serve((_, response) => response.end('ok'))
    const network = createGuardedNetwork({ allow: [`localhost:${port}`] })
    const answer = await network.send(get(`http://localhost:${port}/ocsp`))
    expect(new TextDecoder().decode(answer.body)).toBe('ok')
    await expect(network.send(get(`http://localhost:${port + 1}/`))).rejects.toMatchObject({ code: 'address-not-public' })
  })

  it('does not follow a redirect', async () => {
    const hidden = await serve((_, response) => response.end('secret'))
    const port = await serve((_, response) => response.writeHead(302, { location: `http://127.0.0.1:${hidden}/` }).end())
    const answer = await createGuardedNetwork({ allow: [`127.0.0.1:${port}`] }).send(get(`http://127.0.0.1:${port}/`))
    expect(answer.status).toBe(302)
  })

  it('cuts an answer that is longer than allowed, whatever its content-length says', async () => {
    const port = await serve((_, response) => response.end(Buffer.alloc(5000)))
    await expect(createGuardedNetwork({ allow: [`127.0.0.1:${port}`] }).send(get(`http://127.0.0.1:${port}/`, { maxBytes: 4999 }))).rejects.toMatchObject({ code: 'answer-too-large' })
    const whole = await createGuardedNetwork({ allow: [`127.0.0.1:${port}`] }).send(get(`http://127.0.0.1:${port}/`, { maxBytes: 5000 }))
    expect(whole.body.length).toBe(5000)
  })

  it('ends a call that takes too long', async () => {
    const port = await serve(() => {})
    await expect(createGuardedNetwork({ allow: [`127.0.0.1:${port}`] }).send(get(`http://127.0.0.1:${port}/`, { timeoutMs: 100 }))).rejects.toMatchObject({ code: 'timed-out' })
  })

  it.each(['file:///etc/passwd', 'ftp://example.org/', 'gopher://x/', 'not a url'])('refuses the scheme of %s', async (url) => {
    await expect(createGuardedNetwork({ allow: [] }).send(get(url))).rejects.toMatchObject({ code: 'scheme-not-allowed' })
  })

  it('posts the bytes it was given', async () => {
    const port = await serve((request, response) => request.pipe(response))
    const body = new Uint8Array([1, 2, 255])
    const answer = await createGuardedNetwork({ allow: [`127.0.0.1:${port}`] }).send({ ...get(`http://127.0.0.1:${port}/`), method: 'POST', contentType: 'application/ocsp-request', body })
    expect([...answer.body]).toEqual([1, 2, 255])
  })
})
