import { createHash } from 'node:crypto'
import { z } from 'zod'
import { RegistryError } from '#domain/prefill'
import type { NetworkPort, NetworkResponse } from '#signing'
import { expectType, jsonType, maxBytes, refusalOf, sendOverNetwork, type Message, type Transport } from './transport.ts'

/** A gateway with OAuth 2.0 client credentials (RFC 6749, 4.4) and bearer tokens (RFC 6750), as the national service platform has it. */
export interface GatewayOptions {
  tokenUrl: string
  clientId: string
  clientSecret: string
  network: NetworkPort
  timeoutMs: number
  now: () => Date
}

/** Tokens of one gateway, shared by all its registries. */
export interface Tokens {
  get(): Promise<string>
  /** This one was refused; the next `get` asks for another. */
  forget(token: string): void
}

const tokenAnswer = z.object({ access_token: z.string().min(1).max(8_000), token_type: z.string(), expires_in: z.number().positive().optional() })

/** A token is asked for once, however many wait for it, and used until ten seconds before it ends. */
export function createTokens(options: GatewayOptions): Tokens {
  let current: { token: Promise<string>, value: string | null, until: number } | null = null
  return {
    get: () => {
      if (current !== null && options.now().getTime() < current.until) return current.token
      const entry = { token: Promise.resolve(''), value: null as string | null, until: Number.POSITIVE_INFINITY }
      entry.token = fetchToken(options).then(({ token, seconds }) => {
        entry.value = token
        entry.until = options.now().getTime() + Math.max(seconds - 10, 1) * 1000
        return token
      })
      entry.token.catch(() => {
        if (current === entry) current = null
      })
      current = entry
      return entry.token
    },
    forget: (token) => {
      if (current?.value === token) current = null
    },
  }
}

async function fetchToken({ tokenUrl, clientId, clientSecret, network, timeoutMs }: GatewayOptions): Promise<{ token: string, seconds: number }> {
  // RFC 6749, 2.3.1: id and secret are form-encoded before they are joined.
  const basic = Buffer.from([clientId, clientSecret].map(part => new URLSearchParams({ part }).toString().slice(5)).join(':')).toString('base64')
  const response = await sendOverNetwork(network, {
    url: tokenUrl, method: 'POST', contentType: 'application/x-www-form-urlencoded', accept: 'application/json', maxBytes: 64 * 1024, timeoutMs,
    headers: { authorization: `Basic ${basic}` }, body: new TextEncoder().encode('grant_type=client_credentials'),
  })
  // 400 and 401 mean that our own credentials are refused: nothing that passes by itself.
  if (response.status !== 200) throw new RegistryError('registry-unavailable', `the token was refused with status ${response.status}`, { permanent: response.status < 500 && response.status !== 429 })
  const parsed = tokenAnswer.safeParse(readJson(response.body))
  if (!parsed.success || parsed.data.token_type.toLowerCase() !== 'bearer') throw new RegistryError('registry-unavailable', 'the token answer is none')
  return { token: parsed.data.access_token, seconds: parsed.data.expires_in ?? 300 }
}

export interface BearerRestOptions { url: string, tokens: Tokens, network: NetworkPort, timeoutMs: number }

/** Asks with a token; when it is refused (401), once more with a fresh one. */
export function createBearerRest(options: BearerRestOptions): Transport {
  return {
    exchange: async (message) => {
      const token = await options.tokens.get()
      let response = await send(message, token, options)
      if (response.status === 401) {
        options.tokens.forget(token)
        response = await send(message, await options.tokens.get(), options)
        if (response.status === 401) throw new RegistryError('registry-unavailable', 'a fresh token is refused', { permanent: true })
      }
      if (response.status === 403) throw new RegistryError('registry-unavailable', 'we may not ask this', { permanent: true })
      if (response.status !== 200) throw refusalOf(response)
      expectType(response, jsonType)
      return { body: response.body, requestId: response.headers?.['x-request-id'] ?? message.messageId, requestHash: hashOf(message, options.url) }
    },
  }
}

function send({ method, query, body, messageId, userId, issue }: Message, token: string, { url, network, timeoutMs }: BearerRestOptions): Promise<NetworkResponse> {
  return sendOverNetwork(network, {
    url: url + query, method, accept: 'application/json', maxBytes, timeoutMs,
    headers: { 'authorization': `Bearer ${token}`, 'x-request-id': messageId, 'x-user-id': userId, 'x-issue': issue },
    ...(body === '' ? {} : { contentType: 'application/json; charset=utf-8', body: new TextEncoder().encode(body) }),
  })
}

/** Such gateways give no evidence of what they were asked, so ours is of what was sent: method, address, then the body. */
const hashOf = ({ method, query, body }: Message, url: string): string => createHash('sha512').update(`${method} ${url}${query}\r\n\r\n${body}`).digest('base64')

function readJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  }
  catch {
    return null
  }
}
