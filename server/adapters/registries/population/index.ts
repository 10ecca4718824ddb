import { randomUUID } from 'node:crypto'
import type { PersonRegistry } from '#domain/prefill'
import type { NetworkPort } from '#signing'
import { connectRegistry } from '../connect-registry.ts'
import { createXRoadRest } from '../transports/x-road-rest.ts'
import { plainWire } from '../wire.ts'
import { population } from './declaration.ts'

/** How the population registry is reached through an X-Road security server (X-Road Message Protocol for REST, PR-REST 1.0). */
export interface PopulationRegistryOptions {
  /** Base URL of our security server. */
  server: string
  /** INSTANCE/CLASS/MEMBER/SUBSYSTEM: who we are. */
  client: string
  /** INSTANCE/CLASS/MEMBER/SUBSYSTEM/SERVICE: what we ask. */
  service: string
  network: NetworkPort
  now: () => Date
  newId?: () => string
  /** Milliseconds for the whole answer. */
  timeoutMs?: number
}

/** The population registry by itself; `createRegistries` connects it with the others. */
export function createPopulationRegistry({ now, newId = randomUUID, timeoutMs = population.timeLimit, ...reached }: PopulationRegistryOptions): PersonRegistry {
  return connectRegistry(population, { transport: createXRoadRest({ ...reached, timeoutMs }), wire: plainWire, now, newId })
}
