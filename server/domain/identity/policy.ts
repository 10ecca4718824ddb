import { ProblemError } from '../../../shared/problem.ts'
import type { Actor, SignedInActor } from './actor.ts'

/** Everything that somebody can ask of the house. */
export type Action
  = | 'draft.use' | 'document.sign' | 'dossier.submit' | 'dossier.read' | 'dossier.withdraw' | 'dossier.take-result'
    | 'desk.read' | 'desk.decide' | 'delivery.acknowledge' | 'operations.read' | 'operations.retry' | 'file.verify' | 'ledger.read' | 'metrics.read'
    | 'access.read' | 'access.question' | 'question.read' | 'usage.find'

/** How the actor stands to the thing: it is theirs, it is their agency's, or it is nobody's in particular. */
export type Relation = 'own' | 'agency' | 'any'

type Role = Actor['role']

/**
 * The one table of rights (rows of SECURITY.md). What is not in it is not allowed. Rooms ask it where the data is; no page
 * and no route decides.
 */
const policy: Record<Action, Partial<Record<Role, Relation>>> = {
  'draft.use': { citizen: 'own' },
  'document.sign': { citizen: 'own' },
  'dossier.submit': { citizen: 'own' },
  'dossier.read': { citizen: 'own' },
  'dossier.withdraw': { citizen: 'own' },
  'dossier.take-result': { citizen: 'own' },
  'desk.read': { 'clerk': 'agency', 'agency-signatory': 'agency' },
  'desk.decide': { 'clerk': 'agency', 'agency-signatory': 'agency' },
  'delivery.acknowledge': { machine: 'agency' },
  'operations.read': { operator: 'any' },
  'operations.retry': { operator: 'any' },
  'file.verify': { 'public': 'any', 'citizen': 'any', 'clerk': 'any', 'agency-signatory': 'any', 'agency-administrator': 'any', 'operator': 'any', 'auditor': 'any' },
  'ledger.read': { auditor: 'any' },
  'metrics.read': { operator: 'any' },
  'access.read': { citizen: 'own' },
  'access.question': { citizen: 'own' },
  'question.read': { operator: 'any' },
  'usage.find': { 'data-tracker': 'any' },
}

export interface Thing { owner?: string, agency?: string }

/** Whether `actor` may do `action` to `thing`. */
export function isAllowed(actor: Actor, action: Action, thing: Thing = {}): boolean {
  switch (policy[action][actor.role]) {
    case 'any': return true
    case 'own': return 'account' in actor && thing.owner === actor.account.personalId
    case 'agency': return 'agency' in actor && actor.agency !== null && thing.agency === actor.agency
    default: return false
  }
}

/** Whether the role can ever do it, whatever the thing; for creating and listing, where the store is scoped by the actor. */
export const mayEver = (actor: Actor, action: Action): boolean => policy[action][actor.role] !== undefined

/** @throws ProblemError `sign-in-required` for the public, `not-allowed` for a role that never may */
export function requireRole(actor: Actor, action: Action): void {
  if (mayEver(actor, action)) return
  throw new ProblemError(actor.role === 'public' ? 'sign-in-required' : 'not-allowed')
}

/**
 * Hands on `thing` when the actor may. Somebody else's thing does not exist for them: @throws ProblemError `not-found`, and
 * `sign-in-required` / `not-allowed` when the role never may.
 */
export function authorise<T extends Thing>(actor: Actor, action: Action, thing: T | null): T {
  requireRole(actor, action)
  if (thing === null || !isAllowed(actor, action, thing)) throw new ProblemError('not-found')
  return thing
}

/** The signed-in person behind an action that only people do. @throws ProblemError */
export function requirePerson(actor: Actor, action: Action): SignedInActor {
  requireRole(actor, action)
  if (!('account' in actor)) throw new ProblemError('sign-in-required')
  return actor
}
