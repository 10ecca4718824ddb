import { createHash } from 'node:crypto'

/** Who did what to what on which ground; numbers and codes only, no contents of a case. */
export interface AuditEntry {
  /** ISO 8601 */
  at: string
  actor: string
  role: string
  agency: string | null
  action: string
  /** Id of the draft, dossier, delivery … */
  object: string
  /** Whose data it was: the personal number of the applicant. */
  subject: string | null
  /** Legal ground or reason code. */
  ground: string | null
}
export interface ChainedEntry extends AuditEntry { seq: number, previous: string, hash: string }

/** The hash of the entry before the first one. */
export const genesis = '0'.repeat(64)

/** SHA-256 over the entry and the hash before it: changing, removing or inserting an entry breaks every later hash. */
export function chainHash(previous: string, { at, actor, role, agency, action, object, subject, ground }: AuditEntry): string {
  return createHash('sha256').update(JSON.stringify([previous, at, actor, role, agency, action, object, subject, ground])).digest('hex')
}

/** Seq of the first entry that does not follow from the one before it; null when the chain is whole. */
export function findBreak(entries: readonly ChainedEntry[], from: string = genesis): number | null {
  let previous = from
  for (const entry of entries) {
    if (entry.previous !== previous || entry.hash !== chainHash(previous, entry)) return entry.seq
    previous = entry.hash
  }
  return null
}
