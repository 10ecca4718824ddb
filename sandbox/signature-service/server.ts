import { join } from 'node:path'
import { defineEventHandler, readRawBody, setResponseHeaders, setResponseStatus, toNodeListener } from 'h3'
import { addFaultRoutes, type FaultBoard } from '../faults.ts'
import { createSite } from '../http/site.ts'
import type { ListeningServer } from '../http/listen.ts'
import type { Population } from '../people/population.ts'
import { openPortalClient, type PortalClient } from '../portal-client.ts'
import type { StateFile } from '../state-file.ts'
import type { PhoneRequest, SignatureFault } from '../types.ts'
import { addAuthoriseRoutes } from './authorise-routes.ts'
import { addCertificateRoutes } from './certificate-routes.ts'
import { addCscRoutes } from './csc-routes.ts'
import { addCscV1Routes } from './csc-v1-routes.ts'
import { credentialIdOf, type CredentialLine } from './credential.ts'
import { addEnrolmentRoute } from './enrolment-route.ts'
import type { MasterKey } from './master-key.ts'
import { addPasskeyRoutes } from './passkey-routes.ts'
import { addPhoneRoutes, answerOnDevice } from './phone-routes.ts'
import { openPortalSeal, type PortalSeal } from './portal-seal.ts'
import { PublicKeyInfrastructure, type TrustAnchorFile } from './public-key-infrastructure.ts'
import { sealHolders } from './seal-holders.ts'
import { openSignatureService, type SignatureService } from './service.ts'
import { addSmartCaRoutes } from './smartca-routes.ts'

export interface SignatureDependencies {
  population: Population
  dataDir: string
  /** Seal PINs of the agencies are derived from it. */
  agencyKey: string
  faults: FaultBoard<SignatureFault>
  adminToken: string
  masterKey: MasterKey
  now: () => Date
  onFailure: (error: Error) => void
}

export interface RunningSignatureService {
  /** The service behind the routes, for those who measure it. */
  service: SignatureService
  client: StateFile<PortalClient>
  timestampUrl: string
  trustAnchors: TrustAnchorFile[]
  portalSeal: PortalSeal
  codeOnPhone(personalId: string, line?: CredentialLine): Promise<string>
  phone(personalId: string): PhoneRequest[]
  answerOnPhone(personalId: string, answer: 'agree' | 'decline' | { pin: string }): Promise<void>
  unlock(personalId: string, line?: CredentialLine): Promise<void>
  revokeCertificate(personalId: string, line?: CredentialLine): Promise<void>
}

/** A remote signature service (CSC API v1 and v2, SmartCA) with the pages on which people authorise, their phone, and the authorities behind it. */
export function serveSignatureService(server: ListeningServer, { population, dataDir, agencyKey, faults, adminToken, masterKey, now, onFailure }: SignatureDependencies): RunningSignatureService {
  const client = openPortalClient(join(dataDir, 'client.json'), 'motlan')
  const infrastructure = new PublicKeyInfrastructure({ dataDir, baseUrl: `${server.url}/pki`, now })
  const service = openSignatureService({ dataDir, baseUrl: server.url, population, sealHolders: sealHolders(agencyKey), client, infrastructure, masterKey, faults, now, onFailure })

  const { app, router } = createSite(onFailure)
  addFaultRoutes(router, faults, adminToken)
  addEnrolmentRoute(router, { infrastructure, adminToken, now })
  addCertificateRoutes(router, service, adminToken)
  addAuthoriseRoutes(router, service)
  addPhoneRoutes(router, service, population)
  addPasskeyRoutes(router, service)
  addSmartCaRoutes(router, service, dataDir)
  addCscV1Routes(router, service)
  addCscRoutes(router, service)

  router.use('/pki/**', defineEventHandler(async (event) => {
    const body = event.method === 'POST' ? await readRawBody(event, false) ?? null : null
    const { status, contentType, body: reply } = infrastructure.handle({ path: event.path.slice('/pki'.length), body })
    setResponseStatus(event, status)
    setResponseHeaders(event, { 'content-type': contentType })
    return Buffer.from(reply)
  }))
  server.handle(toNodeListener(app))

  const ofPerson = async (personalId: string, line?: CredentialLine) => {
    const [credential] = await service.enrolment.credentialsOf(personalId, line)
    if (credential === undefined) throw new RangeError('this person has no signing credential')
    return credential
  }
  const codeOnPhone = async (personalId: string, line?: CredentialLine): Promise<string> => {
    const shown = await service.codeOnPhone(personalId, line)
    if (shown === null) throw new RangeError('this person has no signing credential, or was sent no code')
    return shown.code
  }
  const waiting = (personalId: string) => service.devices.waiting(credentialIdOf(personalId, 'device'))
  return {
    service,
    client,
    timestampUrl: `${server.url}/pki/government/tsa`,
    trustAnchors: infrastructure.anchors,
    portalSeal: openPortalSeal({ dataDir, infrastructure, now }),
    codeOnPhone,
    phone: personalId => waiting(personalId).map(({ id, labels, binding }) => ({ id, documents: binding.hashes.map((digest, index) => ({ digest, label: labels[index] ?? labels[0] ?? '' })) })),
    answerOnPhone: async (personalId, answer) => {
      for (const request of waiting(personalId)) {
        const factors = answer === 'decline' ? answer : { pin: typeof answer === 'string' ? population.find(personalId)?.pin ?? '' : answer.pin, proof: service.proofOnPhone(request) }
        await answerOnDevice(service, request, factors)
      }
    },
    unlock: async (personalId, line) => service.activation.unlock((await ofPerson(personalId, line)).id),
    revokeCertificate: async (personalId, line) => service.enrolment.revoke(await ofPerson(personalId, line)),
  }
}
