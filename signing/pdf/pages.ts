import type { PdfDocument } from './document.ts'
import { PdfError } from './errors.ts'
import { limits } from './limits.ts'
import { PdfDictionary, PdfReference, type PdfValue } from './objects.ts'

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

/** An attribute that a page may have from the nodes above it (§7.7.3.4). @throws PdfError */
export function inherited(document: PdfDocument, page: PdfDictionary, key: string): PdfValue {
  let node: PdfDictionary | null = page
  for (let level = 0; node !== null && level < limits.depth; level += 1) {
    const value = node.get(key)
    if (value !== undefined) return value
    const parent: PdfValue = document.resolve(node.get('Parent'))
    node = parent instanceof PdfDictionary ? parent : null
  }
  return null
}
