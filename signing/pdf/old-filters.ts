import { PdfError } from './errors.ts'
import { isWhite } from './parse.ts'

/** ASCIIHexDecode (§7.4.2). @throws PdfError */
export function decodeAsciiHex(data: Uint8Array): Uint8Array {
  const text = Buffer.from(data).toString('latin1').replaceAll(/[\0\t\n\f\r ]/g, '')
  const end = text.indexOf('>')
  const digits = end < 0 ? text : text.slice(0, end)
  const bytes = Buffer.from(digits.length % 2 === 0 ? digits : `${digits}0`, 'hex')
  if (bytes.length !== Math.ceil(digits.length / 2)) throw new PdfError('ASCIIHexDecode with other characters')
  return bytes
}

/** ASCII85Decode (§7.4.3): five characters are four octets, `z` is four zeros. @throws PdfError */
export function decodeAscii85(data: Uint8Array): Uint8Array {
  const result: Buffer = Buffer.alloc(data.length * 4)
  let [length, value, count] = [0, 0, 0]
  for (const octet of data) {
    if (octet === 0x7e) break
    if (isWhite(octet)) continue
    if (octet === 0x7a && count === 0) {
      length += 4
      continue
    }
    if (octet < 0x21 || octet > 0x75) throw new PdfError('ASCII85Decode with other characters')
    value = value * 85 + octet - 0x21
    count += 1
    if (count < 5) continue
    if (value > 0xffffffff) throw new PdfError('ASCII85Decode with too large a group')
    length = result.writeUInt32BE(value, length)
    value = 0
    count = 0
  }
  if (count === 1) throw new PdfError('ASCII85Decode that is cut off')
  if (count > 1) {
    for (let missing = count; missing < 5; missing += 1) value = value * 85 + 84
    result.writeUInt32BE(Math.min(value, 0xffffffff), length)
    length += count - 1
  }
  return result.subarray(0, length)
}

/** RunLengthDecode (§7.4.5). @throws PdfError when it becomes more than `most` octets */
export function decodeRunLength(data: Uint8Array, most: number): Uint8Array {
  const parts: Uint8Array[] = []
  let length = 0
  for (let at = 0; at < data.length && data[at] !== 128;) {
    const head = data[at]!
    const part = head < 128 ? data.subarray(at + 1, at + 2 + head) : new Uint8Array(257 - head).fill(data[at + 1] ?? 0)
    at += head < 128 ? 2 + head : 2
    length += part.length
    if (length > most) throw new PdfError('RunLengthDecode of too many octets')
    parts.push(part)
  }
  return Buffer.concat(parts, length)
}

/** LZWDecode (§7.4.4.2): codes of 9 to 12 bits, 256 clears the table, 257 ends. @throws PdfError when it becomes more than `most` octets */
export function decodeLzw(data: Uint8Array, { isEarly, most }: { isEarly: boolean, most: number }): Uint8Array {
  const parts: Uint8Array[] = []
  let table: Uint8Array[] = []
  let [length, bits, held, width] = [0, 0, 0, 9]
  let previous: Uint8Array | null = null
  const entry = (code: number): Uint8Array | undefined => code < 256 ? Uint8Array.of(code) : table[code - 258]
  for (const octet of data) {
    held = ((held << 8) | octet) & 0xffffff
    bits += 8
    if (bits < width) continue
    bits -= width
    const code = (held >> bits) & ((1 << width) - 1)
    if (code === 257) break
    if (code === 256) {
      table = []
      previous = null
      width = 9
      continue
    }
    const known = entry(code)
    const part: Uint8Array | null = known ?? (previous === null ? null : Buffer.concat([previous, previous.subarray(0, 1)]))
    if (part === null || (known === undefined && code - 258 !== table.length)) throw new PdfError('LZWDecode with an unknown code')
    if (previous !== null && table.length < 3838) table.push(Buffer.concat([previous, part.subarray(0, 1)]))
    length += part.length
    if (length > most) throw new PdfError('LZWDecode of too many octets')
    parts.push(part)
    previous = part
    width = Math.min(12, Math.max(9, 32 - Math.clz32(table.length + 258 + (isEarly ? 1 : 0))))
  }
  return Buffer.concat(parts, length)
}
