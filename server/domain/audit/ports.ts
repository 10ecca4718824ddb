import type { AuditEntry, ChainedEntry } from './entry.ts'

/** Append-only; `append` chains inside the caller's transaction. */
export interface AuditStore {
  append(entry: AuditEntry): Promise<void>
  /** In order, from `seq` on. */
  read(from: number, limit: number): Promise<ChainedEntry[]>
}
