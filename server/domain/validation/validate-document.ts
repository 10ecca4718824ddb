import type { ValidationReport } from '#signing'
import type { ReportView, Verdict } from '#shared/report/verdict.ts'
import { decideVerdict, type Expectation } from './decide-verdict.ts'
import type { SignatureValidator } from './ports.ts'
import { toReportView } from './report-view.ts'

export interface DocumentValidation { report: ValidationReport, view: ReportView, verdict: Verdict }

export interface Validation {
  /** Validates a PDF of a case: whole personal numbers are shown, since the readers work on the case. */
  validateDocument(pdf: Uint8Array, expectation: Expectation): Promise<DocumentValidation>
  /** Validates a stranger's PDF for a stranger (`/verify`): personal numbers are masked, nothing is kept. */
  validateForAnyone(pdf: Uint8Array, fileName: string | null): Promise<ReportView>
}

export interface ValidationDeps {
  validator: SignatureValidator
  /** For files that anybody may send: what they hold can do no harm to others. */
  strangers: SignatureValidator
}

export function createValidation({ validator, strangers }: ValidationDeps): Validation {
  return {
    validateDocument: async (pdf, expectation) => {
      const report = await validator.validate(pdf)
      return { report, view: toReportView(report, { fileName: null, revealIds: true }), verdict: decideVerdict(report, expectation) }
    },
    validateForAnyone: async (pdf, fileName) =>
      toReportView(await strangers.validate(pdf), { fileName, revealIds: false }),
  }
}
