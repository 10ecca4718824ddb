import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Blobs } from '#domain/drafts'
import { ProblemError } from '../../../shared/problem.ts'

/**
 * Bytes under the name of their SHA-256, two levels deep. A name appears only when its bytes are on disk (write aside,
 * fsync, rename, fsync of the folder), and what is read is hashed again: a file that rots is missing, never wrong.
 * Both methods reject with ProblemError `storage-unavailable`.
 */
export function createFilesystemBlobs(folder: string): Blobs {
  const pathOf = (sha256: string): string => {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw unavailable('no name of a blob')
    return join(folder, sha256.slice(0, 2), sha256.slice(2))
  }

  return {
    put: async (bytes) => {
      const sha256 = hashOf(bytes)
      const path = pathOf(sha256)
      try {
        if (await isThere(path, sha256)) await syncPath(dirname(path))
        else await write(path, bytes)
      }
      catch (cause) {
        throw unavailable('cannot write', cause)
      }
      return sha256
    },
    get: async (sha256) => {
      const path = pathOf(sha256)
      const bytes = await readFile(path).catch((cause: unknown) => {
        throw unavailable('cannot read', cause)
      })
      if (hashOf(bytes) !== sha256) throw unavailable('the bytes are not what their name says')
      return bytes
    },
  }
}

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const unavailable = (detail: string, cause?: unknown): ProblemError => new ProblemError('storage-unavailable', { detail, cause })

/** A damaged file is written again when its bytes come again. */
async function isThere(path: string, sha256: string): Promise<boolean> {
  const bytes = await readFile(path).catch(() => null)
  return bytes !== null && hashOf(bytes) === sha256
}

async function write(path: string, bytes: Uint8Array): Promise<void> {
  const shelf = dirname(path)
  if (await mkdir(shelf, { recursive: true, mode: 0o700 }) !== undefined) await syncPath(dirname(shelf))
  const aside = join(shelf, `.${randomUUID()}`)
  try {
    const file = await open(aside, 'wx', 0o600)
    try {
      await file.writeFile(bytes)
      await file.sync()
    }
    finally {
      await file.close()
    }
    await rename(aside, path)
  }
  catch (error) {
    await rm(aside, { force: true })
    throw error
  }
  await syncPath(shelf)
}

async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  }
  finally {
    await handle.close()
  }
}
