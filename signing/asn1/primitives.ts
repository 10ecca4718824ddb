import { TextDecoder } from 'node:util'
import { malformed, type DerValue } from './read.ts'
import { tags } from './tags.ts'

/** Values of the primitive types. Every function throws SigningError `der-malformed` on what X.690 does not allow in DER. */

export function readBoolean(value: DerValue): boolean {
  const [octet] = value.expect(tags.boolean).content
  if (value.length !== 1 || (octet !== 0 && octet !== 0xff)) throw malformed('BOOLEAN not in DER', value.start)
  return octet === 0xff
}

/** Content octets of an INTEGER, two's complement, checked for shortest form. */
export function readIntegerBytes(value: DerValue): Uint8Array {
  if (value.tag !== tags.integer && value.tag !== tags.enumerated) value.expect(tags.integer)
  return integerContent(value)
}

export function integerContent(value: DerValue): Uint8Array {
  const { content } = value
  const [first, second = 0] = content
  if (first === undefined) throw malformed('empty INTEGER', value.start)
  const padded = content.length > 1 && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80))
  if (padded) throw malformed('INTEGER not in its shortest form', value.start)
  return content
}

export function readInteger(value: DerValue): bigint {
  return toBigInt(readIntegerBytes(value))
}

/** Two's complement, big-endian. */
export function toBigInt(content: Uint8Array): bigint {
  const unsigned = BigInt(`0x${Buffer.from(content.buffer, content.byteOffset, content.length).toString('hex')}`)
  return content[0]! >= 0x80 ? unsigned - (1n << BigInt(content.length * 8)) : unsigned
}

/** An INTEGER or ENUMERATED within ±2³¹, such as a version. */
export function readSmallInteger(value: DerValue): number {
  const content = readIntegerBytes(value)
  if (content.length > 4) throw malformed('INTEGER too large', value.start)
  let result = content[0]! >= 0x80 ? -1 : 0
  for (const octet of content) result = (result << 8) | octet
  return result
}

const knownOids = new Map<string, string>()

/** Dotted decimal. Remembered, because a few hundred identifiers make up all traffic. */
export function readOid(value: DerValue): string {
  return decodeOid(value.expect(tags.oid).content, value.start)
}

export function decodeOid(content: Uint8Array, offset = 0): string {
  if (content.length === 0 || content.length > 64) throw malformed('OBJECT IDENTIFIER of impossible length', offset)
  const key = Buffer.from(content.buffer, content.byteOffset, content.length).toString('latin1')
  const known = knownOids.get(key)
  if (known !== undefined) return known
  const arcs: string[] = []
  let arc = 0n
  let atStart = true
  for (const octet of content) {
    if (atStart && octet === 0x80) throw malformed('OBJECT IDENTIFIER arc not in its shortest form', offset)
    arc = (arc << 7n) | BigInt(octet & 0x7f)
    atStart = octet < 0x80
    if (!atStart) continue
    if (arcs.length === 0) {
      const root = arc < 40n ? 0n : arc < 80n ? 1n : 2n
      arcs.push(root.toString(), (arc - root * 40n).toString())
    }
    else {
      arcs.push(arc.toString())
    }
    arc = 0n
  }
  if (!atStart) throw malformed('OBJECT IDENTIFIER is cut off', offset)
  const oid = arcs.join('.')
  if (knownOids.size < 4096) knownOids.set(key, oid)
  return oid
}

export interface BitString {
  bytes: Uint8Array
  unusedBits: number
}

export function readBitString(value: DerValue): BitString {
  return bitStringContent(value.expect(tags.bitString))
}

/** For `[n] IMPLICIT BIT STRING`, whose tag the caller has checked. */
export function bitStringContent(value: DerValue): BitString {
  const [unusedBits] = value.content
  const last = value.length > 1 ? value.source[value.end - 1]! : 0
  if (unusedBits === undefined || unusedBits > 7 || (value.length === 1 && unusedBits > 0)) throw malformed('BIT STRING with impossible padding', value.start)
  if (last & ((1 << unusedBits) - 1)) throw malformed('BIT STRING padding not zero', value.start)
  return { bytes: value.source.subarray(value.contentStart + 1, value.end), unusedBits }
}

