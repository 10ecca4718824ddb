import type { EntryKind } from './entry-kind.ts'
import type { AuditEntry, ChainedEntry } from './entry.ts'

/** Append-only; `append` chains inside the caller's transaction. */
export interface AuditStore {
  append(entry: AuditEntry): Promise<void>
  /** In order, from `seq` on. */
  read(from: number, limit: number): Promise<ChainedEntry[]>
  find(seq: number): Promise<ChainedEntry | null>
  /** What was done with the data of one person, newest first. */
  readOf(subject: string, part: EntryFilter & { offset?: number, limit: number }): Promise<ChainedEntry[]>
  countOf(subject: string, filter: EntryFilter): Promise<number>
}

/** What is left out is not asked for. */
export interface EntryFilter {
  kind?: EntryKind
  /** Only entries older than this seq. */
  before?: number
  /** Both ends count. */
  from?: Date
  until?: Date
  /** An action that is left out. */
  without?: string
}
