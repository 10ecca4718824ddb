import type { Day } from '../../../shared/forms/dates.ts'
import type { Dossier, DossierDocumentRecord, DossierEventRecord } from './dossier.ts'

export interface DossierStore {
  find(id: string): Promise<Dossier | null>
  /** The applicant's own, newest first. */
  listOf(owner: string): Promise<Dossier[]>
  /** Of one agency, due first; `state` null = all that are not final. */
  queueOf(agency: string, filter: { state: Dossier['state'] | null }): Promise<Dossier[]>
  /** Rejects when code or id exists. */
  insert(dossier: Dossier): Promise<void>
  /** Saves when the stored version is still `dossier.version − 1`; false otherwise. */
  update(dossier: Dossier): Promise<boolean>
  /** The delivery glance only: it moves by itself beside the dossier's own versions. */
  setDelivery(dossier: string, delivery: Dossier['delivery']): Promise<void>
  addEvent(event: DossierEventRecord): Promise<void>
  eventsOf(dossier: string): Promise<DossierEventRecord[]>
  addDocument(document: DossierDocumentRecord): Promise<void>
  /** In the order in which they came. */
  documentsOf(dossier: string): Promise<DossierDocumentRecord[]>
  /** The next running number of the agency's day, from 1. */
  nextNumber(agency: string, day: Day): Promise<number>
}

/** One submission per draft, and per key of a person. */
export interface SubmissionStore {
  findByDraft(draft: string): Promise<Submission | null>
  findByKey(owner: string, key: string): Promise<Submission | null>
  /** False when the draft or the key was used already. */
  insert(submission: Submission): Promise<boolean>
}
export interface Submission { draft: string, dossier: string, key: string, owner: string, /** SHA-256 of the signed form */ content: string }

/**
 * What was accepted, on disk before anybody is told: the embedded engine never calls fsync. `record` resolves when the
 * entry is durable. On PostgreSQL the commit is that already and nothing is recorded.
 */
export interface AcceptanceJournal { record(entry: AcceptanceEntry): Promise<void> }
/** Everything the acceptance transaction wrote, as JSON. */
export interface AcceptanceEntry { dossier: Dossier, isNew: boolean, submission: Submission, events: DossierEventRecord[], documents: DossierDocumentRecord[], delivery: DeliverySeed }
export interface DeliverySeed { id: string, dossier: string, destination: string, round: number }

/** The portal's own seal (PAdES B-T when the time-stamp authority answers in time, else B-B). */
export interface Seal { seal(pdf: Uint8Array, reason: string): Promise<Uint8Array> }
