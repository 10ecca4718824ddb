import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { execFileSync } from 'node:child_process'

/** The embedded database is open in another process; two of them would corrupt it silently. */
export class DatabaseLockedError extends Error {
  override name = 'DatabaseLockedError'
}

/** Start of a process as the system counts it, so that a number used again is not taken for its former owner; null when it does not run. */
function startOf(pid: number): string | null {
  try {
    if (existsSync('/proc/self/stat')) {
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
      return `${boot} ${readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ')[19]}`
    }
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null
  }
  catch {
    return null
  }
}

/**
 * Holds an exclusive lock beside `folder` (never inside) until released or until this process ends. A lock whose holder
 * still runs is never taken; one whose holder is gone is.
 * @throws DatabaseLockedError
 */
export function lockFolder(folder: string): () => void {
  mkdirSync(join(folder, '..'), { recursive: true })
  const path = `${folder.replace(/\/$/, '')}.lock`
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      const file = openSync(path, 'wx', 0o600)
      writeSync(file, JSON.stringify({ pid: process.pid, start: startOf(process.pid) }))
      fsyncSync(file)
      closeSync(file)
      return () => rmSync(path, { force: true })
    }
    catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      const holder = readHolder(path)
      if (holder !== null && startOf(holder.pid) === holder.start) throw new DatabaseLockedError(`The embedded database is open in process ${holder.pid}. Stop it first, or use PostgreSQL by DATABASE_URL for several processes.`)
      rmSync(path, { force: true })
    }
  }
  throw new DatabaseLockedError('The embedded database is being opened by another process.')
}

function readHolder(path: string): { pid: number, start: string } | null {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return typeof value === 'object' && value !== null && 'pid' in value && 'start' in value ? value as { pid: number, start: string } : null
  }
  catch {
    return null
  }
}
