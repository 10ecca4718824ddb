import { dictionary, name } from '../pdf/index.ts'
import type { TimestampSource } from '../types.ts'
import { digestRange } from './digests.ts'
import { closeRevision, fillGap, reserveSignature } from './placeholder.ts'
import { readingPdf } from './reading-pdf.ts'
import { requestTokenOver } from './request-token.ts'
import { Revision } from './revision.ts'
import { fillPlace, findPlace } from './signature-field.ts'

/** Octets for a token with its certificates. */
const tokenReserve = 16_384
const hash = 'SHA-256'

/**
 * A document time-stamp over everything so far (EN 319 142-1 §5.4.3), in a revision of its own.
 * Rejects with SigningError `timestamp-unavailable`, `timestamp-invalid` or `reserve-too-small`.
 */
export async function addDocumentTimestamp(pdf: Uint8Array, source: TimestampSource, password: string | undefined): Promise<Uint8Array> {
  const placed = readingPdf(() => {
    const revision = new Revision(pdf, password)
    const entries = dictionary({ Type: name('DocTimeStamp'), Filter: name('Adobe.PPKLite'), SubFilter: name('ETSI.RFC3161') })
    const reference = reserveSignature(revision.update, entries, tokenReserve)
    fillPlace(revision, findPlace(revision, undefined), { signature: reference })
    revision.declarePades()
    return closeRevision(revision.update, reference, tokenReserve)
  })
  fillGap(placed.pdf, placed.byteRange, await requestTokenOver(source, digestRange(placed.pdf, placed.byteRange, hash), hash))
  return placed.pdf
}
