import type { Role } from '../../../shared/api/session.ts'

/** What the identity provider said of a person when they signed in. */
export interface SessionAccount {
  personalId: string
  name: string
  /** `yyyy[-mm[-dd]]` */
  dateOfBirth: string
  phone: string | null
  email: string | null
  issuer: string
  /** Level of assurance of the log-in. */
  assurance: 'low' | 'substantial' | 'high'
}

/** Who acts. The role comes from the portal's own list of officials, never from the log-in. */
export type Actor
  = | { role: 'public' }
    | { role: Exclude<Role, 'public' | 'machine' | 'data-tracker'>, account: SessionAccount, agency: string | null }
    | { role: 'machine', agency: string }
    /** The national page on which people see who used their data, wherever that was. */
    | { role: 'data-tracker' }
    | { role: 'system' }

export type SignedInActor = Extract<Actor, { account: SessionAccount }>

/** An official has a desk, and is a citizen only in front of it: the same person signs in once, with one hat. */
export interface OfficialEntry { personalId: string, role: Exclude<Role, 'public' | 'machine' | 'data-tracker' | 'citizen'>, agency: string | null }

export function toActor(account: SessionAccount, officials: readonly OfficialEntry[]): SignedInActor {
  const office = officials.find(one => one.personalId === account.personalId)
  return { role: office?.role ?? 'citizen', account, agency: office?.agency ?? null }
}

const levels: readonly SessionAccount['assurance'][] = ['low', 'substantial', 'high']

/** Whether the log-in was as sure as a procedure demands. */
export const meetsAssurance = ({ account }: SignedInActor, { assurance }: { assurance: SessionAccount['assurance'] }): boolean =>
  levels.indexOf(account.assurance) >= levels.indexOf(assurance)

export function actorId(actor: Actor): string {
  if ('account' in actor) return actor.account.personalId
  return actor.role === 'machine' ? `agency:${actor.agency}` : actor.role
}
