import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { agencies, agencySecret } from './agency/agencies.ts'
import type { AgencyState } from './agency/server.ts'
import { registerOrigin, type PortalClient } from './portal-client.ts'
import { populationServiceId, portalClientId, type RunningRegistries } from './registries/server.ts'
import type { RunningSignatureService } from './signature-service/server.ts'
import { sealCredentialId } from './signature-service/seal-holders.ts'
import { StateFile, writeWhole } from './state-file.ts'
import type { SandboxOfficial, SandboxUrls } from './types.ts'

interface PortalSurroundings {
  dataDir: string
  urls: SandboxUrls
  identityClient: StateFile<PortalClient>
  registries: RunningRegistries
  signature: RunningSignatureService
  agencyState: StateFile<AgencyState>
  officials: readonly SandboxOfficial[]
}

/** The environment of a portal at `origin`; the files that it names are written, readable by this user only. */
export function writePortalEnvironment(origin: string, { dataDir, urls, identityClient, registries, signature, agencyState, officials }: PortalSurroundings): Record<string, string> {
  registerOrigin(identityClient, origin)
  registerOrigin(signature.client, origin)
  agencyState.value.portalOrigin = origin
  agencyState.save()

  const folder = join(dataDir, 'portal')
  const write = (name: string, text: string): string => {
    const path = join(folder, name)
    writeWhole(path, text)
    return path
  }
  const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`
  const { value: sessionSecret } = new StateFile(join(folder, 'session-secret.json'), () => randomBytes(48).toString('base64url'))
  return {
    PORTAL_ORIGIN: origin,
    PORTAL_SESSION_SECRET: sessionSecret,
    PORTAL_OIDC_ISSUER: urls.identity,
    PORTAL_OIDC_CLIENT_ID: identityClient.value.id,
    PORTAL_OIDC_CLIENT_SECRET: identityClient.value.secret,
    PORTAL_XROAD_SERVER: urls.registries,
    PORTAL_XROAD_CLIENT: portalClientId,
    PORTAL_XROAD_POPULATION: populationServiceId,
    PORTAL_REGISTRIES_FILE: write('registries.json', json(registries.settings())),
    PORTAL_CSC_URL: `${urls.signature}/csc/v2`,
    PORTAL_CSC_CLIENT_ID: signature.client.value.id,
    PORTAL_CSC_CLIENT_SECRET: signature.client.value.secret,
    PORTAL_CSC_TITLE: 'Chữ ký số từ xa',
    PORTAL_PROVIDERS_FILE: write('providers.json', json(signingProviders(urls.signature, signature.client.value))),
    PORTAL_TSA_URL: signature.timestampUrl,
    PORTAL_TRUST_FILE: write('trust.json', json(signature.trustAnchors)),
    PORTAL_OFFICIALS_FILE: write('officials.json', json(officials.map(({ personalId, role, agency }) => ({ personalId, role, agency })))),
    PORTAL_AGENCIES_FILE: write('agencies.json', json(agencies.map(agency => ({
      ...agency,
      backendUrl: `${urls.agency}/agencies/${agency.id}/dossiers`,
      backendToken: agencySecret(agencyState.value.key, agency.id, 'backend'),
      callbackToken: agencySecret(agencyState.value.key, agency.id, 'callback'),
      sealCredential: sealCredentialId(agency.id),
      sealPin: agencySecret(agencyState.value.key, agency.id, 'seal-pin'),
    })))),
    PORTAL_SEAL_KEY_FILE: write('seal-key.pem', signature.portalSeal.key),
    PORTAL_SEAL_CERTIFICATES_FILE: write('seal-certificates.pem', signature.portalSeal.certificates),
    PORTAL_OUTGOING_ALLOW: Object.values(urls).map(url => new URL(url).host).join(','),
  }
}

/** The same people with three providers, each with another way to answer: on its pages, by typing, on the phone. */
const signingProviders = (url: string, { id: clientId, secret: clientSecret }: PortalClient) => [
  { id: 'csc', title: 'Chữ ký số từ xa', protocol: 'csc-v2', baseUrl: `${url}/csc/v2`, clientId, clientSecret },
  { id: 'csc-v1', title: 'Chữ ký số nhập mã PIN', protocol: 'csc-v1', baseUrl: `${url}/typed/csc/v1`, clientId, clientSecret },
  { id: 'smartca', title: 'Chữ ký số trên điện thoại', protocol: 'smartca', baseUrl: `${url}/smartca`, clientId, clientSecret },
]
