export { createValidation, type Validation, type DocumentValidation } from './validate-document.ts'
export { decideVerdict, type Expectation } from './decide-verdict.ts'
export { toReportView } from './report-view.ts'
export type { SignatureValidator } from './ports.ts'
