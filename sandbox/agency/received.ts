import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Transform } from 'node:stream'
import busboy from 'busboy'
import type { ReceivedDossier } from '../types.ts'

const limits = { files: 60, fields: 10, parts: 70, fileSize: 20 * 1024 * 1024, fieldSize: 5 * 1024 * 1024 }

/** A delivery as it came in: parts on disk, hashes counted while they streamed. */
export interface Package { folder: string, parts: ReceivedDossier['parts'] }

/** Streams a `multipart/form-data` body into a folder of its own. Rejects on anything malformed, cut off or too large; nothing is left then. */
export async function receivePackage(request: IncomingMessage, inbox: string): Promise<Package> {
  const folder = join(inbox, `incoming-${randomUUID()}`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  try {
    return { folder, parts: await storeParts(request, folder) }
  }
  catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
}

async function storeParts(request: IncomingMessage, folder: string): Promise<ReceivedDossier['parts']> {
  const parser = busboy({ headers: request.headers, limits, defParamCharset: 'utf8' })
  const writes: Promise<ReceivedDossier['parts'][number]>[] = []
  parser.on('file', (name, stream, { filename, mimeType }) => {
    const path = partPath(folder, writes.length)
    const digest = createHash('sha256')
    let size = 0
    const count = new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        digest.update(chunk)
        size += chunk.length
        done(null, chunk)
      },
    })
    const write = pipeline(stream, count, createWriteStream(path, { mode: 0o600 })).then(() => {
      if (stream.truncated) throw new Error('a part is too large')
      return { name, fileName: filename ?? null, type: mimeType, size, sha256: digest.digest('hex') }
    })
    write.catch(() => stream.resume())
    writes.push(write)
  })
  await pipeline(request, parser)
  return Promise.all(writes)
}

export const partPath = (folder: string, index: number): string => join(folder, `part-${index}`)

/** Gives an accepted package its place. */
export function keepPackage({ folder }: Package, inbox: string, name: string): void {
  renameSync(folder, join(inbox, name))
}

export function dropPackage({ folder }: Package): void {
  rmSync(folder, { recursive: true, force: true })
}

/** The structured dossier inside the package: the part named `dossier`; null when it is missing or no JSON object. */
export function readDossier({ folder, parts }: Package): Record<string, unknown> | null {
  const index = parts.findIndex(({ name }) => name === 'dossier')
  if (index < 0) return null
  try {
    const value: unknown = JSON.parse(readFileSync(partPath(folder, index), 'utf8'))
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Record<string, unknown> : null
  }
  catch {
    return null
  }
}
