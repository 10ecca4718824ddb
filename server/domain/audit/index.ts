export { chainHash, findBreak, genesis, type AuditEntry, type ChainedEntry } from './entry.ts'
export type { AuditStore } from './ports.ts'
export { toEntry, type Deed } from './record.ts'
