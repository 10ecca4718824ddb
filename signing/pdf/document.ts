import { PdfError } from './errors.ts'
import { decodeStream } from './filters.ts'
import { limits } from './limits.ts'
import { PdfDictionary, PdfName, PdfReference, PdfStream, type PdfValue } from './objects.ts'
import { Parser } from './parse.ts'
import { findStartxref, readXrefChain, type XrefEntry, type XrefSection } from './xref.ts'

/**
 * A PDF as its cross-references tell it: only what is asked for is parsed, nothing is repaired. `length` of the source may be cut
 * to see an earlier revision.
 */
export class PdfDocument {
  readonly source: Uint8Array
  /** Cross-reference sections, newest first. */
  readonly sections: readonly XrefSection[]
  readonly startxref: number
  readonly trailer: PdfDictionary
  readonly #objects = new Map<number, PdfValue>()
  readonly #streams = new Map<number, { parser: Parser, offsets: { number: number, offset: number }[] }>()
  readonly #reading = new Set<number>()

  /** @throws PdfError when header, startxref, trailer or the chain of cross-references cannot be read */
  constructor(source: Uint8Array) {
    this.source = source
    const head = Buffer.from(source.buffer, source.byteOffset, Math.min(1024, source.length)).toString('latin1')
    if (!head.includes('%PDF-')) throw new PdfError('no PDF header')
    this.startxref = findStartxref(source).offset
    this.sections = readXrefChain(source, this.startxref)
    this.trailer = this.sections[0]!.trailer
  }

  get isEncrypted(): boolean {
    return this.sections.some(({ trailer }) => trailer.has('Encrypt'))
  }

  /** Header or catalog version, the higher one, e.g. "1.7". */
  get version(): string {
    const head = /%PDF-(\d\.\d)/.exec(Buffer.from(this.source.buffer, this.source.byteOffset, Math.min(1024, this.source.length)).toString('latin1'))?.[1] ?? '1.0'
    const stated = this.catalog.get('Version')
    return stated instanceof PdfName && stated.value > head ? stated.value : head
  }

  get catalogReference(): PdfReference {
    const root = this.trailer.get('Root')
    if (!(root instanceof PdfReference)) throw new PdfError('the trailer names no catalog')
    return root
  }

  get catalog(): PdfDictionary {
    return this.dictionary(this.catalogReference, 'catalog')
  }

  /** One above the highest object number. */
  get size(): number {
    const sizes = this.sections.map(({ trailer }) => trailer.get('Size')).filter(size => typeof size === 'number')
    const size = Math.max(0, ...sizes)
    if (!Number.isSafeInteger(size) || size > limits.objects) throw new PdfError('/Size of the trailer')
    return size
  }

  entryOf(number: number): XrefEntry | null {
    for (const section of this.sections) {
      const entry = section.find(number)
      if (entry !== null && (entry.kind !== 'free' || section.hybrid === null)) return entry
      const hidden = section.hybrid?.find(number) ?? null
      if (hidden !== null) return hidden
      if (entry !== null) return entry
    }
    return null
  }

  /** The object of that number; null for one that is free or not there. @throws PdfError */
  object(number: number): PdfValue {
    const known = this.#objects.get(number)
    if (known !== undefined) return known
    const entry = this.entryOf(number)
    if (entry === null || entry.kind === 'free') return null
    if (this.#reading.has(number)) throw new PdfError(`object ${number} needs itself`)
    this.#reading.add(number)
    try {
      const value = entry.kind === 'offset' ? this.#readAt(number, entry.offset) : this.#readCompressed(number, entry.stream)
      this.#objects.set(number, value)
      return value
    }
    finally {
      this.#reading.delete(number)
    }
  }

  /** Follows references. */
  resolve(value: PdfValue | undefined): PdfValue {
    let current = value ?? null
    for (let hop = 0; current instanceof PdfReference; hop += 1) {
      if (hop === limits.hops) throw new PdfError('references lead in a circle')
      current = this.object(current.number)
    }
    return current
  }

  /** @throws PdfError when it is something else */
  dictionary(value: PdfValue | undefined, what: string): PdfDictionary {
    const resolved = this.resolve(value)
    if (!(resolved instanceof PdfDictionary)) throw new PdfError(`${what} is no dictionary`)
    return resolved
  }

  #readAt(number: number, offset: number): PdfValue {
    if (offset >= this.source.length) throw new PdfError(`object ${number} lies beyond the end of the file`)
    const found = new Parser(this.source, offset).readIndirect(length => this.#lengthOf(length))
    if (found.number !== number) throw new PdfError(`object ${found.number} where ${number} is due`)
    return found.value
  }

  #lengthOf(value: PdfValue): number | null {
    const length = this.resolve(value)
    return typeof length === 'number' && Number.isSafeInteger(length) ? length : null
  }

  #readCompressed(number: number, stream: number): PdfValue {
    const { parser, offsets } = this.#objectStream(stream)
    const found = offsets.find(entry => entry.number === number)
    if (found === undefined) throw new PdfError(`object ${number} is not in object stream ${stream}`)
    parser.position = found.offset
    return parser.readValue()
  }

  #objectStream(number: number) {
    const known = this.#streams.get(number)
    if (known !== undefined) return known
    if (this.entryOf(number)?.kind === 'compressed') throw new PdfError('an object stream inside another')
    const stream = this.object(number)
    if (!(stream instanceof PdfStream)) throw new PdfError(`object stream ${number} is no stream`)
    const [count, first] = ['N', 'First'].map(key => this.resolve(stream.dictionary.get(key)))
    if (typeof count !== 'number' || typeof first !== 'number' || count > 100_000 || count < 0) throw new PdfError('an object stream without /N or /First')
    const parser = new Parser(decodeStream(stream))
    const offsets = Array.from({ length: count }, () => ({ number: parser.readInteger(), offset: parser.readInteger() + first }))
    const result = { parser, offsets }
    this.#streams.set(number, result)
    return result
  }
}
