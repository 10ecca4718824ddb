import { cpSync, mkdtempSync, rmSync } from 'node:fs'
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

/** Empty embedded databases by copying: a cluster is made once, which takes seconds, and not for every folder. */
export async function emptyDatabases() {
  const dataDir = mkdtempSync(join(tmpdir(), 'motlan-empty-'))
  await (await openDatabase({ url: null, dataDir, migrationsDir, onQueueError: () => {} })).close()
  return {
    /** Puts one into a data folder, in place of the one that is there. */
    put: (folder: string): void => {
      rmSync(join(folder, 'db'), { recursive: true, force: true })
      cpSync(join(dataDir, 'db'), join(folder, 'db'), { recursive: true, preserveTimestamps: true })
    },
    remove: (): void => rmSync(dataDir, { recursive: true, force: true }),
  }
}
