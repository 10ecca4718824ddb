import { PdfError } from './errors.ts'
import { limits } from './limits.ts'
import { readLiteral } from './literal.ts'
import { PdfDictionary, PdfName, PdfReference, PdfString, type PdfArray, type PdfValue } from './objects.ts'

/** 1 = white space, 2 = delimiter (ISO 32000-2 §7.2.3). */
const kinds = new Uint8Array(256)
for (const octet of [0, 9, 10, 12, 13, 32]) kinds[octet] = 1
for (const octet of Buffer.from('()<>[]{}/%')) kinds[octet] = 2
export const isWhite = (octet: number | undefined): boolean => octet !== undefined && kinds[octet] === 1
const isRegular = (octet: number | undefined): boolean => octet !== undefined && kinds[octet] === 0
const isNumeric = (octet: number): boolean => isDigit(octet) || octet === 0x2b || octet === 0x2d || octet === 0x2e
const isDigit = (octet: number | undefined): boolean => octet !== undefined && octet >= 0x30 && octet <= 0x39

class Keyword {
  readonly word: string
  constructor(word: string) {
    this.word = word
  }
}
type Token = PdfValue | Keyword | '[' | ']' | '<<' | '>>' | 'end'

/** An array or dictionary that is still open. */
interface Open { kind: '[' | '<<', values: PdfArray }

/** Reads objects from bytes, without recursion: what is open lies on a stack of limited height. */
export class Parser {
  readonly source: Uint8Array
  position: number
  /** Octets that there are, of which the source may be the beginning. */
  readonly total: number

  constructor(source: Uint8Array, position = 0, total = source.length) {
    this.source = source
    this.position = position
    this.total = total
  }

  /** One object; references `n g R` are recognised. @throws PdfError */
  readValue(): PdfValue {
    const open: Open[] = []
    let count = 0
    for (;;) {
      const token = this.#token()
      count += 1
      if (count > limits.values) throw new PdfError('too many values in one object')
      if (token === '[' || token === '<<') {
        if (open.length === limits.depth) throw new PdfError('nested too deep')
        open.push({ kind: token, values: [] })
        continue
      }
      const inner = open.at(-1)
      let value: PdfValue
      if (token === ']' || token === '>>') {
        if (inner === undefined || inner.kind !== (token === ']' ? '[' : '<<')) throw new PdfError(`'${token}' without its beginning`)
        open.pop()
        value = token === ']' ? inner.values : toDictionary(inner.values)
      }
      else if (token instanceof Keyword) {
        if (token.word !== 'R' || inner === undefined) throw new PdfError(`unexpected word '${token.word.slice(0, 20)}'`)
        value = takeReference(inner.values)
      }
      else if (token === 'end') {
        throw new PdfError('the object is cut off')
      }
      else {
        value = token as PdfValue
      }
      const outer = open.at(-1)
      if (outer !== undefined) outer.values.push(value)
      else return typeof value === 'number' ? this.#orReference(value) : value
    }
  }

  /**
   * One operation of a content stream (§7.8.2): operands, then the operator; null at the end. Position is behind the operator.
   * @throws PdfError
   */
  readOperation(): { operator: string, operands: PdfValue[] } | null {
    const operands: PdfValue[] = []
    for (;;) {
      this.skipWhite()
      const octet = this.source[this.position]
      if (octet === undefined) return null
      if (isRegular(octet) && !isNumeric(octet)) {
        const token = this.#word()
        if (token instanceof Keyword) return { operator: token.word, operands }
        operands.push(token as PdfValue)
      }
      else {
        operands.push(this.readValue())
      }
      if (operands.length > limits.operands) throw new PdfError('too many operands')
    }
  }

