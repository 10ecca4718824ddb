/** Reports in plain words, Vietnamese and English. */
export { describeFile, toSimpleReport, type Holds, type SimpleReport, type SimpleReportOptions, type SimpleSignature } from './simple-report.ts'
export { checkTexts, describeCheck, describeFinding, describeIndication, findingTexts } from './texts.ts'
