import type { DeliveryView } from '../../../shared/api/dossiers.ts'
import type { Actor } from '#domain/identity'

/** Dossiers on their way to the agencies' own systems, as an operator and the agencies meet them. */
export interface Deliveries {
  /** What is not acknowledged yet, oldest first, and results that should have come (`result-<dossier>`); no personal data. */
  listOpen(actor: Actor): Promise<DeliveryView[]>
  /** Tries now; a failed one from the first attempt. @throws ProblemError `not-found`, `state-conflict` when it has arrived */
  retry(actor: Actor, id: string): Promise<DeliveryView>
  /** The agency's system has it; the same again changes nothing. @throws ProblemError `not-found`, `input-invalid`, `state-conflict` for another code than before */
  acknowledge(actor: Actor, input: { delivery: string, code: string, at: string }): Promise<void>
}
