import { contextConstructed, contextPrimitive, tags } from './tags.ts'

/** Writes DER. Each function gives one whole encoded value; they nest. */

export function encode(tag: number, content: Uint8Array): Uint8Array {
  const header = headerOf(tag, content.length)
  const bytes = Buffer.allocUnsafe(header.length + content.length)
  bytes.set(header, 0)
  bytes.set(content, header.length)
  return bytes
}

function encodeAll(tag: number, parts: readonly Uint8Array[]): Uint8Array {
  let length = 0
  for (const part of parts) length += part.length
  const header = headerOf(tag, length)
  const bytes = Buffer.allocUnsafe(header.length + length)
  bytes.set(header, 0)
  let at = header.length
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

function headerOf(tag: number, length: number): number[] {
  if (length < 0x80) return [tag, length]
  if (length < 0x100) return [tag, 0x81, length]
  if (length < 0x10000) return [tag, 0x82, length >> 8, length & 0xff]
  if (length < 0x1000000) return [tag, 0x83, length >> 16, (length >> 8) & 0xff, length & 0xff]
  return [tag, 0x84, length >>> 24, (length >> 16) & 0xff, (length >> 8) & 0xff, length & 0xff]
}

type Part = Uint8Array | null

/** Nulls stand for absent OPTIONAL members. */
export const sequence = (...parts: Part[]): Uint8Array => encodeAll(tags.sequence, present(parts))
/** SET OF: members in the order of their encodings (X.690 §11.6). */
export const setOf = (...parts: Part[]): Uint8Array => encodeAll(tags.set, present(parts).sort(Buffer.compare))
export const explicit = (number: number, ...parts: Part[]): Uint8Array => encodeAll(contextConstructed(number), present(parts))

const present = (parts: Part[]): Uint8Array[] => parts.filter(part => part !== null)

/** Replaces the tag of an encoded value by `[number] IMPLICIT`. */
export function implicit(number: number, encoded: Uint8Array): Uint8Array {
  const bytes = Buffer.from(encoded)
  bytes[0] = (encoded[0]! & 0x20) === 0 ? contextPrimitive(number) : contextConstructed(number)
  return bytes
}

export const boolean = (value: boolean): Uint8Array => encode(tags.boolean, Uint8Array.of(value ? 0xff : 0))
export const nullValue = (): Uint8Array => Uint8Array.of(tags.null, 0)
export const octetString = (bytes: Uint8Array): Uint8Array => encode(tags.octetString, bytes)
export const enumerated = (value: number): Uint8Array => encode(tags.enumerated, Uint8Array.of(value))

export function integer(value: number | bigint): Uint8Array {
  const number = BigInt(value)
  let hex = (number < 0n ? -number - 1n : number).toString(16)
  if (hex.length % 2 === 1) hex = `0${hex}`
  if (Number.parseInt(hex.slice(0, 2), 16) >= 0x80) hex = `00${hex}`
  const bytes = Buffer.from(hex, 'hex')
  return encode(tags.integer, number < 0n ? bytes.map(octet => ~octet & 0xff) : bytes)
}

/** INTEGER from unsigned big-endian bytes, e.g. a serial number or an r/s of ECDSA. */
export const unsignedInteger = (bytes: Uint8Array): Uint8Array => integer(bytes.length === 0 ? 0n : BigInt(`0x${Buffer.from(bytes).toString('hex')}`))

export const bitString = (bytes: Uint8Array, unusedBits = 0): Uint8Array => encodeAll(tags.bitString, [Uint8Array.of(unusedBits), bytes])

/** Named bit list: trailing zero bits are left out (X.690 §11.2.2). */
export function namedBits(numbers: readonly number[]): Uint8Array {
  if (numbers.length === 0) return bitString(new Uint8Array(0))
  const highest = Math.max(...numbers)
  const bytes = new Uint8Array((highest >> 3) + 1)
  for (const number of numbers) bytes[number >> 3]! |= 0x80 >> (number & 7)
  return bitString(bytes, 7 - (highest & 7))
}

const knownOids = new Map<string, Uint8Array>()

export function oid(dotted: string): Uint8Array {
  const known = knownOids.get(dotted)
  if (known !== undefined) return known
  const [first = 0n, second = 0n, ...rest] = dotted.split('.').map(BigInt)
  const encoded = encode(tags.oid, Uint8Array.from([first * 40n + second, ...rest].flatMap(base128)))
  if (knownOids.size < 4096) knownOids.set(dotted, encoded)
  return encoded
}

function base128(arc: bigint): number[] {
  const octets = [Number(arc & 0x7fn)]
  for (let left = arc >> 7n; left > 0n; left >>= 7n) octets.unshift(Number(left & 0x7fn) | 0x80)
  return octets
}

export const utf8String = (text: string): Uint8Array => encode(tags.utf8String, Buffer.from(text.normalize('NFC'), 'utf8'))
export const printableString = (text: string): Uint8Array => encode(tags.printableString, Buffer.from(text, 'latin1'))
export const ia5String = (text: string): Uint8Array => encode(tags.ia5String, Buffer.from(text, 'latin1'))
export const bmpString = (text: string): Uint8Array => encode(tags.bmpString, Buffer.from(text, 'utf16le').swap16())

const digitsOf = (date: Date): string => date.toISOString().replaceAll(/[-:T]|\.\d{3}Z$/g, '')

/** Seconds only, as RFC 5280 §4.1.2.5.2 wants it. */
export const generalizedTime = (date: Date): Uint8Array => encode(tags.generalizedTime, Buffer.from(`${digitsOf(date)}Z`, 'latin1'))

/** With milliseconds, trailing zeros left out (X.690 §11.7): genTime of a time-stamp. */
export function generalizedTimeWithFraction(date: Date): Uint8Array {
  const fraction = String(date.getUTCMilliseconds()).padStart(3, '0').replace(/0+$/, '')
  return encode(tags.generalizedTime, Buffer.from(`${digitsOf(date)}${fraction === '' ? '' : `.${fraction}`}Z`, 'latin1'))
}

/** UTCTime through 2049, GeneralizedTime after (RFC 5280 §4.1.2.5). */
export function time(date: Date): Uint8Array {
  const year = date.getUTCFullYear()
  return year >= 1950 && year < 2050 ? encode(tags.utcTime, Buffer.from(`${digitsOf(date).slice(2)}Z`, 'latin1')) : generalizedTime(date)
}
