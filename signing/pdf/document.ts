import { PdfError } from './errors.ts'
import { limits } from './limits.ts'
import { PdfDictionary, PdfName, PdfReference, PdfStream, type PdfValue } from './objects.ts'
import { textAt, type Source } from './source.ts'
import { SourceObjects, unpack, type Packed, type PlacedObject } from './source-objects.ts'
import { XrefEntries } from './xref-entries.ts'
import { findStartxref, readXrefChain, type XrefEntry, type XrefSection } from './xref.ts'

/** A revision seen apart from those that follow: its cross-references, where it ends, and what it shares with the others. */
interface RevisionView {
  sections: readonly XrefSection[]
  startxref: number
  length: number
  entries: XrefEntries
  revision: number
  objects: SourceObjects
}

/**
 * A PDF as its cross-references tell it: only what is asked for is parsed, nothing is repaired. An earlier revision is seen by
 * `at`, which shares what is parsed.
 */
export class PdfDocument {
  readonly source: Source
  /** Bytes of the source that belong to this revision: an object that reaches beyond is not there. */
  readonly length: number
  /** Cross-reference sections, newest first. */
  readonly sections: readonly XrefSection[]
  readonly startxref: number
  readonly trailer: PdfDictionary
  readonly objects: SourceObjects
  /** Makes an object fit to be written into the document; null while that is not encrypted, or not opened. */
  encrypt: ((reference: PdfReference, value: PdfValue) => PdfValue) | null = null
  readonly #entries: XrefEntries
  /** Its number among the entries. */
  readonly #revision: number
  readonly #reading = new Set<number>()

  /** @throws PdfError when header, startxref, trailer or the chain of cross-references cannot be read */
  constructor(source: Source, view?: RevisionView) {
    this.source = source
    if (view === undefined && !headOf(source).includes('%PDF-')) throw new PdfError('no PDF header')
    this.startxref = view?.startxref ?? findStartxref(source).offset
    this.sections = view?.sections ?? readXrefChain(source, this.startxref)
    this.length = view?.length ?? source.length
    this.objects = view?.objects ?? new SourceObjects(source)
    this.#entries = view?.entries ?? new XrefEntries([this.sections])
    this.#revision = view?.revision ?? 1
    this.trailer = this.sections[0]!.trailer
  }

  /** A revision of it: some of the last sections of the chain, in the first bytes. */
  at(view: Omit<RevisionView, 'objects'>): PdfDocument {
    return new PdfDocument(this.source, { ...view, objects: this.objects })
  }

  get isEncrypted(): boolean {
    return this.sections.some(({ trailer }) => trailer.has('Encrypt'))
  }

  /** Header or catalog version, the higher one, e.g. "1.7". */
  get version(): string {
    const head = /%PDF-(\d\.\d)/.exec(headOf(this.source))?.[1] ?? '1.0'
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
    return this.#entries.find(number, this.#revision)
  }

  /** The object of that number; null for one that is free or not there. @throws PdfError */
  object(number: number): PdfValue {
    const entry = this.entryOf(number)
    if (entry === null || entry.kind === 'free') return null
    if (this.#reading.has(number)) throw new PdfError(`object ${number} needs itself`)
    this.#reading.add(number)
    try {
      return entry.kind === 'offset' ? this.#readAt(number, entry.offset).value : unpack(this.#objectStream(entry.stream), number)
    }
    finally {
      this.#reading.delete(number)
    }
  }

  /** Where an object that stands by itself begins and ends; null for one in an object stream, or none. @throws PdfError */
  placeOf(number: number): { start: number, end: number } | null {
    const entry = this.entryOf(number)
    return entry?.kind === 'offset' ? { start: entry.offset, end: this.#readAt(number, entry.offset).end } : null
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

  #readAt(number: number, offset: number): PlacedObject {
    if (offset >= this.length) throw new PdfError(`object ${number} lies beyond the end of its revision`)
    const found = this.objects.at(offset, length => this.#lengthOf(length))
    if (found.number !== number) throw new PdfError(`object ${found.number} where ${number} is due`)
    if (found.end > this.length) throw new PdfError(`object ${number} reaches beyond the end of its revision`)
    return found
  }

  #lengthOf(value: PdfValue): number | null {
    const length = this.resolve(value)
    return typeof length === 'number' && Number.isSafeInteger(length) ? length : null
  }

  #objectStream(number: number): Packed {
    const entry = this.entryOf(number)
    if (entry?.kind !== 'offset') throw new PdfError(`object stream ${number} does not stand by itself`)
    const known = this.objects.packedAt(entry.offset)
    if (known !== undefined && known.end <= this.length) return known
    const { value: stream, end } = this.#readAt(number, entry.offset)
    if (!(stream instanceof PdfStream)) throw new PdfError(`object stream ${number} is no stream`)
    const [count, first] = ['N', 'First'].map(key => this.resolve(stream.dictionary.get(key)))
    if (typeof count !== 'number' || typeof first !== 'number' || count > 100_000 || count < 0) throw new PdfError('an object stream without /N or /First')
    return this.objects.pack(stream, { offset: entry.offset, end, count, first })
  }
}

const headOf = (source: Source): string => textAt(source, 0, 1024)
