import { createHash } from 'node:crypto'
import type { HashAlgorithm } from '../types.ts'
import { nodeDigest } from '../x509/index.ts'
import type { Medium } from './medium.ts'
import type { ByteRange } from './placeholder.ts'

export interface FileDigests {
  /** Lower-case hex SHA-256 of the first `documentLength` octets: what the person saw. */
  document: string
  /** Lower-case hex SHA-256 of everything. */
  whole: string
  /** Of the byte range, with the hash of the signature. */
  message: Buffer
}

/** All digests that a preparation needs in one pass over the octets. */
export function digestAll(medium: Medium, [, gapStart, gapEnd, rest]: ByteRange, { hash, documentLength }: { hash: HashAlgorithm, documentLength: number }): FileDigests {
  const whole = createHash('sha256')
  const message = hash === 'SHA-256' ? null : createHash(nodeDigest(hash))
  const pass = (start: number, end: number) => {
    for (const piece of medium.chunks(start, end)) {
      whole.update(piece)
      message?.update(piece)
    }
  }
  pass(0, documentLength)
  const document = whole.copy().digest('hex')
  pass(documentLength, gapStart)
  const covered = message ?? whole.copy()
  for (const piece of medium.chunks(gapEnd, gapEnd + rest)) covered.update(piece)
  for (const piece of medium.chunks(gapStart, gapEnd + rest)) whole.update(piece)
  return { document, message: covered.digest(), whole: whole.digest('hex') }
}

/** Of a byte range alone. */
export function digestRange(medium: Medium, [, gapStart, gapEnd, rest]: ByteRange, hash: HashAlgorithm): Buffer {
  const state = createHash(nodeDigest(hash))
  for (const [start, end] of [[0, gapStart], [gapEnd, gapEnd + rest]] as const) for (const piece of medium.chunks(start, end)) state.update(piece)
  return state.digest()
}
