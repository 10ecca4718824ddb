import type { PdfDocument } from './document.ts'
import { PdfError } from './errors.ts'
import { limits } from './limits.ts'
import type { PdfDictionary, PdfValue } from './objects.ts'
import { PdfReference } from './objects.ts'

/** The page with that index (0 = first). Subtrees before it are skipped by their /Count, so the first page of a thousand costs two objects. @throws PdfError */
export function findPage(document: PdfDocument, index: number): { reference: PdfReference, dictionary: PdfDictionary } {
  let left = index
  let node: PdfValue | undefined = document.catalog.get('Pages')
  const path = new Set<number>()
  descend: for (let visited = 0; visited < limits.nodes;) {
    if (!(node instanceof PdfReference) || path.has(node.number)) throw new PdfError('the tree of pages is broken')
    path.add(node.number)
    const dictionary = document.dictionary(node, 'a page')
    const list = document.resolve(dictionary.get('Kids'))
    if (!Array.isArray(list)) {
      if (left === 0) return { reference: node, dictionary }
      break
    }
    for (const kid of list) {
      visited += 1
      const child = document.dictionary(kid, 'a page')
      const count = child.has('Kids') ? document.resolve(child.get('Count')) : 1
      if (typeof count !== 'number' || count < 0) throw new PdfError('/Count of a page tree')
      if (left < count) {
        node = kid
        continue descend
      }
      left -= count
    }
    break
  }
  throw new PdfError(`there is no page ${index}`)
}
