export { entryKinds, kindOf, lookupAction, type EntryKind } from './entry-kind.ts'
export { chainHash, findBreak, genesis, type AuditEntry, type ChainedEntry } from './entry.ts'
export type { AuditStore, EntryFilter } from './ports.ts'
export { toEntry, type Deed } from './record.ts'
