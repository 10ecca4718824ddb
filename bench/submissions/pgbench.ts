import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

/** Beside the server's own binaries, in Debian's folders, or on the PATH; null when this machine has none. */
export function findPgbench(binaries: string): string | null {
  const debian = '/usr/lib/postgresql'
  const folders = [binaries, ...(existsSync(debian) ? readdirSync(debian).map(version => join(debian, version, 'bin')) : []), ...(process.env.PATH ?? '').split(delimiter)]
  return folders.map(folder => join(folder, 'pgbench')).find(path => existsSync(path)) ?? null
}

/** Transactions per second of `script`. @throws Error with pgbench's own words when a transaction fails */
export async function pgbench(program: string, { url, script, clients, seconds }: { url: string, script: string, clients: number, seconds: number }): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'motlan-pgbench-'))
  const file = join(folder, 'submission.sql')
  writeFileSync(file, script)
  try {
    const { hostname, port, username, password, pathname } = new URL(url)
    const { stdout } = await promisify(execFile)(program, ['-n', '-M', 'prepared', '-c', String(clients), '-j', '2', '-T', String(seconds), '-f', file, '-h', hostname, '-p', port, '-U', username, pathname.slice(1)], { env: { ...process.env, PGPASSWORD: password } })
    const rate = Number(/^tps = ([\d.]+)/m.exec(stdout)?.[1])
    if (!(rate > 0)) throw new Error(`pgbench said nothing of its rate: ${stdout}`)
    return rate
  }
  finally {
    rmSync(folder, { recursive: true })
  }
}
