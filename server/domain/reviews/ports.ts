/** The agency's own seal, held by a remote signature service (PAdES B-LT, or B-T while evidence cannot be had). Rejects when it cannot seal. */
export interface AgencySeal { seal(agency: string, pdf: Uint8Array, occasion: { reason: string, /** slug */ procedure: string }): Promise<Uint8Array> }
