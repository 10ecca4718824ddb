/** As much of CBOR (RFC 8949) as authenticators write: integers, strings, arrays and maps of definite length. */
export type Cbor = number | string | Uint8Array | boolean | null | Cbor[] | Map<Cbor, Cbor>

const deepest = 8

/** @returns the first value, and how many bytes it takes @throws RangeError for anything else */
export function readCbor(bytes: Uint8Array): { value: Cbor, length: number } {
  const reader = new Reader(bytes)
  const value = reader.read(0)
  return { value, length: reader.position }
}

class Reader {
  position = 0
  readonly #view: DataView
  readonly #bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  read(depth: number): Cbor {
    if (depth > deepest) throw new RangeError('CBOR: too deep')
    const head = this.#take(1)[0]!
    const [major, info] = [head >> 5, head & 0x1f]
    if (major === 7) return this.#simple(info)
    const argument = this.#argument(info)
    switch (major) {
      case 0: return argument
      case 1: return -1 - argument
      case 2: return this.#take(argument)
      case 3: return new TextDecoder('utf-8', { fatal: true }).decode(this.#take(argument))
      case 4: return Array.from({ length: this.#count(argument) }, () => this.read(depth + 1))
      case 5: return new Map(Array.from({ length: this.#count(argument) }, () => [this.read(depth + 1), this.read(depth + 1)] as const))
      default: throw new RangeError('CBOR: a tag')
    }
  }

  #simple(info: number): boolean | null {
    if (info === 20 || info === 21) return info === 21
    if (info === 22) return null
    throw new RangeError('CBOR: a simple value')
  }

  #argument(info: number): number {
    if (info < 24) return info
    const size = { 24: 1, 25: 2, 26: 4 }[info]
    if (size === undefined) throw new RangeError('CBOR: a length')
    const at = this.position
    this.#take(size)
    return size === 1 ? this.#view.getUint8(at) : size === 2 ? this.#view.getUint16(at) : this.#view.getUint32(at)
  }

  /** Every item takes a byte at least. */
  #count(count: number): number {
    if (count > this.#bytes.length - this.position) throw new RangeError('CBOR: too short')
    return count
  }

  #take(size: number): Uint8Array {
    if (size > this.#bytes.length - this.position) throw new RangeError('CBOR: too short')
    this.position += size
    return this.#bytes.subarray(this.position - size, this.position)
  }
}
