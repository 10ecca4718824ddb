import type { PersonQuery } from '#domain/prefill'
import { RegistryError } from '#domain/prefill'
import type { NetworkPort, NetworkRequest, NetworkResponse } from '#signing'

/** A network whose other end answers as told, and what it was sent. */
export function scriptedNetwork(answer: (request: NetworkRequest, index: number) => { status?: number, headers?: Record<string, string>, body?: string | Uint8Array }): { network: NetworkPort, sent: NetworkRequest[] } {
  const sent: NetworkRequest[] = []
  return {
    sent,
    network: {
      send: async (request): Promise<NetworkResponse> => {
        sent.push(request)
        const { status = 200, headers = {}, body = '' } = answer(request, sent.length - 1)
        return { status, headers, body: typeof body === 'string' ? new TextEncoder().encode(body) : body }
      },
    },
  }
}

export const now = () => new Date('2026-11-23T02:14:00Z')
export const person = { personalId: '000190012345', fullName: 'Nguyễn Thị Oanh', dateOfBirth: '1990-03-05' }
export const query: PersonQuery = { person, attributes: ['fullName', 'sex'], purpose: 'Luật Cư trú', procedure: '1.004194', userId: `VN${person.personalId}`, issue: 'draft-1' }

export async function failureOf(attempt: Promise<unknown>): Promise<RegistryError> {
  const error: unknown = await attempt.then(() => new Error('it answered'), (cause: unknown) => cause)
  if (!(error instanceof RegistryError)) throw error
  return error
}

export const bodyOf = (request: NetworkRequest | undefined): string => new TextDecoder().decode(request?.body)
