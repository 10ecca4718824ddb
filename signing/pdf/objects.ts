/** PDF objects (ISO 32000-2 §7.3) as plain values: numbers, booleans and null are JavaScript's own. */
export type PdfValue = null | boolean | number | PdfName | PdfString | PdfReference | PdfArray | PdfDictionary | PdfStream
export type PdfArray = PdfValue[]

export class PdfName {
  /** Without the slash, `#xx` resolved, one character an octet. */
  readonly value: string

  constructor(value: string) {
    this.value = value
  }
}

export class PdfString {
  readonly bytes: Uint8Array
  /** Written as `<…>` rather than `(…)`. */
  readonly isHex: boolean
  /** Offsets of the delimiters in the source, -1 when it was not read from one. `end` is behind the closing one. */
  readonly start: number
  readonly end: number

  constructor(bytes: Uint8Array, { isHex = false, start = -1, end = -1 } = {}) {
    this.bytes = bytes
    this.isHex = isHex
    this.start = start
    this.end = end
  }
}

export class PdfReference {
  readonly number: number
  readonly generation: number

  constructor(number: number, generation: number) {
    this.number = number
    this.generation = generation
  }
}

export class PdfDictionary {
  readonly entries: Map<string, PdfValue>
  /** Keys that came more than once in the source; the last value stands. */
  readonly repeated: string[] = []

  constructor(entries: Iterable<readonly [string, PdfValue]> = []) {
    this.entries = new Map(entries)
  }

  get(key: string): PdfValue | undefined {
    return this.entries.get(key)
  }

  has(key: string): boolean {
    return this.entries.has(key)
  }

  /** A copy with these entries set; `undefined` takes an entry away. */
  with(changes: Readonly<Record<string, PdfValue | undefined>>): PdfDictionary {
    const copy = new PdfDictionary(this.entries)
    for (const [key, value] of Object.entries(changes)) {
      if (value === undefined) copy.entries.delete(key)
      else copy.entries.set(key, value)
    }
    return copy
  }
}

export class PdfStream {
  readonly dictionary: PdfDictionary
  #raw: Uint8Array | (() => Uint8Array)

  /** @param raw the data, or how to get them when they are asked for */
  constructor(dictionary: PdfDictionary, raw: Uint8Array | (() => Uint8Array)) {
    this.dictionary = dictionary
    this.#raw = raw
  }

  /** As stored: encryption undone, filters not. */
  get raw(): Uint8Array {
    if (typeof this.#raw === 'function') this.#raw = this.#raw()
    return this.#raw
  }
}

export const name = (value: string): PdfName => new PdfName(value)
export const dictionary = (entries: Readonly<Record<string, PdfValue | undefined>>): PdfDictionary =>
  new PdfDictionary(Object.entries(entries).filter((entry): entry is [string, PdfValue] => entry[1] !== undefined))

/** A text string (§7.9.2.2): PDFDocEncoding's ASCII part where that is enough, else UTF-16BE. */
export function textString(text: string): PdfString {
  const composed = text.normalize('NFC')
  if (/^[\x20-\x7e\n\r\t]*$/.test(composed)) return new PdfString(Buffer.from(composed, 'latin1'))
  return new PdfString(Buffer.concat([Buffer.of(0xfe, 0xff), Buffer.from(composed, 'utf16le').swap16()]), { isHex: true })
}

/** Text of a text string: UTF-16BE, UTF-8 (PDF 2.0) or, as an approximation of PDFDocEncoding, Latin-1. */
export function textOf({ bytes }: PdfString): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  if (buffer[0] === 0xfe && buffer[1] === 0xff) return Buffer.from(buffer.subarray(2, 2 + ((buffer.length - 2) & ~1))).swap16().toString('utf16le')
  if (buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf) return buffer.subarray(3).toString('utf8')
  return buffer.toString('latin1')
}

/** A date (§7.9.4), in UTC, to the second. */
export function dateString(date: Date): PdfString {
  const digits = date.toISOString().replaceAll(/[-:T]|\.\d{3}Z$/g, '')
  return new PdfString(Buffer.from(`D:${digits}+00'00'`, 'latin1'))
}

const dateForm = /^(?:D:)?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:(Z)|([+-])(\d\d)'?(\d\d)?'?)?/

/** The time that a date string names; a missing zone is read as UTC. Null when it is no date. */
export function dateOf(value: PdfString): Date | null {
  const match = dateForm.exec(textOf(value))
  if (match === null) return null
  const [, year, month = '01', day = '01', hour = '00', minute = '00', second = '00', , sign, offsetHours = '00', offsetMinutes = '00'] = match
  const zone = sign === undefined ? 'Z' : `${sign}${offsetHours}:${offsetMinutes}`
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone}`)
  return Number.isNaN(date.getTime()) ? null : date
}
