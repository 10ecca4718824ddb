import { lookup } from 'node:dns'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import type { NetworkPort, NetworkRequest, NetworkResponse } from '#signing'
import { isPublicAddress } from './public-address.ts'

export interface GuardedNetworkOptions {
  /** `host:port` pairs that may be reached although they are private or loopback addresses. */
  allow: readonly string[]
  /** What is shown to servers that ask for a client certificate, and the only authorities that theirs may come from (PEM). */
  tls?: { key: string, certificate: string, authorities: string }
}

/**
 * The one way out for addresses that strangers choose (AIA, OCSP, CRL, time-stamp URLs found in files): http and https
 * only, public addresses only unless allowed by name, the address checked after resolution is the one connected to, no
 * redirect is followed, size and time are bounded. Rejects with an `Error` whose `code` says why; the message names no path.
 */
export function createGuardedNetwork({ allow, tls }: GuardedNetworkOptions): NetworkPort {
  const allowed = new Set(allow.map(entry => entry.toLowerCase()))
  const agent = tls === undefined ? undefined : new HttpsAgent({ keepAlive: true, key: tls.key, cert: tls.certificate, ca: tls.authorities, minVersion: 'TLSv1.2' })
  return { send: request => send(request, allowed, agent) }
}

async function send(asked: NetworkRequest, allowed: ReadonlySet<string>, agent: HttpsAgent | undefined): Promise<NetworkResponse> {
  const url = parseUrl(asked.url)
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const privateAllowed = allowed.has(`${host.toLowerCase()}:${port}`)
  if (agent !== undefined && url.protocol !== 'https:') throw refused('scheme-not-allowed', host)
  // Node does not ask `lookup` for address literals, so they are judged here.
  if (isIP(host) !== 0 && !privateAllowed && !isPublicAddress(host)) throw refused('address-not-public', host)

  return new Promise((resolve, reject) => {
    const start = url.protocol === 'https:' ? httpsRequest : httpRequest
    const call = start(url, {
      method: asked.method,
      headers: headersFor(asked),
      agent,
      lookup: privateAllowed ? undefined : publicLookup,
      signal: AbortSignal.timeout(asked.timeoutMs),
    }, response => collect(response, asked.maxBytes).then(resolve, reject))
    call.on('error', cause => reject(cause.name === 'AbortError' || cause.name === 'TimeoutError' ? refused('timed-out', host) : cause))
    call.end(asked.body)
  })
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !['http:', 'https:'].includes(url.protocol)) throw refused('scheme-not-allowed', '')
  if (url.username !== '' || url.password !== '') throw refused('credentials-in-url', url.hostname)
  return url
}

const headersFor = ({ body, contentType, accept, headers }: NetworkRequest): Record<string, string> => ({
  ...headers,
  ...(contentType === undefined ? {} : { 'content-type': contentType }),
  ...(accept === undefined ? {} : { accept }),
  ...(body === undefined ? {} : { 'content-length': String(body.length) }),
})

/** Resolves a name and hands on only public addresses: what is checked is what is connected to (no DNS rebinding). */
const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, '')
    const open = addresses.filter(({ address }) => isPublicAddress(address))
    const [first] = open
    if (first === undefined) return callback(refused('address-not-public', hostname), '')
    if (options.all === true) return callback(null, open)
    callback(null, first.address, first.family)
  })
}

async function collect(response: IncomingMessage, maxBytes: number): Promise<NetworkResponse> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length
    // Content-Length may lie, so the count is what decides.
    if (size > maxBytes) {
      response.destroy()
      throw refused('answer-too-large', '')
    }
    chunks.push(chunk)
  }
  return { status: response.statusCode ?? 0, headers: flat(response.headers), body: new Uint8Array(Buffer.concat(chunks)) }
}

const flat = (headers: IncomingMessage['headers']): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value ?? '']))

function refused(code: string, host: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`outgoing call refused: ${code}${host === '' ? '' : ` (${host})`}`), { code })
}
