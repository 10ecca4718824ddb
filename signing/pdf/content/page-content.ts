import { decodeStream } from '../filters.ts'
import { limits } from '../limits.ts'
import { PdfDictionary, PdfStream, type PdfValue } from '../objects.ts'
import { PdfError } from '../errors.ts'
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
