import type { EvidenceOptions } from '../types.ts'
import { parseCertificate, readCertificates } from '../x509/index.ts'
import { collectEvidence, type Subject } from './collect-evidence.ts'
import type { Medium } from './medium.ts'
import { coveredAt, provenTime, readSignatures, type ReadSignature } from './read-signatures.ts'
import { readingPdf } from './reading-pdf.ts'
import { Revision } from './revision.ts'
import { addValidationData, storedCertificates } from './validation-data.ts'

/**
 * B-LT: what a later validator needs, in a revision of its own; nothing when the document has it all already.
 * @param options.from evidence is collected for signatures that reach this octet or beyond; 0 = all
 * Rejects with SigningError `evidence-unavailable`, `certificate-revoked` or `path-incomplete`.
 */
export async function addEvidence(medium: Medium, { revocation, issuers = [] }: EvidenceOptions, { from = 0, password }: { from?: number, password: string | undefined }): Promise<void> {
  const { revision, signatures, stored } = readingPdf(() => {
    const opened = new Revision(medium.source, password)
    return { revision: opened, signatures: readSignatures(opened, from), stored: readCertificates(storedCertificates(opened)) }
  })
  const evidence = await collectEvidence({
    subjects: signatures.flatMap(one => subjectsOf(one, signatures)),
    candidates: [...signatures.flatMap(({ certificates }) => certificates), ...stored, ...issuers.map(parseCertificate)],
    source: revocation,
  })
  const parts = readingPdf(() => {
    addValidationData(revision, evidence, signatures.find(({ reach }) => reach === medium.length)?.vriKey ?? null)
    if (revision.update.isEmpty) return null
    revision.declarePades()
    return revision.update.finish().parts
  })
  if (parts !== null) medium.append(parts)
}

/** An authority's token is proven only by what came over it later. */
const subjectsOf = (signature: ReadSignature, all: readonly ReadSignature[]): Subject[] => [
  ...signature.signers.map(certificate => ({ certificate, provenAt: provenTime(signature, all) })),
  ...signature.authorities.map(certificate => ({ certificate, provenAt: coveredAt(signature, all) })),
]
