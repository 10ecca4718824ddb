import type { HashAlgorithm, PreparedSignature, SignatureAlgorithm } from '#signing'

/** How an agency's seal signs: what a paper is prepared with. */
export interface SealKey { credential: string, algorithm: SignatureAlgorithm, hash: HashAlgorithm, /** DER, the seal's own first */ certificates: Uint8Array[] }

/** A paper that waits for its seal. */
export interface PreparedPaper { pdf: Uint8Array, prepared: PreparedSignature }

/** The agency's own seal, held by a remote signature service. It prepares nothing itself, and gets sealed only what this room has permitted. */
export interface AgencySeal {
  /** Rejects when the agency has no seal, or it cannot be used. */
  describe(agency: string): Promise<SealKey>
  /** PAdES B-LT, or B-T while evidence cannot be had. Rejects when it cannot seal, and without a permit. */
  seal(agency: string, paper: PreparedPaper, reason: string): Promise<Uint8Array>
}
