import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getTableColumns, getTableName, is, sql } from 'drizzle-orm'
import { PgTable } from 'drizzle-orm/pg-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase, type Database } from '../../../../server/db/client.ts'
import * as schema from '../../../../server/db/schema.ts'
import { migrationsDir } from '../../../support/databases.ts'
import { startPostgres, type PostgresServer } from '../../../support/postgres.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'motlan-migrations-'))
let server: PostgresServer

beforeAll(async () => {
  server = await startPostgres()
})
afterAll(async () => {
  await server.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

const open = (url: string | null): Promise<Database> => openDatabase({ url, dataDir, migrationsDir, onQueueError: () => {} })

/** Columns as the database has them, `table.column type nullable?`. */
async function columnsOf({ sql: database }: Database): Promise<string[]> {
  const result = await database.execute(sql`select table_name, column_name, data_type, is_nullable from information_schema.columns where table_schema = 'public'`) as unknown as { rows: Record<string, string>[] }
  return result.rows.map(row => `${row.table_name}.${row.column_name} ${row.data_type} ${row.is_nullable}`).sort()
}

async function indexesOf({ sql: database }: Database): Promise<string[]> {
  const result = await database.execute(sql`select indexdef from pg_indexes where schemaname = 'public'`) as unknown as { rows: { indexdef: string }[] }
  return result.rows.map(row => row.indexdef).sort()
}

/** Opening creates a cluster: seconds on a quiet machine, many more on a busy one. */
const patience = 120_000

describe('migrations', { timeout: patience }, () => {
  it('bring an empty database to the same schema on both engines, and a second start changes nothing', async () => {
    const url = await server.createDatabase()
    const found: string[][] = []
    for (const place of [null, url, null, url]) {
      const database = await open(place)
      found.push([...await columnsOf(database), ...await indexesOf(database)])
      await database.close()
    }
    expect(found[0]!.length).toBeGreaterThan(80)
    for (const other of found) expect(other).toEqual(found[0])
  })

  it('have every column that the code names, and no other', async () => {
    const database = await open(null)
    const inDatabase = (await columnsOf(database)).map(column => column.split(' ')[0]!)
    await database.close()
    const tables = Object.values(schema).filter(one => is(one, PgTable))
    const inCode = tables.flatMap(table => Object.values(getTableColumns(table)).map(column => `${getTableName(table)}.${column.name}`))
    expect(inDatabase).toEqual(inCode.sort())
  })

  it('run once when several processes start together on one empty PostgreSQL database', async () => {
    const url = await server.createDatabase()
    const databases = await Promise.all(Array.from({ length: 4 }, () => open(url)))
    expect(await columnsOf(databases[0]!)).toEqual(await columnsOf(databases[3]!))
    await Promise.all(databases.map(database => database.close()))
  })
})
