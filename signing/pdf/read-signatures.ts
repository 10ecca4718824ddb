import type { ChangeVerdict, DocumentChange, Finding } from '../types.ts'
import { readByteRange, trimPadding } from './byte-range.ts'
import type { Change } from './changes/comparison.ts'
import { compareRevisions } from './changes/compare-revisions.ts'
import { judgeChanges } from './changes/judge.ts'
import { isTimestamp } from './changes/signature-value.ts'
import type { PdfDocument } from './document.ts'
import { openDocument } from './encryption/open-document.ts'
import { Budget } from './budget.ts'
import { PdfError } from './errors.ts'
import { findFileFlaws } from './file-structure.ts'
import { findSignatures, type FoundSignature } from './find-signatures.ts'
import { limits } from './limits.ts'
import { findLooseBytes } from './loose-bytes.ts'
import { dateOf, PdfName, PdfString, textOf, type PdfDictionary, type PdfReference, type PdfValue } from './objects.ts'
import { readRevisions, type Revision } from './revisions.ts'
import { readSecurityStore, type SecurityStore } from './security-store.ts'
import { isBlank, type Source, type Span } from './source.ts'
import { permissionsOf, readRules, type SignatureRules } from './signature-rules.ts'

/** What the structure of a file says about its signatures; nothing here knows cryptography. */
export interface SignedPdf {
  readable: boolean
  /** `encrypted`, or technical English. */
  unreadableReason: string | null
  /** The newest revision. */
  document: PdfDocument | null
  /** Oldest first. */
  revisions: Revision[]
  /** About the file as a whole. */
  findings: Finding[]
  /** In the order of the revisions that they close; document time-stamps included. */
  signatures: PdfSignature[]
  /** Of the newest revision. */
  dss: SecurityStore
}
export interface PdfSignature {
  field: string
  fieldReference: PdfReference | null
  dictionary: PdfDictionary
  kind: 'signature' | 'timestamp'
  subFilter: string | null
  /** Of /Contents, the padding behind the outer DER value cut off. */
  contents: Uint8Array | null
  byteRange: [number, number, number, number] | null
  byteRangeSound: boolean
  /** Of the source. */
  signedParts: [Span, Span] | null
  /** 1-based; null when the range ends at none. */
  revision: number | null
  coversWholeDocument: boolean
  coversWholeRevision: boolean
  claimedTime: Date | null
  reason: string | null
  location: string | null
  /** Of a certification signature. */
  docMdp: 1 | 2 | 3 | null
  changes: ChangeVerdict
  changeList: DocumentChange[]
  findings: Finding[]
}

/**
 * Reads every signature and document time-stamp, what each covers, and what changed behind it, object by object, fail-closed
 * (ISO 32000-2 §12.8, EN 319 142-1 §5). Never throws for what a file contains: what cannot be read is `readable: false`.
 */
export function readSignatures(source: Source, { password }: { password?: string } = {}): SignedPdf {
  try {
    return readAll(openDocument(source, password))
  }
  catch (cause) {
    return unreadable(cause instanceof PdfError ? cause.message : 'the structure of the file cannot be followed')
  }
}

const unreadable = (reason: string): SignedPdf =>
  ({ readable: false, unreadableReason: reason, document: null, revisions: [], findings: [], signatures: [], dss: { certificates: [], ocspResponses: [], crls: [] } })

function readAll(opened: PdfDocument): SignedPdf {
  const { revisions, findings } = readRevisions(opened)
  const { document } = revisions.at(-1)!
  const { found, findings: ofFields } = findSignatures(revisions)
  if (found.length > limits.signatures) throw new PdfError('more signatures than a document is worth')
  const readings = found.map(one => ({ found: one, range: readByteRange(document.source, { signature: one.signature, isDirect: one.isDirect, since: one.revision.number, revisions }), rules: rulesOf(one) }))
  readings.sort((a, b) => (a.range.revision ?? a.found.revision).number - (b.range.revision ?? b.found.revision).number)
  const first = readings.reduce((earliest, { range }) => Math.min(earliest, range.revision?.number ?? revisions.length), revisions.length)
  const changes = changesAfter(document, revisions, first)
  const signatures: PdfSignature[] = []
  let certification: 1 | 2 | 3 | null = null
  for (const reading of readings) {
    const isSecondInRevision = reading.range.revision !== null && signatures.some(({ revision }) => revision === reading.range.revision?.number)
    if (isSecondInRevision) reading.found.findings.push({ code: 'signatures-overlap', severity: 'flaw', detail: 'two signatures close the same revision' })
    const { rules, ...rest } = reading
    signatures.push(toSignature(document, { ...rest, rules, certification, changes, last: revisions.length }))
    certification ??= rules.docMdp
  }
  return { readable: true, unreadableReason: null, document, revisions, findings: [...findings, ...ofFields, ...findFileFlaws(document.source, revisions)], signatures, dss: readSecurityStore(document) }
}

