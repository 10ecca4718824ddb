import { defineEventHandler, getHeader, setResponseStatus, type H3Event } from 'h3'
import { pause, readFaultHeader } from '../faults.ts'
import { hangUp, readJsonObject, sendJson } from '../http/site.ts'
import { CscError, invalidRequest } from './csc-error.ts'
import type { SignatureService } from './service.ts'

export type Body = Record<string, unknown>
export type Method = (body: Body, caller: Caller) => Promise<unknown> | unknown
/** Whose token came with the call: the client's own, one person's, or the activation of one credential. */
export interface Caller { credentialId: string | null, token: string | null, userId: string | null }

/** How the call is known to faults, and which credential it is about where its body does not say. */
export interface CallPlace { at: string, concerns?: (body: Body) => string | null }

/** A method that needs a token. Its orders to fail are carried out here. */
export function authorised(service: SignatureService, place: string | CallPlace, method: Method): ReturnType<typeof answer> {
  const { at, concerns } = typeof place === 'string' ? { at: place, concerns: undefined } : place
  return answer(service, async (event) => {
    const caller = authenticate(event, service)
    const body = await readJsonObject(event)
    if (body === null) throw invalidRequest('The body is not a JSON object')
    const credentialId = concerns?.(body) ?? (typeof body.credentialID === 'string' ? body.credentialID : null)
    const damage = await applyOutage(service, { credentialId, at, header: getHeader(event, 'x-sandbox-fault') })
    const reply = await method(body, caller)
    return damage === 'half-answer' ? new HalfAnswer(reply) : reply
  })
}

const outages = ['slow', 'server-error', 'half-answer'] as const

/** Faults that befall any call. */
export async function applyOutage(service: SignatureService, { credentialId, at, header }: { credentialId: string | null, at: string, header?: string | undefined }): Promise<'half-answer' | null> {
  const fault = readFaultHeader(header, outages) ?? service.takeFault(credentialId, at, outages)
  if (fault?.kind === 'slow') await pause(fault.delayMs)
  if (fault?.kind === 'server-error') throw new CscError('server_error', 'The service is out of order')
  return fault?.kind === 'half-answer' ? 'half-answer' : null
}

/** Sent up to the middle, then the connection ends. */
class HalfAnswer {
  readonly text: string

  constructor(reply: unknown) {
    const whole = JSON.stringify(reply instanceof Accepted ? reply.body : reply)
    this.text = whole.slice(0, Math.floor(whole.length / 2))
  }
}

/** An answer with another status than 200. */
export class Accepted {
  readonly status: number
  readonly body: unknown

  constructor(status: 201 | 202 | 204, body: unknown = null) {
    this.status = status
    this.body = body
  }
}

/** Every error leaves as the standard's JSON, anything unforeseen as `server_error` without a word more. */
export function answer(service: SignatureService, handle: (event: H3Event) => Promise<unknown> | unknown) {
  return defineEventHandler(async (event) => {
    try {
      const reply = await handle(event)
      if (reply === null) return ''
      if (reply instanceof Accepted && reply.status === 204) {
        setResponseStatus(event, 204)
        return ''
      }
      if (reply instanceof Accepted) return sendJson(event, reply.status, reply.body)
      if (!(reply instanceof HalfAnswer)) return sendJson(event, 200, reply)
      event.node.res.writeHead(200, { 'content-type': 'application/json', 'content-length': reply.text.length * 2 })
      event.node.res.write(reply.text, () => hangUp(event))
      event._handled = true
      return undefined
    }
    catch (error) {
      if (!(error instanceof CscError)) service.onFailure(error instanceof Error ? error : new Error('unknown failure', { cause: error }))
      const { status, code, description } = error instanceof CscError ? error : new CscError('server_error', 'An unexpected condition')
      return sendJson(event, status, { error: code, error_description: description })
    }
  })
}

/** Bearer token of the client (`service`) or of one activation (`credential`), CSC API 8.4. */
function authenticate(event: H3Event, service: SignatureService): Caller {
  const [, token] = /^Bearer ([\w.~+/-]+=*)$/.exec(getHeader(event, 'authorization') ?? '') ?? []
  if (token === undefined) throw invalidRequest('Malformed authorization header')
  const holder = service.tokens.holderOf(token)
  if (holder !== null) return { credentialId: null, token: null, userId: holder.userId }
  const credentialId = service.activation.credentialOf(token)
  if (credentialId === null) throw new CscError('invalid_token', 'The access token is not valid')
  return { credentialId, token, userId: null }
}
