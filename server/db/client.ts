import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { drizzle as drizzleEmbedded } from 'drizzle-orm/pglite'
import { migrate as migrateEmbedded } from 'drizzle-orm/pglite/migrator'
import { drizzle as drizzleServer } from 'drizzle-orm/node-postgres'
import { migrate as migrateServer } from 'drizzle-orm/node-postgres/migrator'
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'
import { Pool } from 'pg'
import { fromPglite, PgBoss } from 'pg-boss'
import { lockFolder } from './lock.ts'
import { createQueues } from './outbox-store.ts'
import * as schema from './schema.ts'

export type Sql = PgDatabase<PgQueryResultHKT, typeof schema>

/** The open database: one schema, two engines. */
export interface Database {
  engine: 'embedded' | 'postgresql'
  sql: Sql
  /** The queue of leaving work, on the same database. */
  queue: PgBoss
  close(): Promise<void>
}

export interface DatabaseOptions {
  /** PostgreSQL ≥ 15; null = the embedded engine in `dataDir/db`. */
  url: string | null
  dataDir: string
  /** Holds the generated SQL files. */
  migrationsDir: string
  onQueueError: (error: Error) => void
}

/** Opens the database and brings it to the newest schema. @throws DatabaseLockedError */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  return options.url === null ? openEmbedded(options) : openServer({ ...options, url: options.url })
}

/** Listening wakes whoever works as soon as the transaction that sent the work commits; in whichever process that is. */
const queueOptions = { schema: 'pgboss', useListenNotify: true } as const

async function openEmbedded({ dataDir, migrationsDir, onQueueError }: DatabaseOptions): Promise<Database> {
  const folder = join(dataDir, 'db')
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const release = lockFolder(folder)
  try {
    const engine = await PGlite.create(folder)
    const sql = drizzleEmbedded(engine, { schema })
    await migrateEmbedded(sql, { migrationsFolder: migrationsDir })
    const queue = await startQueue(new PgBoss({ ...queueOptions, db: fromPglite(engine) }), onQueueError)
    return {
      engine: 'embedded',
      sql: sql as unknown as Sql,
      queue,
      close: async () => {
        await queue.stop({ graceful: false })
        await engine.close()
        release()
      },
    }
  }
  catch (error) {
    release()
    throw error
  }
}

async function openServer({ url, migrationsDir, onQueueError }: DatabaseOptions & { url: string }): Promise<Database> {
  const pool = new Pool({ connectionString: url, max: 16 })
  pool.on('error', onQueueError)
  try {
    await migrateAlone(pool, migrationsDir)
    const queue = await startQueue(new PgBoss({ ...queueOptions, connectionString: url, max: 4 }), onQueueError)
    return {
      engine: 'postgresql',
      sql: drizzleServer(pool, { schema }) as unknown as Sql,
      queue,
      close: async () => {
        await queue.stop({ graceful: false })
        await pool.end()
      },
    }
  }
  catch (error) {
    await pool.end()
    throw error
  }
}

/** Any number: it names the lock under which one of several processes that start together migrates. */
const migrationLock = 7_201_127

async function migrateAlone(pool: Pool, migrationsFolder: string): Promise<void> {
  const connection = await pool.connect()
  try {
    await connection.query('select pg_advisory_lock($1)', [migrationLock])
    await migrateServer(drizzleServer(connection, { schema }), { migrationsFolder })
    await connection.query('select pg_advisory_unlock($1)', [migrationLock])
    connection.release()
  }
  catch (error) {
    // Ending the connection gives the lock back.
    connection.release(true)
    throw error
  }
}

async function startQueue(queue: PgBoss, onError: (error: Error) => void): Promise<PgBoss> {
  queue.on('error', onError)
  await queue.start()
  await createQueues(queue)
  return queue
}
