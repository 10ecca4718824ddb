import { findTransition, type DossierEvent, type DossierParty, type DossierTransition } from '../../../shared/dossier/states.ts'
import { ProblemError } from '../../../shared/problem.ts'
import { toEntry, type AuditStore } from '#domain/audit'
import type { Actor } from '#domain/identity'
import type { Dossier, DossierEventRecord } from './dossier.ts'
import type { DossierStore } from './ports.ts'

export interface Change {
  event: DossierEvent
  by: DossierParty
  actor: Actor
  at: Date
  /** The version that the actor saw; null for the house itself. */
  seen: number | null
  note?: string | null
  change?: Partial<Dossier>
}

/** @throws ProblemError `stale-version` when somebody was faster, `state-conflict` when the table does not allow it */
export function requirePossible(dossier: Dossier, { event, by, seen }: Pick<Change, 'event' | 'by' | 'seen'>): DossierTransition {
  if (seen !== null && seen !== dossier.version) throw new ProblemError('stale-version')
  const transition = findTransition(dossier.state, event, by)
  if (transition === null) throw new ProblemError('state-conflict')
  return transition
}

/**
 * Moves a dossier along the table of states and records the event and the audit entry, in the caller's transaction.
 * @throws ProblemError `stale-version` when somebody was faster, `state-conflict` when the table does not allow it
 */
export async function changeDossier(dossier: Dossier, { event, by, actor, at, seen, note = null, change = {} }: Change, stores: { dossiers: DossierStore, audit: AuditStore }): Promise<Dossier> {
  const { to } = requirePossible(dossier, { event, by, seen })
  const next: Dossier = { ...dossier, ...change, state: to, version: dossier.version + 1 }
  if (!await stores.dossiers.update(next)) throw new ProblemError('stale-version')
  await stores.dossiers.addEvent(toEvent({ dossier: dossier.id, event, party: by, actor, at, note }))
  await stores.audit.append(toEntry(actor, at, { action: `dossier.${event}`, object: dossier.id, subject: dossier.owner }))
  return next
}

export const toEvent = ({ actor, ...event }: Omit<DossierEventRecord, 'actor'> & { actor: Actor }): DossierEventRecord =>
  ({ ...event, actor: 'account' in actor ? actor.account.name : null })
