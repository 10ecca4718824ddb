import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openDatabase } from '../../../../server/db/client.ts'
import { DatabaseLockedError, lockFolder } from '../../../../server/db/lock.ts'
import { startScript, type ChildScript } from '../../../support/child-script.ts'
import { emptyDatabases, migrationsDir } from '../../../support/databases.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'motlan-lock-'))
const children: ChildScript[] = []
let folders = 0
const newFolder = (): string => join(dataDir, `folder-${folders += 1}`, 'db')

const holder = (folder: string): ChildScript => {
  const child = startScript(`
    import { lockFolder } from './server/db/lock.ts'
    try { lockFolder(${JSON.stringify(folder)}); console.log('held') }
    catch (error) { console.log('refused ' + error.name + ' ' + error.message) }
    setInterval(() => {}, 1000)`)
  children.push(child)
  return child
}

afterAll(async () => {
  await Promise.all(children.map(child => child.kill()))
  rmSync(dataDir, { recursive: true, force: true })
})

describe('the lock of the embedded database', { timeout: 120_000 }, () => {
  it('refuses a second process and names the first one', async () => {
    const folder = newFolder()
    const first = holder(folder)
    await first.until('held')
    expect(await holder(folder).until('refused')).toContain(`DatabaseLockedError The embedded database is open in process ${first.process.pid}`)
    expect(() => lockFolder(folder)).toThrow(DatabaseLockedError)
  })

  it('is free again when its holder is killed, without anybody tidying up', async () => {
    const folder = newFolder()
    const first = holder(folder)
    await first.until('held')
    await first.kill()
    lockFolder(folder)()
  })

  it('is given to one of many that come together, also after a crash', async () => {
    const folder = newFolder()
    const crashed = holder(folder)
    await crashed.until('held')
    await crashed.kill()
    const many = Array.from({ length: 6 }, () => holder(folder))
    const answers = await Promise.all(many.map(child => Promise.any([child.until('held'), child.until('refused')])))
    expect(answers.filter(answer => answer === 'held')).toHaveLength(1)
  })

  it('holds within a process too, and can be released once', () => {
    const folder = newFolder()
    const release = lockFolder(folder)
    expect(() => lockFolder(folder)).toThrow(DatabaseLockedError)
    release()
    release()
    const again = lockFolder(folder)
    release()
    expect(() => lockFolder(folder)).toThrow(DatabaseLockedError)
    again()
  })

  it('keeps a whole database from being opened twice, and lets it go on close', async () => {
    const options = { url: null, dataDir: join(dataDir, 'whole'), migrationsDir, onQueueError: () => {} }
    const { put } = await emptyDatabases()
    put(options.dataDir)
    const first = await openDatabase(options)
    await expect(openDatabase(options)).rejects.toThrow(DatabaseLockedError)
    await first.close()
    await (await openDatabase(options)).close()
  })

  it('is let go when opening fails', async () => {
    const options = { url: null, dataDir: join(dataDir, 'failing'), migrationsDir: join(dataDir, 'nowhere'), onQueueError: () => {} }
    await expect(openDatabase(options)).rejects.not.toBeInstanceOf(DatabaseLockedError)
    lockFolder(join(dataDir, 'failing', 'db'))()
  })
})
