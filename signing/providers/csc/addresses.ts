import type { z } from 'zod'
import { ProviderError } from '../errors.ts'
import { parseJson } from '../post.ts'
import { createInfoBook } from './info-book.ts'
import { infoSchema, metadataSchema } from './schemas.ts'
import type { CscSettings } from './settings.ts'
import { call } from './wire.ts'

export type ServiceInfo = z.infer<typeof infoSchema>
export interface ServiceAddresses { info: ServiceInfo, authorize: string, token: string }

export const createAddressBook = (settings: CscSettings): () => Promise<ServiceAddresses> => createInfoBook(settings.now, () => readAddresses(settings))

async function readAddresses(settings: CscSettings): Promise<ServiceAddresses> {
  const info = await call(settings, { url: `${settings.baseUrl}/info`, step: 'info', body: { json: {} }, schema: infoSchema })
  if (info.oauth2 !== undefined) {
    const base = info.oauth2.replace(/\/*$/, '')
    return { info, authorize: `${base}/oauth2/authorize`, token: `${base}/oauth2/token` }
  }
  if (info.oauth2Issuer === undefined) throw new ProviderError('reply-invalid', 'info: no authorization server')
  const { authorization_endpoint: authorize, token_endpoint: token } = await readMetadata(settings, info.oauth2Issuer)
  return { info, authorize, token }
}

/** RFC 8414, 3: the well-known part goes between host and path. */
async function readMetadata({ network, timeoutMs = 15_000 }: CscSettings, issuer: string): Promise<z.infer<typeof metadataSchema>> {
  const { origin, pathname } = new URL(issuer)
  const url = `${origin}/.well-known/oauth-authorization-server${pathname.replace(/\/$/, '')}`
  const response = await network.send({ url, method: 'GET', accept: 'application/json', maxBytes: 64 * 1024, timeoutMs }).catch((cause: unknown) => {
    throw new ProviderError('unavailable', 'authorization server metadata: no answer', { cause })
  })
  const parsed = response.status === 200 ? metadataSchema.safeParse(parseJson(response.body)) : null
  if (parsed === null || !parsed.success || parsed.data.issuer !== issuer) throw new ProviderError('reply-invalid', 'authorization server metadata')
  return parsed.data
}
