import type { PdfDocument } from './document.ts'
import { PdfError } from './errors.ts'
import { limits } from './limits.ts'
import { PdfDictionary, PdfReference, type PdfValue } from './objects.ts'

export interface AnnotatedPage { page: PdfDictionary, number: number, annotations: PdfValue[] }

/** Pages that have annotations, wherever the tree of pages leads, each once. @throws PdfError when there are too many */
export function* annotatedPages(document: PdfDocument): Iterable<AnnotatedPage> {
  const stack: PdfValue[] = [document.catalog.get('Pages') ?? null]
  const seen = new Set<number>()
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (!(node instanceof PdfReference) || seen.has(node.number)) continue
    seen.add(node.number)
    if (seen.size > limits.nodes) throw new PdfError('more pages than are followed')
    const page = document.resolve(node)
    if (!(page instanceof PdfDictionary)) continue
    const kids = document.resolve(page.get('Kids'))
    if (Array.isArray(kids)) for (const kid of kids) stack.push(kid)
    const annotations = document.resolve(page.get('Annots'))
    if (Array.isArray(annotations) && annotations.length > 0) yield { page, number: node.number, annotations }
  }
}
