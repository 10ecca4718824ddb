import { createHash, type Hash } from 'node:crypto'
import { octetsOf, pieces, type Source, type Span } from '../pdf/index.ts'
import { nodeDigest, type DigestName } from '../x509/index.ts'

/**
 * Digests of a file from its beginning. Each signature of a file covers all revisions before it, so fifty signatures would hash the first revision
 * fifty times: here each octet is hashed once for each algorithm, and what follows a place goes on from the state there.
 */
export class PrefixDigests {
  readonly #source: Source
  readonly #states = new Map<DigestName, { length: number, hash: Hash }[]>()

  constructor(source: Source) {
    this.#source = source
  }

  /** Of these parts one after the other. */
  digest(name: DigestName, [first, ...rest]: readonly [Span, ...Span[]]): Uint8Array {
    const hash = first.start === 0 ? this.#upTo(name, first.end) : this.#update(createHash(nodeDigest(name)), first)
    for (const part of rest) this.#update(hash, part)
    return hash.digest()
  }

  /** These parts as one. */
  joined(parts: readonly Span[]): Uint8Array {
    return Buffer.concat(parts.map(part => octetsOf(this.#source, part)))
  }

  /** Lower-case hex SHA-256 of the file. */
  whole(): string {
    return this.#upTo('SHA-256', this.#source.length).digest('hex')
  }

  /** A hash of one's own that has seen the first `length` octets. */
  #upTo(name: DigestName, length: number): Hash {
    const states = this.#states.get(name) ?? []
    this.#states.set(name, states)
    const nearest = states.reduce<{ length: number, hash: Hash } | null>((best, one) => one.length <= length && one.length >= (best?.length ?? 0) ? one : best, null)
    if (nearest?.length === length) return nearest.hash.copy()
    const hash = this.#update(nearest?.hash.copy() ?? createHash(nodeDigest(name)), { start: nearest?.length ?? 0, end: length })
    states.push({ length, hash })
    return hash.copy()
  }

  #update(hash: Hash, part: Span): Hash {
    for (const piece of pieces(this.#source, part)) hash.update(piece)
    return hash
  }
}
