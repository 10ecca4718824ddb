import type { PdfSigner } from '#domain/signatures'
import { prepareSignature, SigningError } from '#signing'
import { completeWithEvidence, type Authorities } from './complete-with-evidence.ts'

/** Invisible PAdES signatures of people: the form's own signature line is on the paper already. */
export function createPdfSigner(authorities: Authorities): PdfSigner {
  return {
    prepare: async (pdf, { credential, signingTime, reason }) => {
      const [kind] = credential.algorithms
      if (kind === undefined) throw new SigningError('algorithm-unsupported', 'the key does none of our algorithms')
      return prepareSignature(pdf, { ...kind, certificates: credential.certificates, signingTime, reason })
    },
    complete: (preparedPdf, prepared, value) => completeWithEvidence({ preparedPdf, prepared, value }, authorities),
  }
}
