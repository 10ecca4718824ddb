import { createHash } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import type { PdfDocument } from './document.ts'
import { PdfError } from './errors.ts'
import { dictionary, name, PdfDictionary, PdfReference, PdfStream, PdfString, type PdfValue } from './objects.ts'
import { serialise, serialiseIndirect } from './serialise.ts'
import { textAt } from './source.ts'

interface Written { number: number, generation: number, offset: number }

/** An object with a place that is filled in after the layout is known, e.g. /Contents of a signature. */
export interface GapObject { before: string, gap: Buffer, after: string }
export interface Gap { part: number, offset: number }
type Content = { kind: 'value', value: PdfValue } | { kind: 'gap', object: GapObject }

/**
 * An incremental update (§7.5.6): the source stays as it is, byte for byte; new and changed objects and a cross-reference in the
 * style of the last one come behind it.
 */
export class IncrementalUpdate {
  readonly #document: PdfDocument
  readonly #objects = new Map<number, { reference: PdfReference, content: Content }>()
  readonly #digest = createHash('sha256')
  #next: number

  constructor(document: PdfDocument) {
    if (document.isEncrypted && document.encrypt === null) throw new PdfError('the document is encrypted')
    this.#document = document
    this.#next = document.size
  }

  get isEmpty(): boolean {
    return this.#objects.size === 0
  }

  /** A number for a new object. */
  allocate(): PdfReference {
    this.#next += 1
    return new PdfReference(this.#next - 1, 0)
  }

  add(value: PdfValue): PdfReference {
    const reference = this.allocate()
    this.replace(reference, value)
    return reference
  }

  /** Sets the object of that number, new or not. */
  replace(reference: PdfReference, value: PdfValue): void {
    this.#objects.set(reference.number, { reference, content: { kind: 'value', value } })
  }

  /** Sets entries of a dictionary that stands alone; `undefined` takes one away. @throws PdfError when it is no dictionary */
  change(reference: PdfReference, changes: Readonly<Record<string, PdfValue | undefined>>): void {
    const value = this.current(reference)
    if (!(value instanceof PdfDictionary)) throw new PdfError(`object ${reference.number} is no dictionary`)
    this.replace(reference, value.with(changes))
  }

  /** Sets an object that is written as it is given, so that the caller knows the place of each octet. */
  replaceWithGap(reference: PdfReference, object: GapObject): void {
    this.#objects.set(reference.number, { reference, content: { kind: 'gap', object } })
  }

  /** The value as it is to be written, when the document is encrypted. */
  encrypted(reference: PdfReference, value: PdfValue): PdfValue {
    return this.#document.encrypt?.(reference, value) ?? value
  }

  /** The value as it stands in this update or, unchanged, in the document. */
  current(reference: PdfReference): PdfValue {
    const content = this.#objects.get(reference.number)?.content
    return content?.kind === 'value' ? content.value : this.#document.object(reference.number)
  }

  /** What comes behind the document, in parts that are not copied; `gaps` tells which part is the gap of an object, and its offset in the file. */
  finish(): { parts: Uint8Array[], gaps: ReadonlyMap<number, Gap> } {
    const { source } = this.#document
    const parts: Uint8Array[] = []
    const written: Written[] = []
    const gaps = new Map<number, Gap>()
    let position = source.length
    const push = (part: Uint8Array) => {
      parts.push(part)
      position += part.length
    }
    const pushText = (text: string) => {
      this.#digest.update(text, 'latin1')
      push(Buffer.from(text, 'latin1'))
    }
    if (textAt(source, source.length - 1, source.length) !== '\n') push(Buffer.from('\n'))
    for (const { reference, content } of this.#objects.values()) {
      const { number, generation } = reference
      written.push({ number, generation, offset: position })
      if (content.kind === 'value') {
        const object = serialiseIndirect(reference, this.encrypted(reference, content.value))
        this.#digest.update(object)
        push(object)
        continue
      }
      pushText(`${number} ${generation} obj\n${content.object.before}`)
      gaps.set(number, { part: parts.length, offset: position })
      push(content.object.gap)
      pushText(`${content.object.after}\nendobj\n`)
    }
    this.#digest.update(String(position))
    push(this.#document.sections[0]!.style === 'table' ? this.#table(written, position) : this.#stream(written, position))
    return { parts, gaps }
  }

  #trailer(size: number): PdfDictionary {
    const { trailer, startxref } = this.#document
    return dictionary({ Size: size, Root: trailer.get('Root'), Info: trailer.get('Info'), Encrypt: trailer.get('Encrypt'), ID: this.#identifiers(), Prev: startxref })
  }

  /** The first identifier stays, the second changes with every revision (§14.4); the same update has the same one. */
  #identifiers(): PdfValue {
    const known = this.#document.resolve(this.#document.trailer.get('ID'))
    const fresh = new PdfString(this.#digest.digest().subarray(0, 16), { isHex: true })
    const first = Array.isArray(known) && known[0] instanceof PdfString ? new PdfString(known[0].bytes, { isHex: true }) : fresh
    return [first, fresh]
  }

  #table(written: Written[], position: number): Buffer {
    const lines = groups(written).map(group => `${group[0]!.number} ${group.length}\n${group.map(({ offset, generation }) => `${digits(offset, 10)} ${digits(generation, 5)} n \n`).join('')}`)
    return Buffer.from(`xref\n${lines.join('')}trailer\n${serialise(this.#trailer(this.#next))}\nstartxref\n${position}\n%%EOF\n`, 'latin1')
  }

  #stream(written: Written[], position: number): Buffer {
    const reference = new PdfReference(this.#next, 0)
    const all = [...written, { number: reference.number, generation: 0, offset: position }]
    const ordered = groups(all)
    const rows = Buffer.alloc(all.length * 7)
    for (const [index, { offset, generation }] of ordered.flat().entries()) {
      rows[index * 7] = 1
      rows.writeUInt32BE(offset, index * 7 + 1)
      rows.writeUInt16BE(generation, index * 7 + 5)
    }
    const entries = { Type: name('XRef'), W: [1, 4, 2], Index: ordered.flatMap(group => [group[0]!.number, group.length]), Filter: name('FlateDecode') }
    const stream = new PdfStream(this.#trailer(this.#next + 1).with(entries), deflateSync(rows))
    return Buffer.concat([serialiseIndirect(reference, stream), Buffer.from(`startxref\n${position}\n%%EOF\n`, 'latin1')])
  }
}

const digits = (number: number, width: number): string => String(number).padStart(width, '0')

/** Runs of numbers that follow one another. */
function groups(written: readonly Written[]): Written[][] {
  const result: Written[][] = []
  for (const one of [...written].sort((a, b) => a.number - b.number)) {
    const last = result.at(-1)
    if (last !== undefined && last.at(-1)!.number + 1 === one.number) last.push(one)
    else result.push([one])
  }
  return result
}
