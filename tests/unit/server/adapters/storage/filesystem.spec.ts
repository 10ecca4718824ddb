import { createHash } from 'node:crypto'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createFilesystemBlobs } from '../../../../../server/adapters/storage/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'motlan-blobs-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const blobs = createFilesystemBlobs(join(folder, 'blobs'))
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const pathOf = (sha256: string): string => join(folder, 'blobs', sha256.slice(0, 2), sha256.slice(2))

describe('blobs on disk', () => {
  it('are named by their hash and come back as they were', async () => {
    const bytes = Buffer.from('Tờ khai')
    expect(await blobs.put(bytes)).toBe(hashOf(bytes))
    expect(Buffer.from(await blobs.get(hashOf(bytes))).equals(bytes)).toBe(true)
  })

  it('put twice, also at once, are one file and leave nothing aside', async () => {
    const bytes = Buffer.from('twice')
    await Promise.all([blobs.put(bytes), blobs.put(bytes), blobs.put(bytes)])
    await blobs.put(bytes)
    expect(readdirSync(join(pathOf(hashOf(bytes)), '..')).filter(name => name.startsWith('.'))).toEqual([])
  })

  it('are missing when they are not what their name says, and heal when they come again', async () => {
    const bytes = Buffer.from('will rot')
    const sha256 = await blobs.put(bytes)
    truncateSync(pathOf(sha256), 3)
    await expect(blobs.get(sha256)).rejects.toMatchObject({ code: 'storage-unavailable' })
    await blobs.put(bytes)
    expect(readFileSync(pathOf(sha256)).equals(bytes)).toBe(true)
  })

  it.each(['../../etc/passwd', '', 'AB'.repeat(32), 'ab'.repeat(31)])('have no name like "%s"', async (name) => {
    await expect(blobs.get(name)).rejects.toMatchObject({ code: 'storage-unavailable' })
  })

  it('that cannot be stored are a problem, not a lost file', async () => {
    const blocked = join(folder, 'blocked')
    writeFileSync(blocked, 'a file where a folder should be')
    chmodSync(blocked, 0o600)
    await expect(createFilesystemBlobs(blocked).put(Buffer.from('x'))).rejects.toMatchObject({ code: 'storage-unavailable' })
  })
})
