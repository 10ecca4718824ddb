/** PAdES signatures: make, extend and validate them. Everything else of this folder is inside. */
export { SigningError, type SigningErrorCode } from './errors.ts'
export { createIssuerSource, type IssuerSourceOptions } from './issuers/index.ts'
export { createRevocationSource, type RevocationSourceOptions } from './revocation/index.ts'
export { completeSignature, completeSignatureInFile, extendSignature, extendSignatureInFile, prepareSignature, prepareSignatureInFile, signatureLayouts, type SignaturePlace, type TextStamp } from './sign/index.ts'
export { createTimestampSource, type TimestampSourceOptions } from './timestamp/index.ts'
export { readTrustAnchors, readTrustedList, toTrustAnchors, type TrustedList, type TrustedListOptions, type TrustedService } from './trust/index.ts'
export type * from './types.ts'
export {
  checkIds, checkTexts, defaultPolicy, describeCheck, describeFile, describeFinding, describeIndication, extractRevision, findingCodes, findingTexts, isTimeProven, toEtsiReport, toSimpleReport, validateSignatures, validateSignaturesInFile,
  type CheckId, type EtsiReportOptions, type EtsiReportVersion, type FindingCode, type Holds, type SimpleReport, type SimpleReportOptions, type SimpleSignature, type ValidationOptions, type ValidationPolicy,
} from './validate/index.ts'
