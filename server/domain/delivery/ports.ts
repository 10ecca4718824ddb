import type { Delivery } from './delivery.ts'

export interface DeliveryStore {
  insert(delivery: Delivery): Promise<void>
  find(id: string): Promise<Delivery | null>
  /** As `find`, and nobody else changes it until the transaction ends. */
  lock(id: string): Promise<Delivery | null>
  /** Of one dossier, in order. */
  listOf(dossier: string): Promise<Delivery[]>
  update(delivery: Delivery): Promise<void>
  /** Not yet acknowledged, oldest first, with the dossier's code. */
  listOpen(): Promise<(Delivery & { dossierCode: string })[]>
}

/** The agency's own system. Idempotent by `parcel.delivery`. */
export interface AgencySystem {
  /** Null when it took the package and will acknowledge later. @throws AgencyError */
  deliver(agency: string, parcel: Parcel): Promise<Acknowledgement | null>
}
export interface Acknowledgement { code: string, at: string }

/** The same bytes at every attempt: the receiver compares them. */
export interface Parcel { delivery: string, parts: ParcelPart[] }
/** `dossier` is the manifest (JSON with the digests of all others), then `report`, then the papers. */
export interface ParcelPart { name: 'dossier' | 'report' | 'document', fileName: string, type: string, bytes: Uint8Array }

/** `refused`: the receiver understood and says no; trying the same again is of no use. */
export class AgencyError extends Error {
  readonly code: 'unavailable' | 'refused' | 'answer-invalid'
  constructor(code: AgencyError['code'], detail: string, options?: ErrorOptions) {
    super(`${code}: ${detail}`, options)
    this.name = 'AgencyError'
    this.code = code
  }
}
