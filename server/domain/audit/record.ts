import { actorId, type Actor } from '#domain/identity'
import type { AuditEntry } from './entry.ts'

export interface Deed { action: string, object: string, subject?: string | null, ground?: string | null }

/** The entry for what an actor did now. */
export const toEntry = (actor: Actor, at: Date, { action, object, subject = null, ground = null }: Deed): AuditEntry =>
  ({ at: at.toISOString(), actor: actorId(actor), role: actor.role, agency: 'agency' in actor ? actor.agency : null, action, object, subject, ground })
