import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'

/** A call of a provider that reached the portal, so that it can be sent again. */
export interface ProviderCall { provider: string, query: string, body: Buffer }

/** What the portal's own door for notifications does. @param take answers 503 with false, 404 when it rejects */
export async function openNotificationDoor(take: (call: ProviderCall) => Promise<boolean>): Promise<{ origin: string, server: Server }> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part)).on('end', () => {
      const { pathname, search } = new URL(request.url ?? '/', 'http://localhost')
      take({ provider: pathname.split('/').at(-1) ?? '', query: search, body: Buffer.concat(parts) })
        .then(isTaken => response.writeHead(isTaken ? 204 : 503).end(), () => response.writeHead(404).end())
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { origin: `http://localhost:${(server.address() as AddressInfo).port}`, server }
}
