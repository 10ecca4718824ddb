import type { PdfDocument } from './document.ts'
import type { Revision } from './revisions.ts'
import { isBlank, lastIndexOf, textAt, type Source, type Span } from './source.ts'

/**
 * Bytes of an update that its cross-reference does not lead to (incremental saving attacks hide objects there, for readers that
 * rebuild a cross-reference by themselves). Null when there are none but white space.
 */
export function findLooseBytes(revision: Revision, from: number): Span | null {
  const { document } = revision
  const spans = [...spansOfObjects(revision), ...revision.sections.flatMap(({ offset, end, hybrid }) => [{ start: offset, end }, ...hybrid === null ? [] : [{ start: hybrid.offset, end: hybrid.end }]])]
  let at = from
  for (const { start, end } of spans.sort((a, b) => a.start - b.start)) {
    if (start > at && !isIdle(document.source, at, start)) return { start: at, end: start }
    at = Math.max(at, end)
  }
  const startxref = lastIndexOf(document.source, 'startxref', { start: 0, end: revision.length })
  return at < startxref && !isIdle(document.source, at, startxref) ? { start: at, end: startxref } : null
}

/** White space, and comments in which nobody would look for an object. */
function isIdle(source: Source, start: number, end: number): boolean {
  if (isBlank(source, start, end)) return true
  if (end - start > 1024) return false
  return textAt(source, start, end).split(/[\r\n]/).every(line => line.trim() === '' || (line.startsWith('%') && !/%PDF-|%%EOF|obj|xref|trailer|stream/.test(line)))
}

function spansOfObjects({ document, sections }: Revision): Span[] {
  const spans: Span[] = []
  for (const section of sections) for (const number of [...section.numbers(), ...section.hybrid?.numbers() ?? []]) {
    const place = placeOrNull(document, number)
    if (place !== null) spans.push(place)
  }
  return spans
}

function placeOrNull(document: PdfDocument, number: number): Span | null {
  try {
    return document.placeOf(number)
  }
  catch {
    return null
  }
}
