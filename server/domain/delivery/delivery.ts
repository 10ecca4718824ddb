import type { DossierDelivery } from '#domain/dossiers'

/** One package on its way to one agency's own system. The id is the idempotency key the receiver sees. */
export interface Delivery extends DossierDelivery {
  id: string
  dossier: string
  /** Agency id. */
  destination: string
  /** 1 for the first submission, 2 for the correction … delivered in this order. */
  round: number
  /** SHA-256 of the parcel's manifest; what it names is what goes, however often it is sent. */
  manifest: string
}
