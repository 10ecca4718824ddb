import type { Finding } from '../types.ts'
import type { PdfDocument } from './document.ts'
import { PdfError } from './errors.ts'
import { isWhite, latin1, type Parser } from './parse.ts'
import { readFrom, type Source } from './source.ts'
import { XrefEntries } from './xref-entries.ts'
import type { XrefSection } from './xref.ts'

/** A state of the file: the original, or one incremental update (§7.5.6) more. */
export interface Revision {
  /** 1 = the original. */
  number: number
  /** Bytes from the beginning of the file, up to `%%EOF` and one end-of-line behind it. */
  length: number
  /** Where `%%EOF` ends: a byte range may leave the end-of-line out. Infinite when the revision has no proper end. */
  eof: number
  startxref: number
  /** Cross-reference sections that this revision adds, newest first: one, or the two of a linearised original (annex F). */
  sections: readonly XrefSection[]
  document: PdfDocument
}

/**
 * The revisions along the chain of cross-references, oldest first, and what is unsound about their order.
 * Only what `startxref` leads to is a revision; bytes behind the last one belong to none.
 */
export function readRevisions(document: PdfDocument): { revisions: Revision[], findings: Finding[] } {
  const groups = groupSections(document.sections)
  const entries = new XrefEntries(groups)
  const revisions: Revision[] = []
  const findings: Finding[] = []
  let used = 0
  for (const sections of groups) {
    const [top] = sections
    used += sections.length
    const { eof, length } = findEnd(document.source, { after: Math.max(...sections.map(({ end }) => end)), startxref: top!.offset })
    const previous = revisions.at(-1)
    if (previous !== undefined && top!.offset < previous.length) findings.push({ code: 'revision-order', severity: 'flaw', detail: `the cross-reference at ${top!.offset} lies inside an earlier revision` })
    if (top!.hybrid !== null && top!.hybrid.end > length) findings.push({ code: 'xref-outside-revision', severity: 'flaw', detail: `the hybrid cross-reference at ${top!.hybrid.offset}` })
    const number = revisions.length + 1
    const seen = document.at({ sections: document.sections.slice(document.sections.length - used), startxref: top!.offset, length, entries, revision: number })
    revisions.push({ number, length, eof, startxref: top!.offset, sections, document: seen })
  }
  return { revisions, findings }
}

/** Sections by revision, oldest first. A linearised original has two: the one that is read first, and the main one, which lies behind it. */
function groupSections(newestFirst: readonly XrefSection[]): (readonly XrefSection[])[] {
  const oldestFirst = [...newestFirst].reverse()
  const isLinearised = oldestFirst.length > 1 && oldestFirst[1]!.offset < oldestFirst[0]!.offset
  const first = isLinearised ? [oldestFirst[1]!, oldestFirst[0]!] : [oldestFirst[0]!]
  return [first, ...oldestFirst.slice(first.length).map(section => [section])]
}

/**
 * `startxref`, its offset and `%%EOF` have to follow the section (§7.5.5). Where they do not, no signature can end there; the
 * revision is still there for those behind it.
 */
function findEnd(source: Source, place: { after: number, startxref: number }): { eof: number, length: number } {
  try {
    return readFrom(source, place.after, parser => readEnd(parser, place.startxref))
  }
  catch (cause) {
    if (cause instanceof PdfError) return { eof: Number.POSITIVE_INFINITY, length: place.after }
    throw cause
  }
}

function readEnd(parser: Parser, startxref: number): { eof: number, length: number, end: number } {
  const { source } = parser
  // Behind a cross-reference stream no trailer is due, but some writers leave one.
  if (parser.isNext('trailer')) {
    parser.expect('trailer')
    parser.readValue()
  }
  parser.expect('startxref')
  if (parser.readInteger() !== startxref) throw new PdfError(`the cross-reference at ${startxref} is followed by a startxref to another place`)
  while (isWhite(source[parser.position])) parser.position += 1
  const eof = parser.position + 5
  if (eof > source.length || latin1(source, parser.position, eof) !== '%%EOF') throw new PdfError(`no %%EOF behind the cross-reference at ${startxref}`)
  const crlf = source[eof] === 13 && source[eof + 1] === 10
  const length = crlf ? eof + 2 : source[eof] === 13 || source[eof] === 10 ? eof + 1 : eof
  return { eof, length, end: length }
}

/** The revision whose bytes end there; an end-of-line behind `%%EOF` may be inside or outside. */
export const revisionEndingAt = (revisions: readonly Revision[], end: number): Revision | null =>
  revisions.find(({ eof, length }) => end >= eof && end <= length) ?? null
