import { defineEventHandler, getHeader, type H3Event } from 'h3'
import { pause } from '../faults.ts'
import { hangUp, readJsonObject, sendJson } from '../http/site.ts'
import { CscError, invalidRequest } from './csc-error.ts'
import type { SignatureService } from './service.ts'

export type Body = Record<string, unknown>
export type Method = (body: Body, caller: Caller) => Promise<unknown> | unknown
/** Whose token came with the call: the client's own, or the activation of one credential. */
export interface Caller { credentialId: string | null, token: string | null }

/** A method that needs a token. Its orders to fail are carried out here. */
export function authorised(service: SignatureService, at: string, method: Method): ReturnType<typeof answer> {
  return answer(service, async (event) => {
    const caller = authenticate(event, service)
    const body = await readJsonObject(event)
    if (body === null) throw invalidRequest('The body is not a JSON object')
    const credentialId = typeof body.credentialID === 'string' ? body.credentialID : null
    const damage = await applyOutage(service, { credentialId, at })
    const reply = await method(body, caller)
    const spoilt = at === 'signatures/signHash' && service.takeFault(credentialId, at, ['wrong-signature']) !== null ? spoilSignatures(reply) : reply
    return damage === 'half-answer' ? new HalfAnswer(spoilt) : spoilt
  })
}

/** Faults that befall any call. */
export async function applyOutage(service: SignatureService, { credentialId, at }: { credentialId: string | null, at: string }): Promise<'half-answer' | null> {
  const fault = service.takeFault(credentialId, at, ['slow', 'server-error', 'half-answer'])
  if (fault?.kind === 'slow') await pause(fault.delayMs)
  if (fault?.kind === 'server-error') throw new CscError('server_error', 'The service is out of order')
  return fault?.kind === 'half-answer' ? 'half-answer' : null
}

/** Sent up to the middle, then the connection ends. */
class HalfAnswer {
  readonly text: string

  constructor(reply: unknown) {
    const whole = JSON.stringify(reply)
    this.text = whole.slice(0, Math.floor(whole.length / 2))
  }
}

function spoilSignatures(reply: unknown): unknown {
  const { signatures } = reply as { signatures: string[] }
  return { signatures: signatures.map((signature) => {
    const bytes = Buffer.from(signature, 'base64')
    bytes[10] = (bytes[10] ?? 0) ^ 0x01
    return bytes.toString('base64')
  }) }
}

/** Every error leaves as the standard's JSON, anything unforeseen as `server_error` without a word more. */
export function answer(service: SignatureService, handle: (event: H3Event) => Promise<unknown> | unknown) {
  return defineEventHandler(async (event) => {
    try {
      const reply = await handle(event)
      if (reply === null) return ''
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
  if (service.tokens.isServiceToken(token)) return { credentialId: null, token: null }
  const credentialId = service.activation.credentialOf(token)
  if (credentialId === null) throw new CscError('invalid_token', 'The access token is not valid')
  return { credentialId, token }
}
