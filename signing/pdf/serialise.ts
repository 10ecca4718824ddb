import { PdfDictionary, PdfName, PdfReference, PdfStream, PdfString, type PdfValue } from './objects.ts'

/** Writes an object as PDF bytes in Latin-1 text; streams apart, because their data is binary. */
export function serialise(value: PdfValue): string {
  if (value === null) return 'null'
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'number') return formatNumber(value)
  if (value instanceof PdfName) return formatName(value.value)
  if (value instanceof PdfString) return value.isHex ? `<${Buffer.from(value.bytes).toString('hex').toUpperCase()}>` : formatLiteral(value.bytes)
  if (value instanceof PdfReference) return `${value.number} ${value.generation} R`
  if (value instanceof PdfDictionary) return `<<${[...value.entries].map(([key, entry]) => `${formatName(key)} ${serialise(entry)}`).join(' ')}>>`
  if (value instanceof PdfStream) throw new TypeError('a stream stands alone')
  return `[${value.map(serialise).join(' ')}]`
}

/** `number generation obj … endobj`. */
export function serialiseIndirect({ number, generation }: PdfReference, value: PdfValue): Buffer {
  if (!(value instanceof PdfStream)) return Buffer.from(`${number} ${generation} obj\n${serialise(value)}\nendobj\n`, 'latin1')
  const dictionary = value.dictionary.with({ Length: value.raw.length })
  return Buffer.concat([Buffer.from(`${number} ${generation} obj\n${serialise(dictionary)}\nstream\n`, 'latin1'), value.raw, Buffer.from('\nendstream\nendobj\n', 'latin1')])
}

/** No exponent, at most ten decimals. */
const formatNumber = (number: number): string => Number.isInteger(number) ? number.toFixed(0) : number.toFixed(10).replace(/0+$/, '')

const formatName = (name: string): string => `/${name.replaceAll(/[^\x21-\x7e]|[()<>[\]{}/%#]/g, character => `#${(character.charCodeAt(0) & 0xff).toString(16).padStart(2, '0')}`)}`

const formatLiteral = (bytes: Uint8Array): string => `(${Buffer.from(bytes).toString('latin1').replaceAll(/[()\\]/g, '\\$&').replaceAll('\r', '\\r').replaceAll('\n', '\\n')})`
