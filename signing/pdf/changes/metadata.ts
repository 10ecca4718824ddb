import { PdfName, PdfStream, type PdfValue } from '../objects.ts'
import { decodeStream } from '../filters.ts'
import { numberOf, type Comparison } from './comparison.ts'
import { isSame } from './equal.ts'

/** XMP (§14.3.2) may be renewed by an update; it has to be plain XMP, without declarations that a parser could stumble over. */
export function compareMetadata(comparison: Comparison, was: PdfValue | undefined, is: PdfValue | undefined): void {
  const number = numberOf(is)
  if (isSame(was, is) && (number === null || !comparison.changed.has(number))) return
  const now = comparison.is(is)
  if (number === null || !(now instanceof PdfStream) || !isXmp(now)) return comparison.forbid(number, '/Metadata of the catalog')
  comparison.cut(comparison.before.catalogReference.number, 'Metadata')
  for (const one of comparison.explainBelow(is)) comparison.add(one, { class: 'form-filling', condition: { kind: 'carry' }, detail: 'metadata' })
}

function isXmp(stream: PdfStream): boolean {
  const [type, subtype] = [stream.dictionary.get('Type'), stream.dictionary.get('Subtype')]
  if (!(type instanceof PdfName && type.value === 'Metadata' && subtype instanceof PdfName && subtype.value === 'XML')) return false
  try {
    return isPlainXmp(Buffer.from(decodeStream(stream)).toString('utf8'))
  }
  catch {
    return false
  }
}

const token = /<\?[^>]*\?>|<!--(?:(?!--)[\s\S])*-->|<(\/?)([A-Za-z_][\w.:-]*)((?:\s+[A-Za-z_][\w.:-]*\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|[^<]+/gy

/** Elements that close as they opened, one root that is XMP's, no DOCTYPE and no CDATA. */
function isPlainXmp(text: string): boolean {
  const open: string[] = []
  let roots = 0
  token.lastIndex = 0
  for (let at = 0; at < text.length; at = token.lastIndex) {
    const match = token.exec(text)
    if (match === null) return false
    const [whole, closing, name, attributes = '', empty] = match
    if (name === undefined) {
      if (open.length === 0 && !whole.startsWith('<') && whole.replace(/^\uFEFF/, '').trim() !== '') return false
      continue
    }
    if (closing === '/') {
      if (open.pop() !== name) return false
      continue
    }
    if (open.length === 0) {
      roots += 1
      if (roots > 1 || !isXmpRoot(name, attributes)) return false
    }
    if (empty !== '/') open.push(name)
  }
  return roots === 1 && open.length === 0
}

const isXmpRoot = (name: string, attributes: string): boolean =>
  (name.endsWith(':xmpmeta') && attributes.includes('adobe:ns:meta/')) || (name.endsWith(':RDF') && attributes.includes('http://www.w3.org/1999/02/22-rdf-syntax-ns#'))
