import type { SigningSessionView } from '../../../shared/api/drafts.ts'
import type { Procedure, Agency } from '#domain/procedures'
import type { Day } from '../../../shared/forms/dates.ts'
import type { Answers, Provenance } from '../../../shared/forms/definition.ts'
import type { ProblemCode } from '../../../shared/problem.ts'
import type { Draft } from './draft.ts'

export interface DraftStore {
  find(id: string): Promise<Draft | null>
  findOpen(owner: string, procedure: string): Promise<Draft | null>
  findCorrection(dossier: string): Promise<Draft | null>
  listOpen(owner: string): Promise<Draft[]>
  /** False when the person has an open draft of that procedure already. */
  insert(draft: Draft): Promise<boolean>
  /** Saves when the stored version is still `draft.version − 1`; false otherwise. */
  update(draft: Draft): Promise<boolean>
  delete(id: string): Promise<void>
}

/** Content-addressed bytes that never change: the name is the SHA-256 in hex. Durable before `put` resolves. */
export interface Blobs {
  put(bytes: Uint8Array): Promise<string>
  /** Rejects when the bytes are not there or are not what their name says. */
  get(sha256: string): Promise<Uint8Array>
}

/** Draws the form (documents room). */
export interface FormRenderer {
  render(input: { procedure: Procedure, answers: Answers, provenance: Record<string, Provenance>, agency: Agency, on: Day, attachments: { slot: string, title: string, fileName: string, sha256: string }[] }): Promise<{ bytes: Uint8Array, pages: number }>
}

/** Judges an upload by its bytes (documents room). */
export interface UploadInspector {
  inspect(bytes: Uint8Array, claimedType: string): Promise<{ accepted: true, type: string } | { accepted: false, problem: ProblemCode }>
}

/** What the draft's page shows of a signing session (signatures room). */
export interface SigningGlance { latest(draft: string): Promise<SigningSessionView | null> }

/** The words of the clerk that a correcting draft answers (dossiers room). */
export interface CorrectionGlance { of(dossier: string): Promise<{ items: string[], reason: string, askedAt: string } | null> }
