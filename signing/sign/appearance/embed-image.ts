import { deflateSync } from 'node:zlib'
import { SigningError } from '../../errors.ts'
import { decodeStream, dictionary, name, PdfError, PdfStream, PdfString, type IncrementalUpdate, type PdfDictionary, type PdfReference, type PdfValue } from '../../pdf/index.ts'

export interface EmbeddedImage { image: PdfReference, width: number, height: number }

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10])
const grey = 0
const indexed = 3
/** Components by colour type, alpha included (PNG, third edition, §11.2.1). */
const channels: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }
const largestSide = 4096

/** A PNG of eight bits a component, e.g. a hand signature or a seal; what is transparent stays so (§11.6.5.2). @throws SigningError `options-invalid` */
export function embedImage(update: IncrementalUpdate, png: Uint8Array): EmbeddedImage {
  const { width, height, colour, data, palette, transparency } = readPng(Buffer.from(png.buffer, png.byteOffset, png.length))
  const count = channels[colour]!
  const pixels = unpack(data, { width, height, count })
  const alpha = colour >= 4 ? pick(pixels, { count, from: count - 1, size: 1 }) : transparency === null ? null : throughTable(pixels, transparency)
  const solid = colour >= 4 ? pick(pixels, { count, from: 0, size: count - 1 }) : pixels
  const grid = { Type: name('XObject'), Subtype: name('Image'), Width: width, Height: height, BitsPerComponent: 8, Filter: name('FlateDecode') }
  const mask = alpha === null ? undefined : update.add(new PdfStream(dictionary({ ...grid, ColorSpace: name('DeviceGray') }), deflateSync(alpha)))
  const image = update.add(new PdfStream(dictionary({ ...grid, ColorSpace: colourSpace(colour, palette), SMask: mask }), deflateSync(solid)))
  return { image, width, height }
}

const refuse = (detail: string): never => {
  throw new SigningError('options-invalid', `the image ${detail}`)
}

function readPng(png: Buffer) {
  if (!png.subarray(0, 8).equals(signature)) refuse('is no PNG')
  const chunks = new Map<string, Buffer[]>()
  for (let at = 8; at + 12 <= png.length; at += 12 + png.readUInt32BE(at)) {
    const type = png.toString('latin1', at + 4, at + 8)
    chunks.set(type, [...chunks.get(type) ?? [], png.subarray(at + 8, at + 8 + png.readUInt32BE(at))])
  }
  const first = (type: string): Buffer | null => chunks.get(type)?.[0] ?? null
  const [header, palette] = [first('IHDR'), first('PLTE')]
  if (header === null || header.length < 13) return refuse('has no header')
  const [width, height, depth, colour] = [header.readUInt32BE(0), header.readUInt32BE(4), header[8]!, header[9]!]
  if (width === 0 || height === 0 || width > largestSide || height > largestSide) refuse(`is larger than ${largestSide} pixels, or empty`)
  if (depth !== 8 || channels[colour] === undefined || header[12] !== 0) refuse('is interlaced or has another depth than eight bits')
  if (colour === indexed && palette === null) refuse('has no palette')
  return { width, height, colour, palette, data: Buffer.concat(chunks.get('IDAT') ?? []), transparency: colour === indexed ? first('tRNS') : null }
}

/** The rows without their filters, which PNG and PDF share (§7.4.4.4). */
function unpack(data: Buffer, { width, height, count }: { width: number, height: number, count: number }): Uint8Array {
  const parameters: PdfDictionary = dictionary({ Predictor: 15, Colors: count, BitsPerComponent: 8, Columns: width })
  try {
    const pixels = decodeStream(new PdfStream(dictionary({ Filter: name('FlateDecode'), DecodeParms: parameters }), data))
    return pixels.length === width * height * count ? pixels : refuse('is cut off')
  }
  catch (cause) {
    if (cause instanceof PdfError) throw new SigningError('options-invalid', 'the image does not inflate', { cause })
    throw cause
  }
}

function pick(pixels: Uint8Array, { count, from, size }: { count: number, from: number, size: number }): Uint8Array {
  const result = new Uint8Array(pixels.length / count * size)
  for (let at = from, to = 0; at < pixels.length; at += count) for (let part = 0; part < size; part += 1, to += 1) result[to] = pixels[at + part]!
  return result
}

/** Entries that the table does not name are opaque. */
const throughTable = (pixels: Uint8Array, table: Uint8Array): Uint8Array => pixels.map(index => table[index] ?? 255)

function colourSpace(colour: number, palette: Buffer | null): PdfValue {
  if (colour === indexed) return [name('Indexed'), name('DeviceRGB'), palette!.length / 3 - 1, new PdfString(palette!, { isHex: true })]
  return name(colour === grey || colour === 4 ? 'DeviceGray' : 'DeviceRGB')
}
