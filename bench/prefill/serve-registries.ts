/** A process of its own with all registries of the sandbox: `node serve-registries.ts PEOPLE SLOW`. Prints what a client needs, then serves. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FaultBoard } from '../../sandbox/faults.ts'
import { listen } from '../../sandbox/http/listen.ts'
import { createPopulation } from '../../sandbox/people/population.ts'
import { serveRegistries } from '../../sandbox/registries/server.ts'
import { registryFaults } from '../../sandbox/types.ts'
import type { Served } from './served.ts'

const [people = '10000', slow = '{}'] = process.argv.slice(2)
const dataDir = mkdtempSync(join(tmpdir(), 'bench-registries-'))
const population = createPopulation({ seed: 2026, count: Number(people) })
const faults = new FaultBoard(registryFaults)
for (const [at, delayMs] of Object.entries(JSON.parse(slow) as Record<string, number>)) faults.order('slow', { at, delayMs })
const server = await listen(0)
const running = serveRegistries(server, { population, faults, adminToken: 'bench', dataDir, now: () => new Date(), onFailure: error => console.error(error) })
const served: Served = {
  host: `127.0.0.1:${server.port}`,
  settings: running.settings(),
  people: population.people.map(({ record: { personalId, fullName, dateOfBirth } }) => ({ personalId, fullName, dateOfBirth })),
}
process.send?.(served)
process.once('message', async () => {
  await server.close()
  rmSync(dataDir, { recursive: true })
  process.exit(0)
})
