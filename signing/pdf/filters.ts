import { inflateSync, constants } from 'node:zlib'
import { PdfError } from './errors.ts'
import { limits } from './limits.ts'
import { PdfDictionary, PdfName, type PdfStream, type PdfValue } from './objects.ts'
import { decodeAscii85, decodeAsciiHex, decodeLzw, decodeRunLength } from './old-filters.ts'

/**
 * Data of a stream that the structure needs (§7.4): every filter but those of images and encryption.
 * @param most octets that they may have
 * @throws PdfError
 */
export function decodeStream({ dictionary, raw }: PdfStream, most: number = limits.inflated): Uint8Array {
  const filters = listOf(dictionary.get('Filter') ?? dictionary.get('F') ?? null)
  const parameters = listOf(dictionary.get('DecodeParms') ?? dictionary.get('DP') ?? null)
  const bound = Math.max(1, Math.min(most, limits.inflated))
  if (filters.length > 4) throw new PdfError('too many filters')
  let data = raw
  for (const [index, filter] of filters.entries()) data = decode(data, { filter, parameters: parameters[index], most: bound })
  return data
}

function decode(data: Uint8Array, { filter, parameters, most }: { filter: PdfValue, parameters: PdfValue | undefined, most: number }): Uint8Array {
  switch (filter instanceof PdfName ? filter.value : null) {
    case 'FlateDecode':
    case 'Fl': return unpredict(inflate(data, most), parameters)
    case 'LZWDecode':
    case 'LZW': return unpredict(decodeLzw(data, { isEarly: !(parameters instanceof PdfDictionary && parameters.get('EarlyChange') === 0), most }), parameters)
    case 'ASCIIHexDecode':
    case 'AHx': return decodeAsciiHex(data)
    case 'ASCII85Decode':
    case 'A85': return decodeAscii85(data)
    case 'RunLengthDecode':
    case 'RL': return decodeRunLength(data, most)
    default: throw new PdfError(`filter ${filter instanceof PdfName ? filter.value : 'of another type'}`)
  }
}

const listOf = (value: PdfValue): PdfValue[] => value === null ? [] : Array.isArray(value) ? value : [value]

function inflate(data: Uint8Array, most: number): Uint8Array {
  try {
    return inflateSync(data, { maxOutputLength: most, finishFlush: constants.Z_SYNC_FLUSH })
  }
  catch (cause) {
    throw new PdfError(`a stream that does not inflate: ${cause instanceof Error ? cause.message : ''}`)
  }
}

function unpredict(data: Uint8Array, parameters: PdfValue | undefined): Uint8Array {
  if (!(parameters instanceof PdfDictionary)) return data
  const number = (key: string, otherwise: number) => {
    const value = parameters.get(key)
    return typeof value === 'number' ? value : otherwise
  }
  const predictor = number('Predictor', 1)
  if (predictor === 1) return data
  if (predictor < 10) throw new PdfError(`predictor ${predictor}`)
  const pixel = Math.max(1, (number('Colors', 1) * number('BitsPerComponent', 8) + 7) >> 3)
  const row = (number('Columns', 1) * number('Colors', 1) * number('BitsPerComponent', 8) + 7) >> 3
  if (row < 1 || row > limits.inflated) throw new PdfError('columns of a predictor')
  const rows = Math.ceil(data.length / (row + 1))
  const result = new Uint8Array(rows * row)
  for (let line = 0; line < rows; line += 1) unpredictRow(data, result, { line, row, pixel })
  return result.subarray(0, Math.max(0, data.length - rows))
}

/** The PNG filters: none, sub, up, average, Paeth. */
function unpredictRow(data: Uint8Array, result: Uint8Array, { line, row, pixel }: { line: number, row: number, pixel: number }): void {
  const from = line * (row + 1)
  const to = line * row
  const kind = data[from]
  for (let at = 0; at < row; at += 1) {
    const left = at >= pixel ? result[to + at - pixel]! : 0
    const up = line > 0 ? result[to + at - row]! : 0
    const upLeft = line > 0 && at >= pixel ? result[to + at - row - pixel]! : 0
    const predicted = kind === 0 ? 0 : kind === 1 ? left : kind === 2 ? up : kind === 3 ? (left + up) >> 1 : kind === 4 ? paeth(left, up, upLeft) : Number.NaN
    if (Number.isNaN(predicted)) throw new PdfError(`row filter ${kind}`)
    result[to + at] = (data[from + 1 + at] ?? 0) + predicted
  }
}

function paeth(left: number, up: number, upLeft: number): number {
  const estimate = left + up - upLeft
  const [byLeft, byUp, byUpLeft] = [Math.abs(estimate - left), Math.abs(estimate - up), Math.abs(estimate - upLeft)]
  if (byLeft <= byUp && byLeft <= byUpLeft) return left
  return byUp <= byUpLeft ? up : upLeft
}
