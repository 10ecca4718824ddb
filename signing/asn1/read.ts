import { SigningError } from '../errors.ts'

/**
 * One value of a DER encoding, as offsets into the bytes it was read from: nothing is copied, nothing below it is
 * looked at before it is asked for. So depth costs an attacker's file nothing and us no stack.
 */
export class DerValue {
  readonly source: Uint8Array
  /** Identifier octet; see `tags`. */
  readonly tag: number
  readonly start: number
  readonly contentStart: number
  readonly end: number

  constructor(source: Uint8Array, tag: number, span: { start: number, contentStart: number, end: number }) {
    this.source = source
    this.tag = tag
    this.start = span.start
    this.contentStart = span.contentStart
    this.end = span.end
  }

  /** Identifier, length and content, as a view. */
  get bytes(): Uint8Array {
    return this.source.subarray(this.start, this.end)
  }

  get content(): Uint8Array {
    return this.source.subarray(this.contentStart, this.end)
  }

  get length(): number {
    return this.end - this.contentStart
  }

  get isConstructed(): boolean {
    return (this.tag & 0x20) !== 0
  }

  /** The values inside, one after the other. @throws SigningError `der-malformed` when this is a primitive */
  inside(): DerCursor {
    if (!this.isConstructed) throw malformed(`tag ${hex(this.tag)} is primitive`, this.start)
    return new DerCursor(this.source, this.contentStart, this.end)
  }

  /** All values inside. @throws SigningError `der-malformed`, also above `limit` values */
  children(limit = 100_000): DerValue[] {
    const cursor = this.inside()
    const values: DerValue[] = []
    while (!cursor.done) {
      if (values.length === limit) throw malformed(`more than ${limit} values`, this.start)
      values.push(cursor.next())
    }
    return values
  }

  /** This value, when it has the tag. @throws SigningError `der-malformed` */
  expect(tag: number): this {
    if (this.tag !== tag) throw malformed(`tag ${hex(this.tag)} where ${hex(tag)} is due`, this.start)
    return this
  }
}

/** Reads values in sequence, each with the tag that the structure asks for. */
export class DerCursor {
  readonly #source: Uint8Array
  readonly #end: number
  #position: number

  constructor(source: Uint8Array, start: number, end: number) {
    this.#source = source
    this.#position = start
    this.#end = end
  }

  get done(): boolean {
    return this.#position >= this.#end
  }

  /** Identifier octet of the next value, or -1 at the end. */
  get peek(): number {
    return this.done ? -1 : this.#source[this.#position]!
  }

  next(tag?: number): DerValue {
    const value = readValue(this.#source, this.#position, this.#end)
    if (tag !== undefined) value.expect(tag)
    this.#position = value.end
    return value
  }

  /** The next value when it has this tag, else null and the cursor stays. */
  optional(tag: number): DerValue | null {
    return this.peek === tag ? this.next() : null
  }

  /** @throws SigningError `der-malformed` when something is left that the structure does not know */
  finish(): void {
    if (!this.done) throw malformed('values left over', this.#position)
  }
}

/** Reads exactly one value that fills `bytes`. @throws SigningError `der-malformed` */
export function parseDer(bytes: Uint8Array): DerValue {
  const value = readValue(bytes, 0, bytes.length)
  if (value.end !== bytes.length) throw malformed('bytes behind the value', value.end)
  return value
}

/**
 * Reads the value at the start of `bytes` and ignores what follows: signature dictionaries pad their Contents with zeros.
 * @throws SigningError `der-malformed`
 */
export const parseDerPrefix = (bytes: Uint8Array): DerValue => readValue(bytes, 0, bytes.length)

function readValue(source: Uint8Array, start: number, limit: number): DerValue {
  if (start + 2 > limit) throw malformed('the value is cut off', start)
  const tag = source[start]!
  if ((tag & 0x1f) === 0x1f) throw malformed('tag number above 30', start)
  const first = source[start + 1]!
  if (first < 0x80) return spanned(source, tag, { start, contentStart: start + 2, length: first, limit })
  const octets = first & 0x7f
  if (octets === 0) throw malformed('indefinite length', start)
  if (octets > 4) throw malformed('length above 4 octets', start)
  const contentStart = start + 2 + octets
  if (contentStart > limit) throw malformed('the length is cut off', start)
  let length = 0
  for (let at = start + 2; at < contentStart; at += 1) length = length * 256 + source[at]!
  if (source[start + 2] === 0 || length < 0x80) throw malformed('length not in its shortest form', start)
  return spanned(source, tag, { start, contentStart, length, limit })
}

function spanned(source: Uint8Array, tag: number, { start, contentStart, length, limit }: { start: number, contentStart: number, length: number, limit: number }): DerValue {
  const end = contentStart + length
  if (end > limit) throw malformed('the value runs beyond its container', start)
  return new DerValue(source, tag, { start, contentStart, end })
}

export const malformed = (what: string, offset: number): SigningError => new SigningError('der-malformed', `${what} (offset ${offset})`)

const hex = (tag: number): string => `0x${tag.toString(16).padStart(2, '0')}`
