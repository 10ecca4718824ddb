import { join } from 'node:path'
import { defineEventHandler, getQuery, readRawBody, setResponseHeaders, setResponseStatus, toNodeListener } from 'h3'
import { addFaultRoutes, type FaultBoard } from '../faults.ts'
import { createSite, sendPage } from '../http/site.ts'
import type { ListeningServer } from '../http/listen.ts'
import type { Population } from '../people/population.ts'
import { openPortalClient, type PortalClient } from '../portal-client.ts'
import type { StateFile } from '../state-file.ts'
import type { SignatureFault } from '../types.ts'
import { addAuthoriseRoutes } from './authorise-routes.ts'
import { addCscRoutes } from './csc-routes.ts'
import { addEnrolmentRoute } from './enrolment-route.ts'
import { phonePage } from './pages.ts'
import { openPortalSeal, type PortalSeal } from './portal-seal.ts'
import { PublicKeyInfrastructure, type TrustAnchorFile } from './public-key-infrastructure.ts'
import { sealHolders } from './seal-holders.ts'
import { openSignatureService } from './service.ts'

export interface SignatureDependencies {
  population: Population
  dataDir: string
  /** Seal PINs of the agencies are derived from it. */
  agencyKey: string
  faults: FaultBoard<SignatureFault>
  adminToken: string
  now: () => Date
  onFailure: (error: Error) => void
}

export interface RunningSignatureService {
  client: StateFile<PortalClient>
  timestampUrl: string
  trustAnchors: TrustAnchorFile[]
  portalSeal: PortalSeal
  codeOnPhone(personalId: string): Promise<string>
  unlock(personalId: string): Promise<void>
  revokeCertificate(personalId: string): Promise<void>
}

/** A remote signature service (CSC API v2) with the pages on which people authorise, their phone, and the authorities behind it. */
export function serveSignatureService(server: ListeningServer, { population, dataDir, agencyKey, faults, adminToken, now, onFailure }: SignatureDependencies): RunningSignatureService {
  const client = openPortalClient(join(dataDir, 'client.json'), 'motlan')
  const infrastructure = new PublicKeyInfrastructure({ dataDir, baseUrl: `${server.url}/pki`, now })
  const service = openSignatureService({ dataDir, baseUrl: server.url, population, sealHolders: sealHolders(agencyKey), client, infrastructure, faults, now, onFailure })

  const { app, router } = createSite(onFailure)
  addFaultRoutes(router, faults, adminToken)
  addEnrolmentRoute(router, { infrastructure, adminToken, now })
  addAuthoriseRoutes(router, service)
  addCscRoutes(router, service)

  router.get('/phone', defineEventHandler(async (event) => {
    const { person: asked } = getQuery(event)
    const person = typeof asked === 'string' ? population.find(asked) : undefined
    const shown = person === undefined ? null : await service.codeOnPhone(person.personalId)
    return sendPage(event, phonePage({
      people: [...population.people.filter(one => one.story !== null), ...population.officials].filter(one => one.pin !== null),
      shown: person === undefined || shown === null ? null : { person, ...shown },
      unknown: typeof asked === 'string' && asked !== '' && shown === null ? asked.slice(0, 12) : null,
    }))
  }))
  router.use('/pki/**', defineEventHandler(async (event) => {
    const body = event.method === 'POST' ? await readRawBody(event, false) ?? null : null
    const { status, contentType, body: reply } = infrastructure.handle({ path: event.path.slice('/pki'.length), body })
    setResponseStatus(event, status)
    setResponseHeaders(event, { 'content-type': contentType })
    return Buffer.from(reply)
  }))
  server.handle(toNodeListener(app))

  const ofPerson = async (personalId: string) => {
    const [credential] = await service.enrolment.credentialsOf(personalId)
    if (credential === undefined) throw new RangeError('this person has no signing credential')
    return credential
  }
  return {
    client,
    timestampUrl: `${server.url}/pki/government/tsa`,
    trustAnchors: infrastructure.anchors,
    portalSeal: openPortalSeal({ dataDir, infrastructure, now }),
    codeOnPhone: async (personalId) => {
      const shown = await service.codeOnPhone(personalId)
      if (shown === null) throw new RangeError('this person has no signing credential')
      return shown.code
    },
    unlock: async personalId => service.activation.unlock((await ofPerson(personalId)).id),
    revokeCertificate: async (personalId) => {
      await ofPerson(personalId)
      await service.enrolment.revoke(personalId)
    },
  }
}
