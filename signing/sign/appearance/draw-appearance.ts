import { SigningError } from '../../errors.ts'
import { dictionary, name, PdfStream, type IncrementalUpdate, type PdfReference, type PdfValue } from '../../pdf/index.ts'
import type { SignatureAppearance } from '../../types.ts'
import { embedImage, type EmbeddedImage } from './embed-image.ts'
import { embedText } from './embed-text.ts'
import { readTypeface, widthOf } from './typeface.ts'

export interface Frame {
  /** Of the widget on the page, in points. */
  width: number
  height: number
  /** /Rotate of the page, clockwise. */
  rotation: 0 | 90 | 180 | 270
}

const usualSize = 10
const leastSize = 4
/** Line height by font size. */
const leading = 1.2

/** The normal appearance of a signature (§12.5.5): its image over the whole frame, its lines from the upper left. @throws SigningError `options-invalid` */
export function drawAppearance(update: IncrementalUpdate, frame: Frame, { lines, font, image, textSize = usualSize }: SignatureAppearance): PdfReference {
  const isTurned = frame.rotation % 180 !== 0
  const [width, height] = isTurned ? [frame.height, frame.width] : [frame.width, frame.height]
  const resources: Record<string, PdfValue> = {}
  const content: string[] = []
  if (image !== undefined) {
    const embedded = embedImage(update, image)
    resources.XObject = dictionary({ Im1: embedded.image })
    content.push(placeImage(embedded, width, height))
  }
  if (lines.length > 0) {
    const written = writeLines(update, { lines: lines.map(line => line.normalize('NFC')), font, textSize, width, height })
    resources.Font = dictionary({ F1: written.font })
    content.push(written.content)
  }
  return update.add(new PdfStream(dictionary({
    Type: name('XObject'), Subtype: name('Form'), BBox: [0, 0, width, height], Resources: dictionary(resources), Matrix: frame.rotation === 0 ? undefined : turns[frame.rotation],
  }), Buffer.from(content.join('\n'), 'latin1')))
}

/** Against the page's rotation, so that the reader sees it upright; the viewer fits the turned box into the frame. */
const turns: Record<90 | 180 | 270, number[]> = { 90: [0, 1, -1, 0, 0, 0], 180: [-1, 0, 0, -1, 0, 0], 270: [0, -1, 1, 0, 0, 0] }

/** As large as the frame allows, in its middle. */
function placeImage({ width, height }: EmbeddedImage, frameWidth: number, frameHeight: number): string {
  const scale = Math.min(frameWidth / width, frameHeight / height)
  const [drawnWidth, drawnHeight] = [width * scale, height * scale]
  return `q ${number(drawnWidth)} 0 0 ${number(drawnHeight)} ${number((frameWidth - drawnWidth) / 2)} ${number((frameHeight - drawnHeight) / 2)} cm /Im1 Do Q`
}

interface TextLayout { lines: string[], font: Uint8Array | undefined, textSize: number, width: number, height: number }

/** Black and upright; smaller than asked for when it would not fit, and refused below a size that can be read. */
function writeLines(update: IncrementalUpdate, { lines, font, textSize, width, height }: TextLayout): { font: PdfReference, content: string } {
  if (font === undefined) throw new SigningError('options-invalid', 'lines of text need a font')
  const typeface = readTypeface(font)
  const widest = Math.max(...lines.map(line => widthOf(typeface, line, 1)))
  const size = Math.min(textSize, height / (lines.length * leading), widest === 0 ? textSize : width / widest)
  if (size < leastSize) throw new SigningError('options-invalid', 'the text does not fit into the rectangle')
  const embedded = embedText(update, typeface, lines)
  const first = height - size * typeface.ascent / (typeface.ascent - typeface.descent) * leading
  const shown = embedded.lines.map((line, index) => `${index === 0 ? `0 ${number(first)} Td` : 'T*'} ${line} Tj`)
  return { font: embedded.font, content: `BT 0 g /F1 ${number(size)} Tf ${number(size * leading)} TL ${shown.join(' ')} ET` }
}

const number = (value: number): string => String(Math.round(value * 1000) / 1000)
