import type { LocalizedText, Answers, Provenance } from '../forms/definition.ts'
import type { DossierEvent, DossierParty, DossierState } from '../dossier/states.ts'
import type { ReportView, Verdict } from '../report/verdict.ts'

/**
 * POST /api/dossiers                     {draft}  header Idempotency-Key (or field `_key`) → DossierView   201 new, 200 the same again
 * GET  /api/dossiers                                → DossierSummary[]      the citizen's own
 * GET  /api/dossiers/:id                            → DossierView           the citizen's own
 * GET  /api/dossiers/:id/documents/:documentId      → bytes
 * POST /api/dossiers/:id/withdraw                   → DossierView
 * POST /api/dossiers/:id/correction                 → DraftView             opens a draft that corrects the dossier
 * POST /api/dossiers/:id/returned                   → DossierView           the person took the result (also caused by its first download)
 *
 * Clerk:
 * GET  /api/desk/dossiers?state=&q=                 → QueueItem[]           due first
 * GET  /api/desk/dossiers/:id                       → DeskDossierView
 * POST /api/desk/dossiers/:id/accept                {version}
 * POST /api/desk/dossiers/:id/ask-correction        {version, items[], reason}
 * POST /api/desk/dossiers/:id/refuse                {version, reason}
 * GET  /api/desk/dossiers/:id/documents/:documentId → bytes
 *
 * Operator:
 * GET  /api/operations/deliveries                   → DeliveryView[]        failed and waiting, no personal data
 * POST /api/operations/deliveries/:id/retry
 *
 * Anyone:
 * POST /api/verify                       body application/pdf or multipart `file` → ReportView
 *
 * Agency back-end (machine, bearer token): POST /api/agency/acknowledgements {delivery, code, at}
 */
export interface DossierSummary {
  id: string
  code: string
  procedure: { slug: string, code: string, title: LocalizedText }
  state: DossierState
  nationalCode: number
  submittedAt: string
  dueAt: string
  overdue: boolean
  agency: { id: string, title: LocalizedText }
}

export interface TimelineEntry {
  event: DossierEvent | 'submit' | 'deliver' | 'acknowledge' | 'delivery-failed' | 'promise'
  party: DossierParty | 'agency-system'
  actor: string | null
  /** ISO 8601; in the future for the promised date. */
  at: string
  tense: 'past' | 'present' | 'future'
  note: string | null
}

export interface DossierDocument {
  id: string
  kind: 'form' | 'receipt' | 'attachment' | 'result' | 'correction-slip' | 'refusal-slip'
  fileName: string
  type: string
  size: number
  sha256: string
  signed: boolean
  href: string
}

export interface DossierView extends DossierSummary {
  version: number
  timeline: TimelineEntry[]
  documents: DossierDocument[]
  receipt: { number: string, issuedAt: string, due: { at: string, countedFrom: string, duration: { value: number, unit: string }, rule: LocalizedText, skipped: string[] } }
  correction: { items: string[], reason: string, askedAt: string } | null
  refusal: { reason: string, at: string } | null
  delivery: DeliveryState
  /** What this person may do now. */
  may: DossierEvent[]
}

export type DeliveryState = { state: 'waiting' | 'delivered' | 'acknowledged' | 'failed', attempts: number, lastAttemptAt: string | null, nextAttemptAt: string | null, acknowledgedAt: string | null, acknowledgementCode: string | null, problem: string | null }

export interface QueueItem extends DossierSummary {
  applicant: string
  verdict: Verdict
  version: number
  /** Working days until due, negative when overdue. */
  daysLeft: number
}

export interface DeskDossierView extends DossierView {
  applicant: { name: string, personalId: string, phone: string | null, email: string | null }
  answers: { section: LocalizedText, items: { label: LocalizedText, display: string, provenance: Provenance | null }[] }[]
  rawAnswers: Answers
  /** The JSON inside the signed PDF equals what is processed. */
  answersMatchDocument: boolean
  report: ReportView
  verdict: Verdict
}

export interface DeliveryView { id: string, dossierCode: string, destination: string, delivery: DeliveryState }
