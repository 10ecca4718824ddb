/**
 * The portal on the embedded database with the sandbox around it, on this machine only: what `npm start` ends in.
 * The sandbox lives in this process, the portal in one of its own; they meet over HTTP alone.
 */
import { spawn } from 'node:child_process'
import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { startSandbox } from '../sandbox/index.ts'

const root = join(import.meta.dirname, '..')
const dataDir = process.env.PORTAL_DATA_DIR ?? join(root, '.data')
const port = Number(process.env.PORT ?? 3000)
const ports = { identity: port + 1, registries: port + 2, signature: port + 3, agency: port + 4 }
const origin = `http://localhost:${port}`

await refuseTakenPorts([port, ...Object.values(ports)])
const sandbox = await startSandbox({ dataDir: join(dataDir, 'sandbox'), ports })

const portal = spawn(process.execPath, [join(root, '.output', 'server', 'index.mjs')], {
  stdio: ['ignore', 'pipe', 'inherit'],
  env: {
    ...process.env,
    ...sandbox.portalEnvironment(origin),
    NODE_ENV: 'production',
    PORT: String(port),
    HOST: '127.0.0.1',
    PORTAL_DATA_DIR: dataDir,
    PORTAL_ALLOW_EMBEDDED: '1',
  },
})

const logFile = join(dataDir, 'portal.log')
mkdirSync(dataDir, { recursive: true })
createInterface({ input: portal.stdout }).on('line', keepLine)

let stopping = false
const stop = async () => {
  if (stopping) return
  stopping = true
  portal.kill('SIGTERM')
  await sandbox.stop()
}
process.on('SIGINT', stop)
process.on('SIGTERM', stop)
portal.on('close', async (code) => {
  await stop()
  process.exit(code ?? 0)
})

await waitUntilReady(`${origin}/healthz`, 120_000)
console.log(welcome())

function welcome(): string {
  const people = [...sandbox.people.filter(person => person.story), ...sandbox.officials]
    .map(person => `    ${person.personalId}  PIN ${person.pin ?? '–'}  ${person.fullName} – ${person.story}`)
  return [
    '',
    `  MotLan   ${origin}`,
    `  The phone that shows one-time codes   ${sandbox.urls.signature}/phone`,
    `  What the agencies' own systems got    ${sandbox.urls.agency}`,
    '',
    '  Who can log in (synthetic people; type the number at the identity provider):',
    ...people,
    '',
    `  Data and log: ${dataDir} · stop with Ctrl-C · start again with npm start, nothing is lost`,
    '',
  ].join('\n')
}

/** The log goes to its file; what went wrong is shown here as well. */
function keepLine(line: string): void {
  appendFileSync(logFile, `${line}\n`)
  if (/^\{"level":"(?:error|fatal)"/.test(line)) console.error(line)
}

async function refuseTakenPorts(wanted: number[]): Promise<void> {
  for (const number of wanted) {
    const free = await new Promise<boolean>((resolve) => {
      const probe = createServer().once('error', () => resolve(false)).once('listening', () => probe.close(() => resolve(true)))
      probe.listen(number, '127.0.0.1')
    })
    if (!free) {
      console.error(`✗ Port ${number} is taken. Choose another, five in a row are used:  PORT=4000 npm start`)
      process.exit(1)
    }
  }
}

async function waitUntilReady(url: string, patience: number): Promise<void> {
  const end = Date.now() + patience
  while (Date.now() < end && !stopping) {
    const answer = await fetch(url).catch(() => null)
    if (answer?.ok) return
    await new Promise(resolve => setTimeout(resolve, 200))
  }
  if (stopping) return
  console.error(`✗ The portal did not answer within ${patience / 1000} s; see the lines above.`)
  await stop()
}
