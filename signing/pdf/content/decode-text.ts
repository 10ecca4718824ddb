import { PdfError } from '../errors.ts'
import { decodeStream } from '../filters.ts'
import { PdfDictionary, PdfName, PdfStream, PdfString, type PdfValue } from '../objects.ts'
import { Parser } from '../parse.ts'
import { isComposite, type TextRun } from './text-run.ts'

type Resolve = (value: PdfValue | undefined) => PdfValue

/** Text of a run as its font says, in Latin letters without any; null when the font does not say it for every character. */
export function decodeRun(resolve: Resolve, { bytes, font }: TextRun): string | null {
  if (font === null) return byEncoding(bytes, null, resolve)
  const unicode = resolve(font.get('ToUnicode'))
  if (unicode instanceof PdfStream) return byMap(bytes, readMap(unicode), isComposite(font) ? 2 : 1)
  if (isComposite(font)) return null
  return byEncoding(bytes, resolve(font.get('Encoding')), resolve)
}

function byMap(bytes: Uint8Array, map: ReadonlyMap<number, string>, width: 1 | 2): string | null {
  let text = ''
  for (let at = 0; at + width <= bytes.length; at += width) {
    const character = map.get(width === 1 ? bytes[at]! : bytes[at]! * 256 + bytes[at + 1]!)
    if (character === undefined) return null
    text += character
  }
  return text
}

/** Latin letters stand in the same places of all Latin encodings; what /Differences renames has to have a name of one letter. */
function byEncoding(bytes: Uint8Array, encoding: PdfValue, resolve: Resolve): string | null {
  const names = new Map<number, string>()
  const differences = encoding instanceof PdfDictionary ? resolve(encoding.get('Differences')) : null
  let code = 0
  for (const one of Array.isArray(differences) ? differences : []) {
    if (typeof one === 'number') code = one
    else if (one instanceof PdfName) {
      names.set(code, one.value)
      code += 1
    }
  }
  let text = ''
  for (const octet of bytes) {
    const name = names.get(octet)
    const character = name === undefined || octet < 0x80 ? byPlace(octet, name) : byName(name)
    if (character === null) return null
    text += character
  }
  return text
}

/** Names that printable ASCII has in the Latin encodings; a renamed place is only believed when the name is its own. */
const asciiNames: Record<string, string> = {
  space: ' ', exclam: '!', quotedbl: '"', numbersign: '#', dollar: '$', percent: '%', ampersand: '&', quotesingle: '\'', quoteright: '\'', parenleft: '(', parenright: ')', asterisk: '*',
  plus: '+', comma: ',', hyphen: '-', minus: '-', period: '.', slash: '/', zero: '0', one: '1', two: '2', three: '3', four: '4', five: '5', six: '6', seven: '7', eight: '8', nine: '9', colon: ':',
  semicolon: ';', less: '<', equal: '=', greater: '>', question: '?', at: '@', bracketleft: '[', backslash: '\\', bracketright: ']', asciicircum: '^', underscore: '_', grave: '`',
  quoteleft: '`', braceleft: '{', bar: '|', braceright: '}', asciitilde: '~',
}

function byPlace(octet: number, name: string | undefined): string | null {
  const character = String.fromCharCode(octet)
  if (name !== undefined) return byName(name)
  return octet < 0x20 && ![9, 10, 13].includes(octet) ? null : octet < 0x7f || octet >= 0xa0 ? character : null
}

function byName(name: string): string | null {
  if (name.length === 1) return name
  const hex = /^uni([0-9A-F]{4})$|^u([0-9A-F]{4,6})$/.exec(name)
  return hex === null ? asciiNames[name] ?? null : String.fromCodePoint(Math.min(0x10ffff, Number.parseInt(hex[1] ?? hex[2]!, 16)))
}

/** Two octets have no more codes; ranges that repeat them do not go on for ever. */
const maxCharacters = 1 << 17
const maps = new WeakMap<PdfStream, ReadonlyMap<number, string>>()

/** bfchar and bfrange of a ToUnicode CMap (§9.10.3). */
function readMap(stream: PdfStream): ReadonlyMap<number, string> {
  const known = maps.get(stream)
  if (known !== undefined) return known
  const map = new Map<number, string>()
  const parser = new Parser(decodeStream(stream))
  for (let operation = parser.readOperation(); operation !== null; operation = parser.readOperation()) {
    const { operator, operands } = operation
    if (operator === 'endbfchar') for (let at = 0; at + 1 < operands.length; at += 2) setOne(map, operands[at], operands[at + 1])
    if (operator === 'endbfrange') for (let at = 0; at + 2 < operands.length; at += 3) setRange(map, operands.slice(at, at + 3))
  }
  maps.set(stream, map)
  return map
}

const codeOf = (value: PdfValue | undefined): number | null => value instanceof PdfString && value.bytes.length <= 2 ? value.bytes.reduce((sum, octet) => sum * 256 + octet, 0) : null
const utf16 = ({ bytes }: PdfString): string => Buffer.from(bytes.subarray(0, bytes.length & ~1)).swap16().toString('utf16le')

function setOne(map: Map<number, string>, code: PdfValue | undefined, text: PdfValue | undefined): void {
  const at = codeOf(code)
  if (at !== null && text instanceof PdfString) map.set(at, utf16(text))
}

function setRange(map: Map<number, string>, [from, to, text]: PdfValue[]): void {
  const [first, last] = [codeOf(from), codeOf(to)]
  if (first === null || last === null || last - first > 0xffff) return
  if (Array.isArray(text)) return text.forEach((one, index) => first + index <= last && one instanceof PdfString && map.set(first + index, utf16(one)))
  if (!(text instanceof PdfString)) return
  const start = utf16(text)
  const base = start.codePointAt(start.length - 1) ?? 0
  if (map.size + last - first > maxCharacters) throw new PdfError('a font that maps too many characters')
  for (let code = first; code <= last; code += 1) map.set(code, start.slice(0, -1) + String.fromCodePoint(base + code - first))
}
