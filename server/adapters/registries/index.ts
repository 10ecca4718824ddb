import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { RegistryDeclaration, RegistryNames } from '#domain/procedures'
import type { NetworkPort } from '#signing'
import { bankAccounts } from './bank-accounts/declaration.ts'
import { business } from './business/declaration.ts'
import { enterpriseDetails } from './business/enterprise-details.ts'
import { civilStatus } from './civil-status/declaration.ts'
import { connectRegistry, type ConnectedRegistry } from './connect-registry.ts'
import { customs } from './customs/declaration.ts'
import { drivingLicences } from './driving-licences/declaration.ts'
import { education } from './education/declaration.ts'
import { healthInsurance } from './health-insurance/declaration.ts'
import { householdBusiness } from './household-business/declaration.ts'
import { population } from './population/declaration.ts'
import { createIntegration037 } from './population/integration-037.ts'
import { residence } from './residence/declaration.ts'
import { parseRegistrySettings, RegistrySettingsError, type ConnectionSettings, type RegistrySettings, type TlsSettings } from './settings.ts'
import { socialInsurance } from './social-insurance/declaration.ts'
import { tax } from './tax/declaration.ts'
import { createBearerRest, createTokens, type Tokens } from './transports/bearer-rest.ts'
import type { Transport } from './transports/transport.ts'
import { createXRoadRest } from './transports/x-road-rest.ts'
import { createXRoadSoap } from './transports/x-road-soap.ts'
import { plainWire, type Wire } from './wire.ts'

export { RegistrySettingsError, type RegistrySettings, type TlsSettings } from './settings.ts'
export type { ConnectedRegistry } from './connect-registry.ts'
export { createPopulationRegistry, type PopulationRegistryOptions } from './population/index.ts'

/** Every registry that the house can speak to. A new one is a folder and a line here. */
export const registryDeclarations: readonly RegistryDeclaration[] = [
  population, residence, civilStatus, business, householdBusiness, tax, customs, bankAccounts, drivingLicences, healthInsurance, socialInsurance, education,
]

/** Registries that have words of their own, by transport; the others are spoken to in the plain contract. */
const ownWires: Readonly<Record<string, Partial<Record<ConnectionSettings['transport'], Wire>>>> = { business: { 'bearer-rest': enterpriseDetails } }

/** Titles and attributes of all declared registries, as procedures are checked against them. @param connected ids of those that are asked here; all when not given */
export const registryNames = (connected?: readonly string[]): Record<string, RegistryNames> =>
  Object.fromEntries(registryDeclarations.map(({ id, title, attributes, legalBasis }) => [id, { title, attributes: Object.keys(attributes), legalBasis, connected: connected?.includes(id) ?? true }]))

export const populationAttributes: readonly string[] = Object.keys(population.attributes)

export interface RegistriesDeps {
  network: NetworkPort
  /** A network that shows a client certificate (PEM); needed as soon as a server or gateway has `tls`. */
  openNetwork?: (tls: { key: string, certificate: string, authorities: string }) => NetworkPort
  now: () => Date
  newId?: () => string
}

/** The registries that the settings connect, by id. @throws RegistrySettingsError */
export function createRegistries(settings: unknown, deps: RegistriesDeps): Record<string, ConnectedRegistry> {
  const parsed = parseRegistrySettings(settings)
  const tokens = new Map<string, Tokens>()
  return Object.fromEntries(Object.entries(parsed.registries).map(([id, connection]) => {
    const declaration = registryDeclarations.find(one => one.id === id)
    if (declaration === undefined) throw new RegistrySettingsError(`Registries file: registries.${id} is no registry that this portal knows`)
    return [id, connectRegistry(declaration, {
      transport: openTransport(connection, { parsed, deps, tokens, timeoutMs: connection.timeoutMs ?? declaration.timeLimit }),
      wire: wireOf(declaration, connection),
      now: deps.now,
      newId: deps.newId ?? randomUUID,
    })]
  }))
}

function wireOf({ id }: RegistryDeclaration, connection: ConnectionSettings): Wire {
  if (connection.transport !== 'x-road-soap') return ownWires[id]?.[connection.transport] ?? plainWire
  if (id !== population.id) throw new RegistrySettingsError(`Registries file: registries.${id} is not known to speak SOAP`)
  return createIntegration037(connection.caller)
}

function openTransport(connection: ConnectionSettings, { parsed, deps, tokens, timeoutMs }: { parsed: RegistrySettings, deps: RegistriesDeps, tokens: Map<string, Tokens>, timeoutMs: number }): Transport {
  const { now } = deps
  if (connection.transport === 'bearer-rest') {
    const gateway = named(parsed.gateways, connection.gateway, 'gateways')
    const network = networkFor(gateway.tls, deps)
    const shared = tokens.get(connection.gateway) ?? createTokens({ ...gateway, network, timeoutMs, now })
    tokens.set(connection.gateway, shared)
    return createBearerRest({ url: gateway.url.replace(/\/$/, '') + connection.path, tokens: shared, network, timeoutMs })
  }
  const { url, client, tls } = named(parsed.securityServers, connection.server, 'securityServers')
  const network = networkFor(tls, deps)
  if (connection.transport === 'x-road-rest') return createXRoadRest({ server: url, client, service: connection.service, network, timeoutMs })
  return createXRoadSoap({ url: url.replace(/\/$/, '') + connection.path, client, service: connection.service, network, timeoutMs, now, ...(connection.platform === undefined ? {} : { platform: connection.platform }) })
}

function named<Value>(all: Readonly<Record<string, Value>>, name: string, what: string): Value {
  if (Object.hasOwn(all, name)) return all[name] as Value
  throw new RegistrySettingsError(`Registries file: ${what}.${name} is missing`)
}

function networkFor(tls: TlsSettings | undefined, { network, openNetwork }: RegistriesDeps): NetworkPort {
  if (tls === undefined) return network
  if (openNetwork === undefined) throw new RegistrySettingsError('Registries file: a client certificate is named, and none can be shown here')
  return openNetwork({ key: readPem(tls.keyFile), certificate: readPem(tls.certificateFile), authorities: readPem(tls.authoritiesFile) })
}

function readPem(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  }
  catch (cause) {
    throw new RegistrySettingsError(`Registries file: cannot read ${path}`, { cause })
  }
}
