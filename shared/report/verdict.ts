import type { LocalizedText } from '../forms/definition.ts'

/** What a clerk does next. Unknown is never `accept`. */
export type VerdictAction = 'accept' | 'ask-again' | 'refuse'

export interface Verdict {
  action: VerdictAction
  /** At most three short reasons, most important first. */
  reasons: LocalizedText[]
  /** What to tell the citizen; null when there is nothing to tell. */
  tellCitizen: LocalizedText | null
}

export type Severity = 'good' | 'wait' | 'stop'

/** The validation report as people see it; `technical` is the full EN 319 102-1 report of the signing library. */
export interface ReportView {
  fileName: string | null
  documentDigest: string
  integrity: 'sound' | 'flawed' | 'none' | 'unreadable'
  severity: Severity
  /** One sentence: what this file is worth. */
  headline: LocalizedText
  validationTime: string
  signatures: SignatureView[]
  findings: { code: string, severity: 'flaw' | 'note', text: LocalizedText, detail: string | null }[]
  technical: unknown
}

export interface SignatureView {
  field: string
  kind: 'signature' | 'timestamp'
  severity: Severity
  indication: 'TOTAL-PASSED' | 'TOTAL-FAILED' | 'INDETERMINATE'
  subIndication: string | null
  /** Plain sentence for the indication and sub-indication. */
  meaning: LocalizedText
  signedBy: { name: string, /** masked except for the last four digits where the reader may not see it */ personalId: string | null, organisation: string | null, issuer: string, validFrom: string, validTo: string } | null
  anchorLabel: string | null
  time: string
  timeIsProven: boolean
  level: string | null
  changes: 'none' | 'permitted' | 'forbidden'
  coversWholeDocument: boolean
  checks: { block: string, id: string, verdict: 'passed' | 'failed' | 'indeterminate' | 'not-applicable', text: LocalizedText, detail: string | null }[]
}
