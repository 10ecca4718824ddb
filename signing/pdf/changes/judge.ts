import type { ChangeVerdict, DocumentChange } from '../../types.ts'
import type { Change } from './comparison.ts'

/** What a signature lets happen after it (§12.8.2.2 DocMDP, §12.8.2.4 FieldMDP, §12.7.5.5 field locks). */
export interface Permissions {
  /** 1: validation data only; 2: filling and signing too; 3: annotations too. */
  level: 1 | 2 | 3
  locks: readonly FieldLock[]
}
export interface FieldLock { action: 'All' | 'Include' | 'Exclude', fields: readonly string[] }

/** The changes as this signature sees them, and the verdict: one that is forbidden forbids all. */
export function judgeChanges(changes: readonly Change[], permissions: Permissions): { verdict: ChangeVerdict, list: DocumentChange[] } {
  const list = changes.map(change => judged(change, isPermitted(change.condition, permissions)))
  return { verdict: list.some(({ permitted }) => !permitted) ? 'forbidden' : list.length > 0 ? 'permitted' : 'none', list }
}

const verdicts = new WeakMap<Change, { yes?: DocumentChange, no?: DocumentChange }>()

/** One object for all signatures that judge a change alike: with many signatures the lists are long. */
function judged(change: Change, permitted: boolean): DocumentChange {
  const known = verdicts.get(change) ?? {}
  verdicts.set(change, known)
  const { revision, object, class: kind, detail } = change
  return known[permitted ? 'yes' : 'no'] ??= { revision, object, class: kind, permitted, detail }
}

function isPermitted(condition: Change['condition'], { level, locks }: Permissions): boolean {
  switch (condition.kind) {
    case 'always':
    case 'carry': return true
    case 'annotate': return level === 3
    case 'unused': return level >= 2
    case 'sign':
    case 'fill': return level >= 2 && (condition.isNew || !locks.some(lock => isLocked(lock, condition.field)))
    case 'never': return false
  }
}

/** Naming a field names those below it too. */
function isLocked({ action, fields }: FieldLock, name: string): boolean {
  if (action === 'All') return true
  const isNamed = fields.some(field => name === field || name.startsWith(`${field}.`))
  return action === 'Include' ? isNamed : !isNamed
}