/** A BIT STRING that must be whole octets, such as a signature or a key. */
export function readBitStringOctets(value: DerValue): Uint8Array {
  const { bytes, unusedBits } = readBitString(value)
  if (unusedBits !== 0) throw malformed('BIT STRING of whole octets is due', value.start)
  return bytes
}

/** Bit `number` as numbered in named bit lists: 0 is the first. */
export const hasBit = ({ bytes }: BitString, number: number): boolean => ((bytes[number >> 3] ?? 0) & (0x80 >> (number & 7))) !== 0

export const readOctetString = (value: DerValue): Uint8Array => value.expect(tags.octetString).content

export function readNull(value: DerValue): null {
  if (value.expect(tags.null).length !== 0) throw malformed('NULL with content', value.start)
  return null
}

/** Any of the character string types, NFC. */
export function readText(value: DerValue): string {
  return textContent(value, value.tag).normalize('NFC')
}

/** TeletexString (T.61) is read as Latin-1, as everybody writes it who still does. */
function textContent({ content, start }: DerValue, tag: number): string {
  switch (tag) {
    case tags.utf8String: return decode(utf8, content, start)
    case tags.bmpString: return decode(utf16, content, start)
    case tags.universalString: return decodeUtf32(content, start)
    case tags.printableString:
    case tags.ia5String:
    case tags.visibleString:
    case tags.numericString:
    case tags.teletexString: return Buffer.from(content.buffer, content.byteOffset, content.length).toString('latin1')
    default: throw malformed('no character string', start)
  }
}

export const isText = (value: DerValue): boolean => textTags.has(value.tag)

const textTags = new Set<number>([tags.utf8String, tags.bmpString, tags.universalString, tags.printableString, tags.ia5String, tags.visibleString, tags.numericString, tags.teletexString])
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const utf16 = new TextDecoder('utf-16be', { fatal: true, ignoreBOM: true })

function decode(decoder: TextDecoder, content: Uint8Array, offset: number): string {
  try {
    return decoder.decode(content)
  }
  catch {
    throw malformed('text is not in its encoding', offset)
  }
}

function decodeUtf32(content: Uint8Array, offset: number): string {
  if (content.length % 4 !== 0) throw malformed('UniversalString of impossible length', offset)
  const view = new DataView(content.buffer, content.byteOffset, content.length)
  let text = ''
  for (let at = 0; at < content.length; at += 4) {
    const point = view.getUint32(at)
    if (point > 0x10ffff) throw malformed('code point beyond Unicode', offset)
    text += String.fromCodePoint(point)
  }
  return text
}

const utcForm = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(Z|[+-]\d{4})$/
const generalizedForm = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d{1,9}))?Z$/

/** UTCTime or GeneralizedTime. UTCTime years 50–99 are 19xx (RFC 5280 §4.1.2.5.1); fractions of seconds are cut to milliseconds. */
export function readTime(value: DerValue): Date {
  const text = Buffer.from(value.content.buffer, value.content.byteOffset, value.length).toString('latin1')
  if (value.tag === tags.utcTime) {
    const [, year = '', month, day, hour, minute, second = '00', zone = ''] = utcForm.exec(text) ?? []
    return toDate({ year: Number(year) + (Number(year) < 50 ? 2000 : 1900), rest: [month, day, hour, minute, second], milliseconds: 0, zone, offset: value.start })
  }
  value.expect(tags.generalizedTime)
  const [, year, month, day, hour, minute, second, fraction = ''] = generalizedForm.exec(text) ?? []
  return toDate({ year: Number(year), rest: [month, day, hour, minute, second], milliseconds: Number(fraction.padEnd(3, '0').slice(0, 3)), zone: year === undefined ? '' : 'Z', offset: value.start })
}

function toDate({ year, rest, milliseconds, zone, offset }: { year: number, rest: (string | undefined)[], milliseconds: number, zone: string, offset: number }): Date {
  if (zone === '') throw malformed('time not in its form', offset)
  const [month = 0, day = 0, hour = 0, minute = 0, second = 0] = rest.map(Number)
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second, milliseconds))
  const shifted = date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day || date.getUTCHours() !== hour || date.getUTCMinutes() !== minute
  if (shifted) throw malformed('time that does not exist', offset)
  if (zone === 'Z') return date
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3))
  return new Date(date.getTime() - (zone.startsWith('-') ? -1 : 1) * minutes * 60_000)
}
