import type { PreparedSignature } from '#signing'
import type { AnyProvider, Credential } from '#signing/providers'
import type { SigningSession } from './session.ts'

export interface SigningStore {
  find(id: string): Promise<SigningSession | null>
  findByState(oauthState: string): Promise<SigningSession | null>
  findByReference(reference: string): Promise<SigningSession | null>
  latestOf(draft: string): Promise<SigningSession | null>
  /** False when the draft has an open session already. */
  insert(session: SigningSession): Promise<boolean>
  /** Saves when the stored version is still `session.version − 1`; false otherwise. */
  update(session: SigningSession): Promise<boolean>
  /** Open sessions whose time is over or whose provider should be asked now, and signed ones that still lack a time-stamp or evidence; oldest first, a few hundred at most. */
  listUnfinished(now: Date): Promise<SigningSession[]>
}

/** A person on their way to link an account; `verifier` is sealed. */
export interface StartedLink { state: string, provider: string, owner: string, verifier: string, redirectUri: string, returnTo: string, expiresAt: Date }

export interface LinkStore {
  /** Forgets those whose time is over, too. */
  insert(link: StartedLink, now: Date): Promise<void>
  find(state: string): Promise<StartedLink | null>
  /** True for the one who took it. */
  remove(state: string): Promise<boolean>
}

/** Keeps a short secret so that only this portal can read it (verifiers, activations, tokens). */
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
export interface NamedProvider { id: string, title: string, service: AnyProvider }
