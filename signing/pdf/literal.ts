import { PdfError } from './errors.ts'

const escapes: Record<number, number> = { 0x6e: 10, 0x72: 13, 0x74: 9, 0x62: 8, 0x66: 12 }

/** A literal string (§7.3.4.2) from its opening parenthesis on. @throws PdfError when it does not end */
export function readLiteral(source: Uint8Array, start: number): { bytes: Uint8Array, end: number } {
  const end = findEnd(source, start)
  const bytes = new Uint8Array(end - start)
  let length = 0
  for (let at = start + 1; at < end - 1; at += 1) {
    let octet = source[at]!
    if (octet === 0x5c) {
      const escape = readEscape(source, at + 1)
      if (escape.octet !== null) {
        bytes[length] = escape.octet
        length += 1
      }
      at = escape.end - 1
      continue
    }
    if (octet === 13) {
      octet = 10
      if (source[at + 1] === 10) at += 1
    }
    bytes[length] = octet
    length += 1
  }
  return { bytes: bytes.slice(0, length), end }
}

/** Behind the closing parenthesis: pairs inside and whatever a backslash precedes do not count. */
function findEnd(source: Uint8Array, start: number): number {
  let level = 0
  for (let at = start; at < source.length; at += 1) {
    const octet = source[at]
    if (octet === 0x5c) at += 1
    else if (octet === 0x28) level += 1
    else if (octet === 0x29) level -= 1
    if (level === 0) return at + 1
  }
  throw new PdfError('a string without its end')
}

/** What a backslash at `at - 1` stands for, and where reading goes on. */
function readEscape(source: Uint8Array, at: number): { octet: number | null, end: number } {
  const octet = source[at]!
  if (octet >= 0x30 && octet <= 0x37) {
    let [value, end] = [0, at]
    while (end < at + 3 && source[end]! >= 0x30 && source[end]! <= 0x37) {
      value = value * 8 + source[end]! - 0x30
      end += 1
    }
    return { octet: value & 0xff, end }
  }
  if (octet === 13) return { octet: null, end: source[at + 1] === 10 ? at + 2 : at + 1 }
  if (octet === 10) return { octet: null, end: at + 1 }
  return { octet: escapes[octet] ?? octet, end: at + 1 }
}
