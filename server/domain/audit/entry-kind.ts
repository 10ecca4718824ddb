import type { AuditEntry } from './entry.ts'

/** By whose hand an entry about a person came to be: a registry was asked for them, they did it themselves, the portal did it by itself, or an official, an agency's system or another machine did. */
export const entryKinds = ['registry', 'official', 'self', 'portal'] as const
export type EntryKind = typeof entryKinds[number]

/** How the action of a question to a registry begins; the registry and what came of it follow. */
export const lookupAction = 'registry.lookup'

/** The store has the same rules in its own language; its contract holds the two together. */
export function kindOf({ action, actor, subject, role }: Pick<AuditEntry, 'action' | 'actor' | 'subject' | 'role'>): EntryKind {
  if (action.startsWith(`${lookupAction} `)) return 'registry'
  if (actor === subject) return 'self'
  return role === 'system' ? 'portal' : 'official'
}
