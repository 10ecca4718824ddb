/** Validation of PAdES signatures to EN 319 102-1. */
export { ts119312, type AlgorithmConstraints, type KeyConstraint } from './algorithm-constraints.ts'
export { toEtsiReport, type EtsiReportOptions, type EtsiReportVersion } from './etsi-report/index.ts'
export { checkIds, findingCodes, type CheckId, type FindingCode } from './ids.ts'
export { defaultPolicy, type ValidationPolicy } from './policy.ts'
export { validateSignatures, validateSignaturesInFile, type ValidationOptions } from './validate.ts'
