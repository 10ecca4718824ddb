import type { LocalizedText } from '../../../shared/forms/definition.ts'
import type { ChainedEntry } from '#domain/audit'

/** What the ledger's ids stand for. */
export interface CaseIndex {
  /** By object of an entry: the case of `owner` that a dossier, document, delivery or draft belongs to. Others' and unknown ids have none. */
  find(owner: string, objects: readonly string[]): Promise<Map<string, Case>>
}
export type Case
  = | { dossier: { id: string, code: string }, procedure: LocalizedText, legalBasis: LocalizedText[] }
    | { dossier: null, /** slug of a draft that was not submitted yet */ slug: string }

export interface QuestionStore {
  /** False when the entry was questioned before. */
  insert(question: Question): Promise<boolean>
  find(seq: number): Promise<QuestionedEntry | null>
  listOf(subject: string, entries: readonly number[]): Promise<Question[]>
  /** Oldest first, with the entries that they are about. */
  list(limit: number): Promise<QuestionedEntry[]>
}
/** What a person asked about one entry of the ledger, by its seq. */
export interface Question { seq: number, subject: string, text: string | null, askedAt: Date }
export interface QuestionedEntry { question: Question, entry: ChainedEntry }
