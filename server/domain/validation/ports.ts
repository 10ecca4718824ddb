import type { ValidationReport } from '#signing'

/** Validates the signatures of a PDF now, against the configured anchors; never throws for what a file contains. */
export interface SignatureValidator {
  validate(pdf: Uint8Array): Promise<ValidationReport>
}