/** Changes of every revision behind the first one that is signed, and bytes behind the last one. */
function changesAfter(document: PdfDocument, revisions: readonly Revision[], first: number): Change[] {
  const loose = (revision: number, { start, end }: { start: number, end: number }): Change =>
    ({ revision, object: 'trailer', class: 'undefined', condition: { kind: 'never' }, detail: `bytes ${start} to ${end} belong to no object of a cross-reference` })
  const changes: Change[] = []
  const budget = new Budget(limits.steps)
  for (const [index, revision] of revisions.entries()) {
    if (revision.number <= first) continue
    const before = revisions[index - 1]!
    changes.push(...compareRevisions(before, revision, { signed: revisions[first - 1]!.document, budget }))
    const bytes = findLooseBytes(revision, Math.min(before.eof, before.length))
    if (bytes !== null) changes.push(loose(revision.number, bytes))
  }
  const { length } = revisions.at(-1)!
  if (!isBlank(document.source, length, document.source.length)) changes.push(loose(revisions.length + 1, { start: length, end: document.source.length }))
  return changes
}

function rulesOf({ revision, signature, valueReference, fieldDictionary }: FoundSignature): SignatureRules {
  try {
    return readRules(revision.document, { signature, reference: valueReference, field: fieldDictionary })
  }
  catch {
    return { docMdp: 1, lockLevel: 1, locks: [{ action: 'All', fields: [] }] }
  }
}

interface Reading {
  found: FoundSignature
  range: ReturnType<typeof readByteRange>
  rules: SignatureRules
  certification: 1 | 2 | 3 | null
  changes: readonly Change[]
  last: number
}

function toSignature(document: PdfDocument, { found, range, rules, certification, changes, last }: Reading): PdfSignature {
  const { source } = document
  const { signature } = found
  const read = (key: string): PdfValue => quietly(() => found.revision.document.resolve(signature.get(key)))
  const text = (key: string) => {
    const value = read(key)
    return value instanceof PdfString ? textOf(value) : null
  }
  const [contents, subFilter, time] = [read('Contents'), read('SubFilter'), read('M')]
  const revision = range.revision?.number ?? null
  const isParted = range.range !== null && !range.findings.some(({ code }) => code === 'byte-range-outside-file')
  const [, before = 0, after = 0, rest = 0] = range.range ?? []
  const judged = revision === null
    ? { verdict: 'forbidden' as const, list: [{ revision: last, object: 'trailer', class: 'undefined' as const, permitted: false, detail: 'no revision is covered, so everything may have changed' }] }
    : judgeChanges(changes.filter(change => change.revision > revision), permissionsOf(rules, certification))
  return {
    field: found.field, fieldReference: found.fieldReference, dictionary: signature,
    kind: isTimestamp(signature) ? 'timestamp' : 'signature', subFilter: subFilter instanceof PdfName ? subFilter.value : null,
    contents: contents instanceof PdfString ? trimPadding(contents.bytes) : null,
    byteRange: range.range, byteRangeSound: range.isSound,
    signedParts: isParted ? [{ start: range.range![0], end: range.range![0] + before }, { start: after, end: after + rest }] : null,
    revision, coversWholeRevision: revision !== null, coversWholeDocument: revision === last && isBlank(source, after + rest, source.length),
    claimedTime: time instanceof PdfString ? dateOf(time) : null, reason: text('Reason'), location: text('Location'),
    docMdp: rules.docMdp, changes: judged.verdict, changeList: judged.list,
    findings: [...found.findings, ...range.findings].map(finding => ({ ...finding, field: found.field })),
  }
}

function quietly(read: () => PdfValue): PdfValue {
  try {
    return read()
  }
  catch {
    return null
  }
}
