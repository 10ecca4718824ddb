import { createHash, type Hash } from 'node:crypto'
import type { HashAlgorithm } from '../types.ts'
import { nodeDigest } from '../x509/index.ts'
import type { ByteRange } from './placeholder.ts'

export interface FileDigests {
  /** Lower-case hex SHA-256 of the first `documentLength` octets: what the person saw. */
  document: string
  /** Lower-case hex SHA-256 of everything. */
  whole: string
  /** Of the byte range, with the hash of the signature. */
  message: Buffer
}

/** All digests that a preparation needs in one pass over the bytes (two when the signature's hash is not SHA-256). */
export function digestFile(pdf: Uint8Array, [, gapStart, gapEnd]: ByteRange, { hash, documentLength }: { hash: HashAlgorithm, documentLength: number }): FileDigests {
  const prefix = createHash('sha256').update(pdf.subarray(0, documentLength))
  const document = prefix.copy().digest('hex')
  prefix.update(pdf.subarray(documentLength, gapStart))
  const message = hash === 'SHA-256' ? prefix.copy() : createHash(nodeDigest(hash)).update(pdf.subarray(0, gapStart))
  return { document, message: finish(message, pdf.subarray(gapEnd)).digest(), whole: finish(prefix, pdf.subarray(gapStart)).digest('hex') }
}

const finish = (state: Hash, rest: Uint8Array): Hash => state.update(rest)

/** Of a byte range alone. */
export function digestRange(pdf: Uint8Array, [, gapStart, gapEnd]: ByteRange, hash: HashAlgorithm): Buffer {
  return createHash(nodeDigest(hash)).update(pdf.subarray(0, gapStart)).update(pdf.subarray(gapEnd)).digest()
}
