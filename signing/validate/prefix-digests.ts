import { createHash, type Hash } from 'node:crypto'
import { nodeDigest, type DigestName } from '../x509/index.ts'

/**
 * Digests of a file from its beginning. Each signature of a file covers all revisions before it, so fifty signatures would hash the first revision
 * fifty times: here each octet is hashed once for each algorithm, and what follows a place goes on from the state there.
 */
export class PrefixDigests {
  readonly #source: Uint8Array
  readonly #states = new Map<DigestName, { length: number, hash: Hash }[]>()

  constructor(source: Uint8Array) {
    this.#source = source
  }

  /** Whether this is the beginning of the file, and not a copy of it. */
  isPrefix(part: Uint8Array): boolean {
    return part.buffer === this.#source.buffer && part.byteOffset === this.#source.byteOffset && part.length <= this.#source.length
  }

  /** A hash of one's own that has seen the first `length` octets. */
  upTo(name: DigestName, length: number): Hash {
    const states = this.#states.get(name) ?? []
    this.#states.set(name, states)
    const nearest = states.reduce<{ length: number, hash: Hash } | null>((best, one) => one.length <= length && one.length >= (best?.length ?? 0) ? one : best, null)
    if (nearest?.length === length) return nearest.hash.copy()
    const hash = nearest?.hash.copy() ?? createHash(nodeDigest(name))
    hash.update(this.#source.subarray(nearest?.length ?? 0, length))
    states.push({ length, hash })
    return hash.copy()
  }

  /** Lower-case hex SHA-256 of the file. */
  whole(): string {
    return this.upTo('SHA-256', this.#source.length).digest('hex')
  }
}
