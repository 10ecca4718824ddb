import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** The embedded database is open in another process; two of them would corrupt it silently. */
export class DatabaseLockedError extends Error {
  override name = 'DatabaseLockedError'
}

/** SQLITE_BUSY: somebody else holds the lock. */
const busy = 5

/**
 * Holds an exclusive lock beside `folder` (never inside) until released or until this process ends in any way. The lock
 * is the kernel's (`fcntl` on a small SQLite file), so there is no stale one to judge and no race in taking it over; it
 * also holds between containers that share the folder on one host. Network file systems may not keep it.
 * @throws DatabaseLockedError
 */
export function lockFolder(folder: string): () => void {
  const path = `${folder.replace(/\/$/, '')}.lockfile`
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const file = new DatabaseSync(path, { timeout: 0 })
  try {
    // RESERVED and not EXCLUSIVE: others may still read who holds it.
    file.exec('begin immediate; create table if not exists holder (pid integer); delete from holder')
    file.prepare('insert into holder values (?)').run(process.pid)
    file.exec('commit; begin immediate')
  }
  catch (error) {
    const holder = isBusy(error) ? readHolder(file) : null
    file.close()
    if (!isBusy(error)) throw error
    throw new DatabaseLockedError(`The embedded database is open in process ${holder ?? '(unknown)'}. Stop it first, or use PostgreSQL by DATABASE_URL for several processes.`)
  }
  return () => {
    if (file.isOpen) file.close()
  }
}

const isBusy = (error: unknown): boolean => error instanceof Error && 'errcode' in error && error.errcode === busy

function readHolder(file: DatabaseSync): number | null {
  try {
    const row = file.prepare('select pid from holder').get()
    return typeof row?.pid === 'number' ? row.pid : null
  }
  catch {
    return null
  }
}
