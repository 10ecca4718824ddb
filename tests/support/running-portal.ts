import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSandbox } from '../../sandbox/index.ts'
import { emptyDatabases } from './databases.ts'

type Sandbox = Awaited<ReturnType<typeof startSandbox>>

/** The built portal in a process of its own, with a sandbox around it, on free loopback ports and a data folder of its own. */
export interface RunningPortal {
  origin: string
  sandbox: Sandbox
  dataDir: string
  /** Everything the portal printed, for tests that look for secrets in it. */
  logFile: string
  /** As by a power cut: no chance to tidy up. */
  kill(): Promise<void>
  /** Starts the portal again on the same data and address. */
  restart(): Promise<void>
  stop(): Promise<void>
}

export async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** @param extra more environment for the portal, e.g. DATABASE_URL */
export async function startPortal(extra: Record<string, string> = {}): Promise<RunningPortal> {
  const dataDir = mkdtempSync(join(tmpdir(), 'motlan-portal-'))
  const logFile = join(dataDir, 'portal.log')
  const port = await freePort()
  const origin = `http://localhost:${port}`
  if (extra.DATABASE_URL === undefined) (await emptyDatabases()).put(dataDir)
  mkdirSync(join(dataDir, 'sandbox'))
  const sandbox = await startSandbox({ dataDir: join(dataDir, 'sandbox'), ports: { identity: 0, registries: 0, signature: 0, agency: 0 } })
  let child: ChildProcess

  const start = async () => {
    child = spawn(process.execPath, [join(import.meta.dirname, '..', '..', '.output', 'server', 'index.mjs')], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        ...sandbox.portalEnvironment(origin),
        NODE_ENV: 'production',
        PORT: String(port),
        HOST: '127.0.0.1',
        PORTAL_DATA_DIR: dataDir,
        PORTAL_ALLOW_EMBEDDED: '1',
        ...extra,
      },
    })
    const log = createWriteStream(logFile, { flags: 'a' })
    child.stdout?.pipe(log, { end: false })
    child.stderr?.pipe(log, { end: false })
    await waitUntilReady(`${origin}/healthz`, { child, logFile })
  }
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'close')
    child.kill('SIGKILL')
    await gone
  }

  try {
    await start()
  }
  catch (error) {
    await kill()
    await sandbox.stop()
    rmSync(dataDir, { recursive: true, force: true })
    throw error
  }
  return {
    origin,
    sandbox,
    dataDir,
    logFile,
    kill,
    restart: async () => {
      await kill()
      await start()
    },
    stop: async () => {
      await kill()
      await sandbox.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

async function waitUntilReady(url: string, { child, logFile }: { child: ChildProcess, logFile: string }): Promise<void> {
  const end = Date.now() + 90_000
  while (Date.now() < end) {
    if (child.exitCode !== null) throw new Error(`the portal ended with exit code ${child.exitCode} before it was ready:\n${readFileSync(logFile, 'utf8')}`)
    const answer = await fetch(url).catch(() => null)
    if (answer?.ok) return
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  throw new Error(`the portal was not ready within 90 s:\n${readFileSync(logFile, 'utf8')}`)
}
