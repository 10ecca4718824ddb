import type { DeskDossierView, QueueItem } from '../../../shared/api/dossiers.ts'
import type { DossierState } from '../../../shared/dossier/states.ts'
import type { DossierDocumentRecord } from '#domain/dossiers'
import type { Actor } from '#domain/identity'

/** The clerk's desk. Every method acts within the actor's own agency; somebody else's dossier is `not-found`. */
export interface Reviews {
  /** Due first. `state` null = everything that is not final; `q` finds by code, name or number of the applicant, diacritics optional. */
  queue(actor: Actor, filter: { state: DossierState | null, q: string | null }): Promise<QueueItem[]>
  /** The reading goes on record. */
  view(actor: Actor, id: string): Promise<DeskDossierView>
  /**
   * Accepts; the result is issued soon after, by the house itself.
   * @throws ProblemError `signature-not-accepted` when the verdict on file is not `accept`, `stale-version`, `state-conflict`
   */
  accept(actor: Actor, id: string, input: { version: number }): Promise<DeskDossierView>
  /** Issues the correction slip and pauses the clock. @throws ProblemError `input-invalid`, `stale-version`, `state-conflict` */
  askCorrection(actor: Actor, id: string, input: { version: number, items: string[], reason: string }): Promise<DeskDossierView>
  /** Issues the refusal slip. @throws ProblemError `input-invalid`, `stale-version`, `state-conflict` */
  refuse(actor: Actor, id: string, input: { version: number, reason: string }): Promise<DeskDossierView>
  /** The reading goes on record. */
  readDocument(actor: Actor, id: string, document: string): Promise<{ bytes: Uint8Array, record: DossierDocumentRecord }>
}
