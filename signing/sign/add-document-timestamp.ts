import { dictionary, name } from '../pdf/index.ts'
import type { TimestampSource } from '../types.ts'
import { digestRange } from './digests.ts'
import type { Medium } from './medium.ts'
import { closeRevision, reserveSignature, toGap } from './placeholder.ts'
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
export async function addDocumentTimestamp(medium: Medium, source: TimestampSource, password: string | undefined): Promise<void> {
  const { parts, byteRange } = readingPdf(() => {
    const revision = new Revision(medium.source, password)
    const entries = dictionary({ Type: name('DocTimeStamp'), Filter: name('Adobe.PPKLite'), SubFilter: name('ETSI.RFC3161') })
    const reference = reserveSignature(revision.update, entries, tokenReserve)
    fillPlace(revision, findPlace(revision, undefined), { signature: reference })
    revision.declarePades()
    return closeRevision(revision, reference, tokenReserve)
  })
  medium.append(parts)
  const token = await requestTokenOver(source, digestRange(medium, byteRange, hash), hash)
  medium.write(byteRange[1] + 1, toGap(token, byteRange))
}
