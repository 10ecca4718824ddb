import type { Answers, Provenance } from '../../../shared/forms/definition.ts'
import type { Day } from '../../../shared/forms/dates.ts'
import type { Facts } from '#domain/prefill'

/** Changeable answers of one person for one procedure. */
export interface Draft {
  id: string
  /** Personal number. */
  owner: string
  /** Slug and revision of the definition it was last saved against. */
  procedure: string
  revision: string
  version: number
  open: boolean
  answers: Answers
  facts: Facts
  attachments: Attachment[]
  document: DraftDocument | null
  signed: SignedDraft | null
  /** Id of the dossier that it corrects. */
  corrects: string | null
  createdAt: Date
  savedAt: Date
}

export interface Attachment { id: string, slot: string, fileName: string, type: string, size: number, sha256: string, uploadedAt: string }

/** The frozen form: what the person reads and signs, and exactly what it was made of. */
export interface DraftDocument {
  sha256: string
  size: number
  pages: number
  preparedAt: string
  on: Day
  agency: string
  answers: Answers
  provenance: Record<string, Provenance>
}

export interface SignedDraft { sha256: string, size: number, completedAt: string }

/** A change makes frozen and signed bytes worthless: they no longer say what the draft says. */
export const withoutDocument = (draft: Draft): Draft => ({ ...draft, document: null, signed: null })
