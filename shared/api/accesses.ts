import type { LocalizedText } from '../forms/definition.ts'
import type { Role } from './session.ts'

/**
 * GET  /api/accesses?kind=&before=         → AccessPage            the citizen's own, newest first; `before` is the `next` of the page before
 * POST /api/accesses/:seq/question         {text?} → AccessQuestion   questions an entry by a registry lookup or an official; asked again, the first question stands
 *
 * Operator:
 * GET  /api/operations/questions           → OpenQuestion[]        no personal data, oldest first
 * GET  /api/operations/questions/:seq      → ReadQuestion          what the person wrote; the reading goes on record
 *
 * The national page (machine, bearer token), after Estonia's data tracker:
 * GET  /api/data-tracker/v1/findUsage?periodStart=&periodEnd=&offset=&limit=   header X-Road-UserId → FoundUsage
 * GET  /api/data-tracker/v1/usagePeriod    → UsagePeriod
 * GET  /api/data-tracker/v1/heartbeat      → Heartbeat
 */
export interface AccessPage { entries: AccessView[], /** Null on the last page. */ next: number | null }

export const accessKinds = ['registry', 'official', 'self', 'portal'] as const
export type AccessKind = typeof accessKinds[number]

/** What can be done with somebody's data here: actions of the audit room, with `-` for `.`. Words are `accesses.what.<deed>`; `other` is what a newer house recorded. */
export const accessDeeds = [
  'registry-lookup', 'registry-value-altered', 'document-signed',
  'dossier-submit', 'dossier-read', 'document-read', 'dossier-accept', 'dossier-ask-correction', 'dossier-resubmit', 'dossier-refuse', 'dossier-issue-result', 'dossier-return-result', 'dossier-withdraw', 'dossier-replay',
  'delivery-acknowledge', 'delivery-failed', 'access-question', 'question-read', 'usage-find', 'other',
] as const
export type AccessDeed = typeof accessDeeds[number]

export interface AccessView {
  /** Place in the ledger. */
  seq: number
  /** ISO 8601 */
  at: string
  kind: AccessKind
  /** `system` is the portal itself. Nobody is named: the agency answers for its people. */
  who: { role: Role | 'system', agency: LocalizedText | null }
  what: AccessDeed
  /** Of a lookup: which, and whether it answered. */
  registry: { title: LocalizedText, answered: boolean } | null
  case: { procedure: LocalizedText, dossier: { id: string, code: string } | null } | null
  /** Legal ground. */
  ground: LocalizedText | null
  question: AccessQuestion | null
  mayQuestion: boolean
}

export interface AccessQuestion { text: string | null, /** ISO 8601 */ askedAt: string }

export interface OpenQuestion {
  seq: number
  askedAt: string
  hasText: boolean
  /** The entry that is questioned. */
  entry: Pick<AccessView, 'at' | 'kind' | 'who' | 'what' | 'registry'>
}
export interface ReadQuestion extends OpenQuestion { text: string | null }

/** Field names of the data tracker's protocol, version 2. `action` says what was done and for what, in Vietnamese. */
export interface FoundUsage {
  /** All in the period, whatever `offset` and `limit`. */
  totalUsages: number
  usages: { logtime: string, action: string, receiverCode: string, receiverName: string, receiverSystem: string }[]
}
/** Records are kept from `periodStart` up to now. */
export interface UsagePeriod { periodStart: string }
export interface Heartbeat { status: 'OK' | 'FAIL', message: string }
