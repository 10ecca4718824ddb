export { waitingDelivery, type AgreedCorrection, type Applicant, type Dossier, type DossierDelivery, type DossierDocumentRecord, type DossierEventRecord, type DueView, type ReceiptRecord, type Refusal } from './dossier.ts'
export type { AcceptanceEntry, AcceptanceJournal, DeliverySeed, DossierStore, Seal, Submission, SubmissionStore } from './ports.ts'
