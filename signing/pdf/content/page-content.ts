import { decodeStream } from '../filters.ts'
import { limits } from '../limits.ts'
import { PdfDictionary, PdfStream, type PdfValue } from '../objects.ts'
import { PdfError } from '../errors.ts'
import type { Box } from './matrix.ts'
import { readDrawing, type Drawing } from './text-run.ts'

type Resolve = (value: PdfValue | undefined) => PdfValue

/** What a page's contents draw, in the space of the page (§7.7.3.3). @throws PdfError when they cannot be followed */
export function readPage(resolve: Resolve, page: PdfDictionary): Drawing {
  const contents = resolve(page.get('Contents'))
  const streams = (Array.isArray(contents) ? contents : contents === null ? [] : [contents]).map(resolve)
  const parts: Uint8Array[] = []
  let length = 0
  for (const stream of streams) {
    if (!(stream instanceof PdfStream)) throw new PdfError('contents that are no stream')
    const data = decodeStream(stream)
    length += data.length + 1
    if (length > limits.inflated) throw new PdfError('contents that are too long')
    parts.push(data, newline)
  }
  return readDrawing(resolve, { content: Buffer.concat(parts), resources: resourcesOf(resolve, page) })
}

const newline = Uint8Array.of(10)

/** Where the contents of a page show text and images. @throws PdfError when they cannot be followed */
export const contentBoxes = (resolve: Resolve, page: PdfDictionary): Box[] => boxesOf(readPage(resolve, page), areaOf(resolve, page))

/**
 * Images of a scan are left out, in one picture of the whole page or layers over it: nobody can tell here where something is written,
 * and forbidding every further visible signature would forbid what people do with scans. Its invisible text, if it has some, counts.
 */
function boxesOf({ runs, images }: Drawing, area: number): Box[] {
  const isScan = images.some(([x1, y1, x2, y2]) => (x2 - x1) * (y2 - y1) > 0.7 * area)
  return [...runs.map(({ box }) => box), ...isScan ? [] : images]
}

/** Of the page, in square points; A4 where it does not say. */
function areaOf(resolve: Resolve, page: PdfDictionary): number {
  let node: PdfValue = page
  for (let depth = 0; depth < limits.depth && node instanceof PdfDictionary; depth += 1) {
    const box = resolve(node.get('MediaBox'))
    const [x1, y1, x2, y2] = Array.isArray(box) ? box.map(resolve) : []
    if (typeof x1 === 'number' && typeof y1 === 'number' && typeof x2 === 'number' && typeof y2 === 'number') return Math.abs((x2 - x1) * (y2 - y1))
    node = resolve(node.get('Parent'))
  }
  return 595 * 842
}

/** Its own or inherited ones (§7.7.3.4). */
function resourcesOf(resolve: Resolve, page: PdfDictionary): PdfDictionary {
  let node: PdfValue = page
  for (let depth = 0; depth < limits.depth && node instanceof PdfDictionary; depth += 1) {
    const resources = resolve(node.get('Resources'))
    if (resources instanceof PdfDictionary) return resources
    node = resolve(node.get('Parent'))
  }
  return new PdfDictionary()
}
