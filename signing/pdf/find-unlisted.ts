import type { PdfDocument } from './document.ts'
import type { FoundSignature } from './find-signatures.ts'
import { PdfDictionary, PdfName, PdfReference, PdfString } from './objects.ts'
import { annotatedPages } from './page-annotations.ts'
import type { Revision } from './revisions.ts'
import { indexOf, lastIndexOf, textAt, type Source } from './source.ts'

/** Places of `/ByteRange` that are looked at: more are no document. */
const maxPlaces = 1_000

/**
 * Signatures that widgets on pages show though the form does not list them, or lists their field without a value: viewers may
 * show them, so a report has to. The bytes are searched first, so that pages are only walked when there is something to find.
 */
export function findUnlisted(revision: Revision, listed: readonly FoundSignature[]): FoundSignature[] {
  const numbers = unlistedObjects(revision.document, listed)
  if (numbers.size === 0) return []
  const found: FoundSignature[] = []
  for (const { annotations } of annotatedPages(revision.document)) {
    for (const one of annotations) {
      const widget = revision.document.resolve(one)
      if (!(widget instanceof PdfDictionary) || !(one instanceof PdfReference)) continue
      const value = widget.get('V')
      const signature = revision.document.resolve(value)
      const holder = value instanceof PdfReference ? value : one
      if (!(signature instanceof PdfDictionary) || !numbers.delete(holder.number)) continue
      found.push(toFound(revision, { widget, reference: one, signature, value: value instanceof PdfReference ? value : null }))
    }
  }
  return found
}

/** Objects in force with a byte range that no listed field holds. */
function unlistedObjects(document: PdfDocument, listed: readonly FoundSignature[]): Set<number> {
  const known = new Set(listed.map(({ valueReference, fieldReference }) => (valueReference ?? fieldReference)?.number))
  const { source } = document
  const numbers = new Set<number>()
  let places = 0
  for (let at = indexOf(source, '/ByteRange'); at >= 0 && places < maxPlaces; at = indexOf(source, '/ByteRange', at + 1)) {
    places += 1
    const head = headBefore(source, at)
    const entry = head === null ? null : document.entryOf(head.number)
    if (head !== null && entry?.kind === 'offset' && entry.offset === head.offset && !known.has(head.number)) numbers.add(head.number)
  }
  return numbers
}

/** A dictionary of a signature is short up to its byte range, unless /Contents come first. */
const reach = 1 << 20

function headBefore(source: Source, at: number): { number: number, offset: number } | null {
  const start = Math.max(0, at - reach)
  const keyword = lastIndexOf(source, ' obj', { start, end: at })
  if (keyword < 0) return null
  const match = /(\d{1,10}) (\d{1,5})$/.exec(textAt(source, Math.max(start, keyword - 20), keyword))
  return match === null ? null : { number: Number(match[1]), offset: keyword - match[0].length }
}

interface Parts { widget: PdfDictionary, reference: PdfReference, signature: PdfDictionary, value: PdfReference | null }

function toFound(revision: Revision, { widget, reference, signature, value }: Parts): FoundSignature {
  const name = widget.get('T')
  const type = signature.get('Type')
  return {
    field: name instanceof PdfString ? Buffer.from(name.bytes).toString('latin1') : '', fieldReference: reference, fieldDictionary: widget, valueReference: value, signature, isDirect: true, revision,
    findings: [{ code: 'signature-not-in-form', severity: 'flaw', detail: `only a widget shows it${type instanceof PdfName ? '' : ', and it has no type'}` }],
  }
}
