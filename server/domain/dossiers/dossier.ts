import type { Answers, LocalizedText, ProcedureDefinition, Provenance } from '../../../shared/forms/definition.ts'
import type { DossierEvent, DossierParty, DossierState } from '../../../shared/dossier/states.ts'
import type { DeliveryState } from '../../../shared/api/dossiers.ts'
import type { ReportView, Verdict } from '../../../shared/report/verdict.ts'

/** A sealed case. The definition is kept whole: what the person filled must stay readable when procedures change. */
export interface Dossier {
  id: string
  code: string
  /** Personal number of the applicant. */
  owner: string
  /** Agency id. */
  agency: string
  procedure: string
  definition: ProcedureDefinition
  state: DossierState
  version: number
  answers: Answers
  provenance: Record<string, Provenance>
  applicant: Applicant
  submittedAt: Date
  dueAt: Date
  due: DueView
  receipt: ReceiptRecord
  report: ReportView
  verdict: Verdict
  answersMatchDocument: boolean
  acceptance: Acceptance | null
  correction: AgreedCorrection | null
  refusal: Refusal | null
  delivery: DossierDelivery
}

export interface Applicant { name: string, personalId: string, phone: string | null, email: string | null, address: string }
export interface DueView { at: string, countedFrom: string, duration: { value: number, unit: 'workday' | 'day' | 'hour' }, rule: LocalizedText, skipped: string[] }
export interface ReceiptRecord { number: string, issuedAt: string }
export interface AgreedCorrection { items: string[], reason: string, askedAt: string, answeredAt: string | null }
/** Who decided, for the result: it is issued after the decision, and again the same after a crash. `result`: SHA-256 (hex) of the printed paper, once it is; no other may be sealed for this decision. */
export interface Acceptance { official: { name: string, role: string }, at: string, result: string | null }
export interface Refusal { reason: string, at: string }
export type DossierDelivery = DeliveryState

export interface DossierEventRecord {
  dossier: string
  event: DossierEvent | 'submit' | 'deliver' | 'acknowledge' | 'delivery-failed'
  party: DossierParty | 'agency-system'
  /** Name as people may see it; null for machines. */
  actor: string | null
  at: Date
  note: string | null
}

export interface DossierDocumentRecord {
  id: string
  dossier: string
  kind: 'form' | 'receipt' | 'attachment' | 'result' | 'correction-slip' | 'refusal-slip'
  fileName: string
  type: string
  size: number
  sha256: string
  signed: boolean
  addedAt: Date
}

/** The record of a paper of the case, from its bytes. */
export const toDocumentRecord = (bytes: Uint8Array, record: Omit<DossierDocumentRecord, 'size' | 'type'>): DossierDocumentRecord => ({ ...record, type: 'application/pdf', size: bytes.length })

export const waitingDelivery: DossierDelivery = { state: 'waiting', attempts: 0, lastAttemptAt: null, nextAttemptAt: null, acknowledgedAt: null, acknowledgementCode: null, problem: null }
