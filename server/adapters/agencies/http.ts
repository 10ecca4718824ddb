import { z } from 'zod'
import { AgencyError, type Acknowledgement, type AgencySystem, type Parcel } from '#domain/delivery'
import type { NetworkPort, NetworkResponse } from '#signing'
import { packMultipart } from './multipart.ts'

/** Where an agency's own system takes dossiers, and with which token. */
export interface AgencyAddress { id: string, url: string, token: string }

export interface HttpAgenciesOptions {
  agencies: readonly AgencyAddress[]
  network: NetworkPort
  /** Milliseconds for the whole answer. @defaultValue 30 000 */
  timeoutMs?: number
}

const answer = z.object({ acknowledgement: z.string().regex(/^[\w./:-]{1,100}$/), receivedAt: z.string().refine(text => !Number.isNaN(Date.parse(text))) })

/**
 * `POST <address>` with a bearer token, `Idempotency-Key: <delivery>` and `multipart/form-data`: part `dossier` (JSON that names
 * the digest of every paper), `report` (JSON), then each paper as `document`. 200 or 201 acknowledge, 202 means later, 4xx
 * refuse for good except 408, 425 and 429; anything else is tried again.
 */
export function createHttpAgencies({ agencies, network, timeoutMs = 30_000 }: HttpAgenciesOptions): AgencySystem {
  return {
    deliver: async (id, parcel) => {
      const agency = agencies.find(one => one.id === id)
      if (agency === undefined) throw new AgencyError('refused', 'the agency takes no part any more')
      return readAnswer(await send(agency, parcel))
    },
  }

  async function send({ url, token }: AgencyAddress, { delivery, parts }: Parcel): Promise<NetworkResponse> {
    const { contentType, body } = packMultipart(parts)
    try {
      return await network.send({ url, method: 'POST', contentType, accept: 'application/json', headers: { 'authorization': `Bearer ${token}`, 'idempotency-key': delivery }, body, maxBytes: 64 * 1024, timeoutMs })
    }
    catch (cause) {
      throw new AgencyError('unavailable', 'no answer', { cause })
    }
  }
}

const passing = [408, 425, 429]

function readAnswer({ status, body }: NetworkResponse): Acknowledgement | null {
  if (status === 202) return null
  if (status >= 400 && status < 500 && !passing.includes(status)) throw new AgencyError('refused', `status ${status}`)
  if (status !== 200 && status !== 201) throw new AgencyError('unavailable', `status ${status}`)
  const parsed = answer.safeParse(readJson(body))
  if (!parsed.success) throw new AgencyError('answer-invalid', 'no acknowledgement in it')
  return { code: parsed.data.acknowledgement, at: new Date(parsed.data.receivedAt).toISOString() }
}

function readJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  }
  catch {
    return undefined
  }
}
