import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'

export interface ListeningServer {
  /** Base address without a trailing slash. */
  url: string
  port: number
  /** Until it is set, requests are answered 503. */
  handle(listener: RequestListener): void
  close(): Promise<void>
}

/** Binds to this machine only. The address is known before the handler, because issuers and certificates carry it. */
export async function listen(port: number): Promise<ListeningServer> {
  let listener: RequestListener = (_request, response) => response.writeHead(503).end()
  const server = createServer((request, response) => listener(request, response))
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('not listening on a port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    handle: (next) => { listener = next },
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
