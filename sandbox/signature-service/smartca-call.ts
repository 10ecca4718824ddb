import { defineEventHandler, getHeader, type H3Event } from 'h3'
import { pause, readFaultHeader } from '../faults.ts'
import { hangUp, readJsonObject, sendJson } from '../http/site.ts'
import type { Body } from './csc-call.ts'
import type { SignatureService } from './service.ts'
import type { SmartCaTokens } from './smartca-tokens.ts'

/** Codes of the gateway (integration document v1.1, 5.1.1). */
export const codes = {
  CLIENT_INPUT_INVALID: 30000, SERVAR_INTERNAL_ERROR: 50000, CREDENTIAL_NOT_EXIST: 60000, CREDENTIAL_NOT_MATCH_IDENTITY: 60001,
  SIGNATURE_TRANSACTION_NOT_FOUND: 62000, SIGNATURE_TRANSACTION_NOT_MATCH_IDENTITY: 62001,
} as const

/** Answered with status 400 and an envelope. */
export class GatewayError extends Error {
  readonly code: keyof typeof codes

  constructor(code: keyof typeof codes, message: string) {
    super(message)
    this.name = 'GatewayError'
    this.code = code
  }
}

type Method = (body: Body, userId: string) => Promise<unknown> | unknown

interface Place {
  at: string
  /** The credential that a call is about, for faults. */
  concerns: (body: Body) => string | null
}

/** A method that needs a person's access token; the answer goes into the gateway's envelope. */
export function gatewayMethod(service: SignatureService, tokens: SmartCaTokens, { at, concerns }: Place, method: Method): ReturnType<typeof defineEventHandler> {
  return defineEventHandler(async (event) => {
    const [, token] = /^Bearer ([\w.~+/-]+=*)$/.exec(getHeader(event, 'authorization') ?? '') ?? []
    const userId = token === undefined ? null : tokens.userOf(token)
    if (userId === null) return sendJson(event, 401, { error: 'invalid_token' })
    try {
      const body = await readJsonObject(event)
      if (body === null) throw new GatewayError('CLIENT_INPUT_INVALID', 'The body is not a JSON object')
      const fault = readFaultHeader(getHeader(event, 'x-sandbox-fault'), ['slow', 'server-error', 'half-answer'] as const) ?? service.takeFault(concerns(body), at, ['slow', 'server-error', 'half-answer'])
      if (fault?.kind === 'slow') await pause(fault.delayMs)
      if (fault?.kind === 'server-error') return sendJson(event, 500, envelope('SERVAR_INTERNAL_ERROR', 'out of order'))
      const reply = { code: 0, codeDesc: 'SUCCESS', message: 'Success', content: await method(body, userId) }
      return fault?.kind === 'half-answer' ? sendHalf(event, JSON.stringify(reply)) : sendJson(event, 200, reply)
    }
    catch (error) {
      if (error instanceof GatewayError) return sendJson(event, 400, envelope(error.code, error.message))
      service.onFailure(error instanceof Error ? error : new Error('unknown failure', { cause: error }))
      return sendJson(event, 500, envelope('SERVAR_INTERNAL_ERROR', 'unexpected'))
    }
  })
}

const envelope = (code: keyof typeof codes, message: string): unknown => ({ code: codes[code], codeDesc: code, message, content: null })

function sendHalf(event: H3Event, text: string): undefined {
  event.node.res.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
  event.node.res.write(text.slice(0, Math.floor(text.length / 2)), () => hangUp(event))
  event._handled = true
}
