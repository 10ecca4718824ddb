export { actorId, meetsAssurance, toActor, type Actor, type OfficialEntry, type SessionAccount, type SignedInActor } from './actor.ts'
export { authorise, isAllowed, mayEver, requirePerson, requireRole, type Action, type Relation, type Thing } from './policy.ts'
export type { IdentityProvider, LoginStore, PendingLogin, SessionStore, StoredSession } from './ports.ts'
export { createIdentity, safeReturn, type Identity, type IdentityDeps, type OpenSession } from './sign-in.ts'
