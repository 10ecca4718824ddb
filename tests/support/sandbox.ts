import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSandbox, type Sandbox, type SandboxPerson, type StoryId } from '../../sandbox/index.ts'

/** Enough for tests, and there in no time. */
const people = 1_000
const anyPorts = { identity: 0, registries: 0, signature: 0, agency: 0 }

export interface TemporarySandbox {
  sandbox: Sandbox
  dataDir: string
  environment: Record<string, string>
  who(id: StoryId): SandboxPerson
  /** Stops it and starts it again on the same data. */
  restart(): Promise<void>
  remove(): Promise<void>
}

/** A sandbox on free ports in a folder of its own. @param options `now`: its clock, when a test moves it */
export async function startTemporarySandbox(origin: string, options: { now?: () => Date } = {}): Promise<TemporarySandbox> {
  const dataDir = mkdtempSync(join(tmpdir(), 'motlan-sandbox-'))
  const sandbox = await startSandbox({ dataDir, people, ports: anyPorts, ...options })
  const temporary: TemporarySandbox = {
    sandbox,
    dataDir,
    environment: sandbox.portalEnvironment(origin),
    who: (id) => {
      const person = [...temporary.sandbox.people, ...temporary.sandbox.officials].find(({ storyId }) => storyId === id)
      if (person === undefined) throw new Error(`nobody for ${id}`)
      return person
    },
    restart: async () => {
      await temporary.sandbox.stop()
      // So that the pool of this process's fetch sees that its connections are gone.
      await new Promise(resolve => setTimeout(resolve, 50))
      temporary.sandbox = await startSandbox({ dataDir, people, ports: anyPorts, ...options })
    },
    remove: async () => {
      await temporary.sandbox.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
  return temporary
}
