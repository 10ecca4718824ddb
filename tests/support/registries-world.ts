import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PersonQuery } from '#domain/prefill'
import { FaultBoard } from '../../sandbox/faults.ts'
import { listen } from '../../sandbox/http/listen.ts'
import { createPopulation } from '../../sandbox/people/population.ts'
import type { PopulationRecord } from '../../sandbox/people/record.ts'
import { accountOf } from '../../sandbox/registries/records/accounts.ts'
import { serveRegistries, type RunningRegistries } from '../../sandbox/registries/server.ts'
import { services } from '../../sandbox/registries/services.ts'
import { registryFaults, type RegistryFault } from '../../sandbox/types.ts'
import { createGuardedNetwork } from '../../server/adapters/network/index.ts'
import { createRegistries, type ConnectedRegistry } from '../../server/adapters/registries/index.ts'

/** All registries of the sandbox on a free port, the portal's adapters connected to them, and who is known to each. */
export interface RegistriesWorld {
  faults: FaultBoard<RegistryFault>
  running: RunningRegistries
  port: number
  adminToken: string
  dataDir: string
  connect(options?: { soap?: boolean, timeoutMs?: number }): Record<string, ConnectedRegistry>
  /** Questions of people or enterprises that the registry knows. */
  questions(registry: string, count: number): Pick<PersonQuery, 'person' | 'keys'>[]
  /** Failures of the servers themselves; none is expected. */
  failures: Error[]
  close(): Promise<void>
}

export async function startRegistries({ people = 300 } = {}): Promise<RegistriesWorld> {
  const dataDir = mkdtempSync(join(tmpdir(), 'registries-'))
  const faults = new FaultBoard(registryFaults)
  const failures: Error[] = []
  const population = createPopulation({ seed: 2026, count: people })
  const adminToken = 'for-tests-only'
  const server = await listen(0)
  const running = serveRegistries(server, { population, faults, adminToken, dataDir, now: () => new Date(), onFailure: error => failures.push(error) })
  const toPerson = ({ personalId, fullName, dateOfBirth }: PopulationRecord) => ({ personalId, fullName, dateOfBirth })
  return {
    faults, running, port: server.port, adminToken, dataDir, failures,
    connect: ({ soap = false, timeoutMs } = {}) => {
      const settings = running.settings({ soap }) as { registries: Record<string, object> }
      const bounded = timeoutMs === undefined ? settings : { ...settings, registries: Object.fromEntries(Object.entries(settings.registries).map(([id, one]) => [id, { ...one, timeoutMs }])) }
      return createRegistries(bounded, { network: createGuardedNetwork({ allow: [`127.0.0.1:${server.port}`] }), now: () => new Date() })
    },
    questions: (registry, count) => {
      const service = services.find(({ id }) => id === registry)
      if (service === undefined) throw new Error(`no registry ${registry}`)
      const { world } = running
      const [someone] = population.people
      if (someone === undefined) throw new Error('nobody')
      const all = service.askedBy.includes('organisation')
        ? world.businesses().map(({ code }) => ({ person: toPerson(someone.record), keys: { organisation: code } }))
        : population.people.map(({ record }) => ({ person: toPerson(record), ...(service.askedBy.includes('account') ? { keys: { ...accountOf(record, world) } as Record<string, string> } : {}) }))
      return all.filter(question => service.find({ person: question.person, keys: 'keys' in question ? question.keys ?? {} : {} }, world) !== null).slice(0, count)
    },
    close: async () => {
      await server.close()
      rmSync(dataDir, { recursive: true })
    },
  }
}
