import type { PreparedSignature } from '#signing'
import type { Credential, RemoteSignatureProvider } from '#signing/providers'
import type { SigningSession } from './session.ts'

export interface SigningStore {
  find(id: string): Promise<SigningSession | null>
  findByState(oauthState: string): Promise<SigningSession | null>
  latestOf(draft: string): Promise<SigningSession | null>
  /** False when the draft has an open session already. */
  insert(session: SigningSession): Promise<boolean>
  /** Saves when the stored version is still `session.version − 1`; false otherwise. */
  update(session: SigningSession): Promise<boolean>
  /** Open sessions whose time is over, and signed ones that still lack a time-stamp or evidence; oldest first, a few hundred at most. */
  listUnfinished(now: Date): Promise<SigningSession[]>
}

/** Keeps a short secret so that only this portal can read it (the verifier of a pending authorisation). */
export interface Sealer {
  seal(text: string): string
  /** @throws when it was not sealed here */
  open(sealed: string): string
}

/** The PDF side of a signature (`#signing`): prepare now, complete when the provider has answered. */
export interface PdfSigner {
  prepare(pdf: Uint8Array, input: { credential: Credential, signingTime: Date, reason: string }): Promise<{ pdf: Uint8Array, prepared: PreparedSignature }>
  /** Adds time-stamp and, when revocation data is at hand, evidence. @throws SigningError */
  complete(preparedPdf: Uint8Array, prepared: PreparedSignature, signatureValue: Uint8Array): Promise<Uint8Array>
}

/** A provider with the name that people know it by. */
export interface NamedProvider { id: string, title: string, service: RemoteSignatureProvider }
