import { Budget } from './budget.ts'
import { PdfError } from './errors.ts'
import { decodeStream } from './filters.ts'
import { limits } from './limits.ts'
import type { PdfDictionary, PdfValue } from './objects.ts'
import { PdfStream } from './objects.ts'
import { Parser } from './parse.ts'
import { readFrom, readStreamData, type Source } from './source.ts'

/** An object as it stands at an offset of the file, `end` behind its `endobj`. */
export interface PlacedObject {
  number: number
  generation: number
  value: PdfValue
  end: number
}
interface Head extends PlacedObject {
  /** Where the data of a stream begins; null for other objects. */
  data: number | null
}
/** Objects of one object stream, parsed when they are asked for; `end` is that of the stream. */
export interface Packed {
  end: number
  parser: Parser
  places: ReadonlyMap<number, number>
  values: Map<number, PdfValue>
}

/**
 * Objects by their place in the file. All revisions of a file share one, so that what they have in common is parsed once and is
 * the same JavaScript object, which makes "unchanged" cheap to see.
 */
export class SourceObjects {
  readonly source: Source
  readonly #heads = new Map<number, Head>()
  readonly #streams = new Map<number, PlacedObject & { length: number | null }>()
  readonly #plain = new Map<number, PlacedObject>()
  readonly #searched = new Budget(limits.searched)
  readonly #packed = new Map<number, Packed>()

  #decrypt: ((object: PlacedObject) => PdfValue) | null = null

  /** Octets that object streams may still inflate to. */
  #budget: number = limits.inflatedTogether

  constructor(source: Source) {
    this.source = source
  }

  /** Undoes encryption from now on. */
  decryptWith(decrypt: (object: PlacedObject) => PdfValue): void {
    this.#decrypt = decrypt
    for (const cache of [this.#plain, this.#streams, this.#packed]) cache.clear()
  }

  /** @param lengthOf resolves a /Length @throws PdfError */
  at(offset: number, lengthOf: (value: PdfValue) => number | null): PlacedObject {
    const head = this.#head(offset)
    if (head.data === null) return this.#opened(offset, head)
    const length = lengthOf((head.value as PdfDictionary).get('Length') ?? null)
    const known = this.#streams.get(offset)
    if (known?.length === length) return known
    const { raw, end, searched } = readStreamData(this.source, head.data, length)
    this.#searched.spend(searched)
    const stream = { ...head, value: new PdfStream(head.value as PdfDictionary, raw), end }
    const opened = { ...stream, value: this.#decrypt === null ? stream.value : this.#decrypt(stream), length }
    this.#streams.set(offset, opened)
    return opened
  }

  packedAt(offset: number): Packed | undefined {
    return this.#packed.get(offset)
  }

  /** Objects of an object stream that has been read. @throws PdfError */
  pack(stream: PdfStream, { offset, end, count, first }: { offset: number, end: number, count: number, first: number }): Packed {
    const data = decodeStream(stream, this.#budget)
    this.#budget -= data.length
    const parser = new Parser(data)
    const places = new Map<number, number>()
    for (let index = 0; index < count; index += 1) {
      const number = parser.readInteger()
      if (places.has(number)) throw new PdfError(`object ${number} comes twice in one object stream`)
      places.set(number, parser.readInteger() + first)
    }
    const packed = { parser, places, values: new Map<number, PdfValue>(), end }
    this.#packed.set(offset, packed)
    return packed
  }

  #opened(offset: number, head: Head): PlacedObject {
    if (this.#decrypt === null) return head
    const known = this.#plain.get(offset)
    if (known !== undefined) return known
    const opened = { ...head, value: this.#decrypt(head) }
    this.#plain.set(offset, opened)
    return opened
  }

  #head(offset: number): Head {
    const known = this.#heads.get(offset)
    if (known !== undefined) return known
    if (offset >= this.source.length) throw new PdfError(`an object beyond the end of the file: ${offset}`)
    const head = readFrom(this.source, offset, parser => parser.readHead())
    this.#heads.set(offset, head)
    return head
  }
}

/** The value of an object in an object stream. @throws PdfError */
export function unpack({ parser, places, values }: Packed, number: number): PdfValue {
  const known = values.get(number)
  if (known !== undefined) return known
  const place = places.get(number)
  if (place === undefined) throw new PdfError(`object ${number} is not in its object stream`)
  parser.position = place
  const value = parser.readValue()
  values.set(number, value)
  return value
}
