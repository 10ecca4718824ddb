/** Validation of PAdES signatures to EN 319 102-1. */
export { ts119312, type AlgorithmConstraints, type KeyConstraint } from './algorithm-constraints.ts'
export { extractRevision } from './extract-revision.ts'
export { toEtsiReport, type EtsiReportOptions, type EtsiReportVersion } from './etsi-report/index.ts'
export { checkIds, findingCodes, type CheckId, type FindingCode } from './ids.ts'
export { defaultPolicy, type ValidationPolicy } from './policy.ts'
export { isTimeProven } from './proven-time.ts'
export { checkTexts, describeCheck, describeFile, describeFinding, describeIndication, findingTexts, toSimpleReport, type Holds, type SimpleReport, type SimpleReportOptions, type SimpleSignature } from './simple-report/index.ts'
export { validateSignatures, validateSignaturesInFile, type ValidationOptions } from './validate.ts'
