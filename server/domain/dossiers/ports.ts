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
  /** The next running number, from 1. `series`: a day for dossier codes, e.g. `2026/TNHS` for slips. Gaps are possible, doubles are not. */
  nextNumber(agency: string, series: string): Promise<number>
  /** A number that was given out in a life that the database has forgotten. */
  keepNumber(taken: TakenNumber): Promise<void>
  /** Accepted ones whose result is still to come, due first. */
  listWithoutResult(): Promise<Dossier[]>
}

/** One submission per draft, and per key of a person. */
export interface SubmissionStore {
  findByDraft(draft: string): Promise<Submission | null>
  findByKey(owner: string, key: string): Promise<Submission | null>
  /** Of one dossier: the first, and those that corrected it. */
  listOf(dossier: string): Promise<Submission[]>
  /** False when the draft or the key was used already. */
  insert(submission: Submission): Promise<boolean>
}
export interface Submission { draft: string, dossier: string, key: string, owner: string, /** SHA-256 of the signed form */ content: string }

export interface TakenNumber { agency: string, series: string, number: number }

/**
 * What is being accepted, on disk before anybody can see it: the embedded engine never calls fsync. Called as the last step
 * inside the acceptance transaction; resolves when the entry is durable, and the transaction fails when it rejects. On
 * PostgreSQL the commit is durable by itself and nothing is recorded.
 */
export interface AcceptanceJournal { record(entry: AcceptanceEntry): Promise<void> }

/** Everything the acceptance transaction writes, as JSON. */
export interface AcceptanceEntry {
  dossier: Dossier
  submission: Submission
  /** Version of the draft that was accepted; a draft that has gone on since was not. */
  draftVersion: number
  numbers: TakenNumber[]
  events: DossierEventRecord[]
  documents: DossierDocumentRecord[]
  delivery: DeliverySeed
}
export interface DeliverySeed { id: string, dossier: string, destination: string, round: number, manifest: string }

/** The portal's own seal (PAdES B-LT or B-T when the authorities answer, else B-B: a receipt does not wait for others). */
export interface Seal { seal(pdf: Uint8Array, reason: string): Promise<Uint8Array> }
