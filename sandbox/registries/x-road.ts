import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/**
 * What a security server does with a REST message: X-Road Message Protocol for REST 1.0 (PR-REST), clauses 4.1 to 4.6.
 */

/** Instance, member class, member code, subsystem. */
export type ClientId = readonly string[]

/** Errors that come from X-Road itself, not from the service behind it (PR-REST 4.6). */
export type XRoadErrorType = 'Client.BadRequest' | 'Server.ClientProxy.UnknownMember' | 'Server.ServerProxy.UnknownService' | 'Server.ServerProxy.AccessDenied' | 'Server.ServerProxy.NetworkError'

/** Categories 3 and 4 of PR-REST 4.6: what the caller did wrong is 400, all else 500. */
export const statusOf = (type: XRoadErrorType): 400 | 500 => type.startsWith('Client.') ? 400 : 500

/** An identifier in a header or path: parts are percent-encoded one by one. Null when it is malformed. */
export function parseIdentifier(text: string | undefined, parts: { least: number, most: number }): string[] | null {
  if (text === undefined || text.length > 1000) return null
  const segments = text.split('/')
  if (segments.length < parts.least || segments.length > parts.most) return null
  try {
    const decoded = segments.map(decodeURIComponent)
    // PR-REST 4.8: what could break out of an identifier is not part of one.
    return decoded.every(segment => segment !== '' && !/[/\\%;:\p{Cc}]|^\.{1,2}$/u.test(segment)) ? decoded : null
  }
  catch {
    return null
  }
}

export const formatIdentifier = (parts: readonly string[]): string => parts.map(encodeURIComponent).join('/')

/** Rewritten or dropped by a security server (PR-REST 4.3 "Filtered headers"), so not part of the message that is hashed. */
const filteredHeaders = new Set(['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'host', 'user-agent', 'server', 'expect', 'content-length'])

/**
 * `X-Road-Request-Hash`: base64 of SHA512(SHA512(headers) + SHA512(body)), or of SHA512(headers) without a body
 * (PR-REST 4.3). "Headers" are the lines of the message: verb, target, then one header a line.
 */
export function requestHash({ method, target, headers, body }: { method: string, target: string, headers: IncomingHttpHeaders, body: Buffer }): string {
  const lines = Object.entries(headers).flatMap(([name, value]) => filteredHeaders.has(name) || value === undefined ? [] : [`${name}:${Array.isArray(value) ? value.join(', ') : value}`])
  const head = sha512(Buffer.from([method, target, ...lines].map(line => `${line}\r\n`).join('')))
  return (body.length === 0 ? head : sha512(Buffer.concat([head, sha512(body)]))).toString('base64')
}

const sha512 = (bytes: Buffer): Buffer => createHash('sha512').update(bytes).digest()
