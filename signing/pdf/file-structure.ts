import type { Finding } from '../types.ts'
import { isBlank, type Revision } from './revisions.ts'

/** What is unsound about the file as a whole: something before its header, or behind its last revision. */
export function findFileFlaws(source: Uint8Array, revisions: readonly Revision[]): Finding[] {
  const findings: Finding[] = []
  const buffer = Buffer.from(source.buffer, source.byteOffset, source.length)
  const header = buffer.indexOf('%PDF-', 0, 'latin1')
  if (header > 0) findings.push({ code: 'bytes-before-header', severity: 'flaw', detail: `the header is at ${header}` })
  const second = findSecondHeader(buffer, header)
  if (second !== null) findings.push({ code: 'second-header', severity: 'flaw', detail: `another file begins at ${second}` })
  const { length } = revisions.at(-1)!
  if (!isBlank(source, length, source.length)) findings.push({ code: 'trailing-bytes', severity: 'flaw', detail: `bytes from ${length} on belong to no revision` })
  return findings
}

/** Headers that are looked at: embedded files may have theirs, in streams. */
const maxHeaders = 8

/** A header at the beginning of a line that lies in no stream: some readers would begin there. */
function findSecondHeader(buffer: Buffer, first: number): number | null {
  let at = buffer.indexOf('%PDF-', first + 1, 'latin1')
  for (let count = 0; at >= 0 && count < maxHeaders; count += 1) {
    const keyword = buffer.lastIndexOf('stream', at, 'latin1')
    const isInStream = keyword >= 3 && buffer.subarray(keyword - 3, keyword).toString('latin1') !== 'end'
    if (!isInStream && [10, 13].includes(buffer[at - 1] ?? 10)) return at
    at = buffer.indexOf('%PDF-', at + 1, 'latin1')
  }
  return null
}
