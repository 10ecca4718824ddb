import { SigningError } from '../errors.ts'
import type { ExtensionOptions } from '../types.ts'
import { addDocumentTimestamp } from './add-document-timestamp.ts'
import { addEvidence } from './add-evidence.ts'
import { MemoryMedium, type Medium } from './medium.ts'
import { readSignatures, type ReadSignature } from './read-signatures.ts'
import { readingPdf } from './reading-pdf.ts'
import { Revision } from './revision.ts'

/**
 * Raises all signatures of a document (EN 319 142-1 §6.3): a document time-stamp where one has no trusted time yet (B-T), then
 * the evidence that a later validator needs (B-LT), then an archive time-stamp (B-LTA). On a file that is B-LTA already this renews
 * the archive: the evidence of the last time-stamp first, then a new one over it. Each step is a revision of its own.
 * Rejects with SigningError `options-invalid` (nothing is signed), `document-unreadable`, `document-encrypted`, `certification-forbids`,
 * `reserve-too-small`, `timestamp-unavailable`, `timestamp-invalid`, `evidence-unavailable`, `certificate-revoked` or `path-incomplete`.
 */
export async function extendSignature(pdf: Uint8Array, options: ExtensionOptions): Promise<Uint8Array> {
  const medium = new MemoryMedium(pdf)
  await extendOn(medium, options)
  return medium.source
}

/** Appends what is missing. */
export async function extendOn(medium: Medium, { timestamp, evidence, archive = false, password }: ExtensionOptions): Promise<void> {
  if (archive && evidence === undefined) throw new SigningError('options-invalid', 'an archive time-stamp needs evidence before it')
  const signatures = readingPdf(() => readSignatures(new Revision(medium.source, password)))
  if (signatures.length === 0) throw new SigningError('options-invalid', 'nothing in the document is signed')
  if (!signatures.every(one => hasTime(one, signatures))) await addDocumentTimestamp(medium, timestamp, password)
  if (evidence !== undefined) await addEvidence(medium, evidence, { password })
  if (archive) await addDocumentTimestamp(medium, timestamp, password)
}

const hasTime = (signature: ReadSignature, all: readonly ReadSignature[]): boolean =>
  signature.isTimestamp || signature.hasTimestamp || all.some(({ isTimestamp, reach }) => isTimestamp && reach > signature.reach)
