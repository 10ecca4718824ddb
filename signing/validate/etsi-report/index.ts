/** The validation report in the form that others read: ETSI TS 119 102-2. */
export { toEtsiReport, type EtsiReportOptions, type EtsiReportVersion } from './to-etsi-report.ts'
