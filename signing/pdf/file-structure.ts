import type { Finding } from '../types.ts'
import type { Revision } from './revisions.ts'
import { indexOf, isBlank, lastIndexOf, textAt, type Source } from './source.ts'

/** What is unsound about the file as a whole: something before its header, or behind its last revision. */
export function findFileFlaws(source: Source, revisions: readonly Revision[]): Finding[] {
  const findings: Finding[] = []
  const header = indexOf(source, '%PDF-')
  if (header > 0) findings.push({ code: 'bytes-before-header', severity: 'flaw', detail: `the header is at ${header}` })
  const second = findSecondHeader(source, header)
  if (second !== null) findings.push({ code: 'second-header', severity: 'flaw', detail: `another file begins at ${second}` })
  const { length } = revisions.at(-1)!
  if (!isBlank(source, length, source.length)) findings.push({ code: 'trailing-bytes', severity: 'flaw', detail: `bytes from ${length} on belong to no revision` })
  return findings
}

/** Headers that are looked at: embedded files may have theirs, in streams. */
const maxHeaders = 8

/** A header at the beginning of a line that lies in no stream: some readers would begin there. */
function findSecondHeader(source: Source, first: number): number | null {
  let at = indexOf(source, '%PDF-', first + 1)
  for (let count = 0; at >= 0 && count < maxHeaders; count += 1) {
    const keyword = lastIndexOf(source, 'stream', { start: 0, end: at })
    const isInStream = keyword >= 3 && textAt(source, keyword - 3, keyword) !== 'end'
    if (!isInStream && (at === 0 || /[\r\n]/.test(textAt(source, at - 1, at)))) return at
    at = indexOf(source, '%PDF-', at + 1)
  }
  return null
}