  /** An indirect object without the data of its stream: `data` is where they begin, null when it is no stream. */
  readHead(): { number: number, generation: number, value: PdfValue, data: number | null, end: number } {
    const number = this.readInteger()
    const generation = this.readInteger()
    this.expect('obj')
    const value = this.readValue()
    this.skipWhite()
    if (!(value instanceof PdfDictionary && this.#isWord('stream'))) return { number, generation, value, data: null, end: this.#endOfObject() }
    this.position += 6
    if (this.source[this.position] === 13) this.position += 1
    if (this.source[this.position] === 10) this.position += 1
    return { number, generation, value, data: this.position, end: this.position }
  }

  /** Whether `endstream` comes behind white space; when it does, `end` is behind its object. */
  readEndOfStream(): { isThere: boolean, end: number } {
    while (isWhite(this.source[this.position])) this.position += 1
    if (!this.#isWord('endstream')) return { isThere: false, end: this.position }
    this.position += 9
    return { isThere: true, end: this.#endOfObject() }
  }

  readInteger(): number {
    const token = this.#token()
    if (typeof token !== 'number' || !Number.isSafeInteger(token) || token < 0) throw new PdfError(`an integer is due at ${this.position}`)
    return token
  }

  /** @throws PdfError when another word comes */
  expect(word: string): void {
    this.skipWhite()
    if (!this.#isWord(word)) throw new PdfError(`'${word}' is due at ${this.position}`)
    this.position += word.length
  }

  isNext(word: string): boolean {
    this.skipWhite()
    return this.#isWord(word)
  }

  skipWhite(): void {
    const { source } = this
    for (;;) {
      const octet = source[this.position]
      if (octet === 0x25) while (this.position < source.length && source[this.position] !== 10 && source[this.position] !== 13) this.position += 1
      else if (isWhite(octet)) this.position += 1
      else return
    }
  }

  #isWord(word: string): boolean {
    for (let at = 0; at < word.length; at += 1) if (this.source[this.position + at] !== word.charCodeAt(at)) return false
    return true
  }

  #endOfObject(): number {
    if (this.isNext('endobj')) this.position += 6
    return this.position
  }

  #orReference(number: number): PdfValue {
    const start = this.position
    if (!Number.isSafeInteger(number) || number < 0) return number
    const generation = this.#peekNumber()
    if (generation !== null && this.isNext('R') && !isRegular(this.source[this.position + 1])) {
      this.position += 1
      return new PdfReference(number, generation)
    }
    this.position = start
    return number
  }

  #peekNumber(): number | null {
    this.skipWhite()
    if (!isDigit(this.source[this.position])) return null
    const token = this.#token()
    return typeof token === 'number' && Number.isSafeInteger(token) ? token : null
  }

  #token(): Token {
    this.skipWhite()
    const { source } = this
    const octet = source[this.position]
    switch (octet) {
      case undefined: return 'end'
      case 0x5b:
        this.position += 1
        return '['
      case 0x5d:
        this.position += 1
        return ']'
      case 0x2f: return this.#name()
      case 0x28: return this.#literal()
      case 0x3c:
        if (source[this.position + 1] !== 0x3c) return this.#hex()
        this.position += 2
        return '<<'
      case 0x3e:
        if (source[this.position + 1] !== 0x3e) throw new PdfError('a single >')
        this.position += 2
        return '>>'
      default: return this.#word()
    }
  }

  #word(): Token {
    const { source } = this
    const start = this.position
    while (isRegular(source[this.position])) this.position += 1
    if (this.position === start) throw new PdfError(`unexpected delimiter at ${start}`)
    const first = source[start]!
    const word = latin1(source, start, this.position)
    if (isNumeric(first)) {
      const number = Number(word)
      if (!/^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(word)) throw new PdfError(`'${word.slice(0, 20)}' is no number`)
      return number
    }
    if (word === 'true') return true
    if (word === 'false') return false
    return word === 'null' ? null : new Keyword(word)
  }

  #name(): PdfName {
    const { source } = this
    const start = this.position += 1
    while (isRegular(source[this.position])) this.position += 1
    const raw = latin1(source, start, this.position)
    return new PdfName(raw.includes('#') ? raw.replaceAll(/#([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))) : raw)
  }

  #hex(): PdfString {
    const { source } = this
    const start = this.position
    const end = source.indexOf(0x3e, start)
    // Without an end everything was looked at.
    this.position = source.length
    if (end < 0) throw new PdfError('a hexadecimal string without its end')
    this.position = end + 1
    return new PdfString(readHex(latin1(source, start + 1, end)), { isHex: true, start, end: end + 1 })
  }

  #literal(): PdfString {
    const start = this.position
    this.position = this.source.length
    const { bytes, end } = readLiteral(this.source, start)
    this.position = end
    return new PdfString(bytes, { start, end })
  }
}

/** Digits, white space among them or not; a last one alone counts as followed by 0 (§7.3.4.3). */
function readHex(text: string): Uint8Array {
  const bytes = Buffer.from(text, 'hex')
  // The conversion stops at whatever is no digit.
  if (bytes.length * 2 === text.length) return bytes
  const digits = text.replaceAll(/[\0\t\n\f\r ]/g, '')
  const padded = Buffer.from(digits.length % 2 === 0 ? digits : `${digits}0`, 'hex')
  if (padded.length !== Math.ceil(digits.length / 2)) throw new PdfError('a hexadecimal string with other characters')
  return padded
}

function toDictionary(values: PdfArray): PdfDictionary {
  if (values.length % 2 !== 0) throw new PdfError('a dictionary with a key without value')
  const result = new PdfDictionary()
  for (let at = 0; at < values.length; at += 2) {
    const key = values[at]
    if (!(key instanceof PdfName)) throw new PdfError('a dictionary key that is no name')
    if (result.entries.has(key.value)) result.repeated.push(key.value)
    result.entries.set(key.value, values[at + 1]!)
  }
  return result
}

function takeReference(values: PdfArray): PdfReference {
  const [number, generation] = values.splice(-2)
  if (typeof number !== 'number' || typeof generation !== 'number' || !Number.isSafeInteger(number) || !Number.isSafeInteger(generation) || number < 0 || generation < 0) throw new PdfError('R without object and generation number')
  return new PdfReference(number, generation)
}

export const latin1 = (source: Uint8Array, start: number, end: number): string => Buffer.from(source.buffer, source.byteOffset + start, end - start).toString('latin1')
