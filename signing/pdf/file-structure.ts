import type { Finding } from '../types.ts'
import { isBlank, type Revision } from './revisions.ts'

/** What is unsound about the file as a whole: something before its header, or behind its last revision. */
export function findFileFlaws(source: Uint8Array, revisions: readonly Revision[]): Finding[] {
  const findings: Finding[] = []
  const buffer = Buffer.from(source.buffer, source.byteOffset, source.length)
  const header = buffer.indexOf('%PDF-', 0, 'latin1')
  if (header > 0) findings.push({ code: 'bytes-before-header', severity: 'flaw', detail: `the header is at ${header}` })
  const { length } = revisions.at(-1)!
  if (!isBlank(source, length, source.length)) findings.push({ code: 'trailing-bytes', severity: 'flaw', detail: `bytes from ${length} on belong to no revision` })
  return findings
}
