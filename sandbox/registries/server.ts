import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { toNodeListener } from 'h3'
import { addFaultRoutes, type FaultBoard } from '../faults.ts'
import type { ListeningServer } from '../http/listen.ts'
import { createSite } from '../http/site.ts'
import type { Population } from '../people/population.ts'
import { StateFile } from '../state-file.ts'
import type { RegistryFault } from '../types.ts'
import { addGateway, newGatewayClient, type GatewayClient } from './gateway.ts'
import { createWorld, type World } from './records/world.ts'
import { addSecurityServer, portalClientId } from './security-server.ts'
import { services } from './services.ts'
import { addSoapService, newPlatformAccount, platformAuthUrl, soapServiceId, type PlatformAccount } from './soap-service.ts'

export { portalClientId } from './security-server.ts'

export const populationServiceId = 'MOTLAN-DEV/GOV/MPS/population/person-lookup'

export interface RegistriesOptions {
  population: Population
  faults: FaultBoard<RegistryFault>
  adminToken: string
  dataDir: string
  now: () => Date
  onFailure: (error: Error) => void
}

export interface RunningRegistries {
  world: World
  /** The registries file of a portal that asks here; `soap` asks the population registry as the national platform does. */
  settings(options?: { soap?: boolean }): object
}

/** A security server and a gateway with tokens, and behind them every registry, all knowing the same people. */
export function serveRegistries(server: ListeningServer, { population, faults, adminToken, dataDir, now, onFailure }: RegistriesOptions): RunningRegistries {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const deps = { world: createWorld(population), faults, dataDir, now }
  const gatewayClient = new StateFile(join(dataDir, 'gateway-client.json'), newGatewayClient)
  const platformAccount = new StateFile(join(dataDir, 'platform-account.json'), newPlatformAccount)
  const { app, router } = createSite(onFailure)
  addFaultRoutes(router, faults, adminToken)
  addSecurityServer(router, deps)
  addSoapService(router, platformAccount, deps)
  addGateway(router, gatewayClient, { ...deps, adminToken })
  server.handle(toNodeListener(app))
  return { world: deps.world, settings: ({ soap = false } = {}) => settingsFor(server.url, { soap, client: gatewayClient.value, account: platformAccount.value }) }
}

function settingsFor(url: string, { soap, client, account }: { soap: boolean, client: GatewayClient, account: PlatformAccount }): object {
  const viaSoap = {
    transport: 'x-road-soap', server: 'national', service: soapServiceId, path: '/', platform: { ...account, authUrl: platformAuthUrl },
    caller: { official: '000188200001', unit: 'MOTLAN', account: account.user },
  }
  return {
    securityServers: { national: { url, client: portalClientId } },
    gateways: { platform: { url: `${url}/gateway`, tokenUrl: `${url}/oauth2/token`, clientId: client.id, clientSecret: client.secret } },
    registries: Object.fromEntries(services.map(({ id, access }) => [id, soap && id === 'population'
      ? viaSoap
      : access.over === 'x-road' ? { transport: 'x-road-rest', server: 'national', service: access.service } : { transport: 'bearer-rest', gateway: 'platform', path: access.path }])),
  }
}
