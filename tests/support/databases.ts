import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase, type Database } from '../../server/db/client.ts'
import { createLoginStore, createSessionStore } from '../../server/db/sessions-store.ts'
import { createStores, createTransact, type Stores } from '../../server/db/transact.ts'
import type { Transact } from '#domain/outbox'
import type { LoginStore, SessionStore } from '#domain/identity'
import { startPostgres } from './postgres.ts'
import { repositoryRoot } from './source-imports.ts'

export const migrationsDir = join(repositoryRoot, 'server', 'db', 'migrations')

/** An open database of the test's own with every store over it. */
export interface OpenStores {
  database: Database
  stores: Stores
  sessions: SessionStore
  logins: LoginStore
  transact: Transact<Stores>
  /** Closes and removes everything. */
  remove(): Promise<void>
}

export async function openEmbeddedStores(): Promise<OpenStores> {
  const dataDir = mkdtempSync(join(tmpdir(), 'motlan-stores-'))
  const { put } = await emptyDatabases()
  put(dataDir)
  return openStores({ url: null, dataDir }, async () => rmSync(dataDir, { recursive: true, force: true }))
}

/** On the oldest PostgreSQL at hand; other tests use the newest. */
export async function openPostgresStores(): Promise<OpenStores> {
  const server = await startPostgres({ oldest: true })
  return openStores({ url: await server.createDatabase(), dataDir: tmpdir() }, () => server.stop())
}

async function openStores(place: { url: string | null, dataDir: string }, afterwards: () => Promise<void>): Promise<OpenStores> {
  let closing = false
  // An error in the background fails the test that runs: nothing here may go wrong in silence.
  const onQueueError = (error: Error): void => {
    if (!closing) throw error
  }
  const database = await openDatabase({ ...place, migrationsDir, onQueueError })
  const { sql, queue } = database
  return {
    database,
    stores: createStores(sql, queue),
    sessions: createSessionStore(sql),
    logins: createLoginStore(sql),
    transact: createTransact(sql, queue),
    remove: async () => {
      closing = true
      await database.close()
      await afterwards()
    },
  }
}

/** Everything that decides what an empty database looks like. */
function fingerprint(): string {
  const hash = createHash('sha256').update(readFileSync(join(repositoryRoot, 'package-lock.json')))
  for (const entry of readdirSync(join(repositoryRoot, 'server', 'db'), { recursive: true, withFileTypes: true }).filter(one => one.isFile()).sort((a, b) => join(a.parentPath, a.name) < join(b.parentPath, b.name) ? -1 : 1))
    hash.update(entry.name).update(readFileSync(join(entry.parentPath, entry.name)))
  return hash.digest('hex').slice(0, 16)
}

/**
 * Empty embedded databases by copying: making a cluster takes seconds of a whole processor, so one is made for each state of the
 * code, by whichever test comes first, and kept for all.
 */
export async function emptyDatabases() {
  const shelf = join(repositoryRoot, 'node_modules', '.cache', 'motlan')
  const kept = join(shelf, `empty-${fingerprint()}`)
  if (!existsSync(kept)) {
    mkdirSync(shelf, { recursive: true })
    const made = mkdtempSync(join(shelf, 'making-'))
    await (await openDatabase({ url: null, dataDir: made, migrationsDir, onQueueError: () => {} })).close()
    try {
      renameSync(made, kept)
    }
    catch (error) {
      rmSync(made, { recursive: true })
      // Another test was faster.
      if (!existsSync(kept)) throw error
    }
  }
  return {
    /** Puts one into a data folder, in place of the one that is there. */
    put: (folder: string): void => {
      rmSync(join(folder, 'db'), { recursive: true, force: true })
      cpSync(join(kept, 'db'), join(folder, 'db'), { recursive: true, preserveTimestamps: true })
    },
  }
}
