import type { PgBoss } from 'pg-boss'
import type { AuditStore } from '#domain/audit'
import type { DeliveryStore } from '#domain/delivery'
import type { DossierStore, SubmissionStore } from '#domain/dossiers'
import type { DraftStore } from '#domain/drafts'
import type { CaseIndex, QuestionStore } from '#domain/insight'
import type { Outbox, Transact } from '#domain/outbox'
import type { LinkStore, SigningStore } from '#domain/signatures'
import { createAuditStore } from './audit-store.ts'
import { createCaseIndex } from './case-index.ts'
import type { Sql } from './client.ts'
import { createDeliveryStore } from './deliveries-store.ts'
import { createDossierStore, createSubmissionStore } from './dossiers-store.ts'
import { createDraftStore } from './drafts-store.ts'
import { createOutbox } from './outbox-store.ts'
import { createQuestionStore } from './questions-store.ts'
import { createLinkStore, createSigningStore } from './signing-store.ts'

export interface Stores {
  drafts: DraftStore
  signings: SigningStore
  links: LinkStore
  dossiers: DossierStore
  submissions: SubmissionStore
  deliveries: DeliveryStore
  audit: AuditStore
  questions: QuestionStore
  cases: CaseIndex
  outbox: Outbox
}

const storesOver = (sql: Sql, queue: PgBoss): Stores => ({
  drafts: createDraftStore(sql),
  signings: createSigningStore(sql),
  links: createLinkStore(sql),
  dossiers: createDossierStore(sql),
  submissions: createSubmissionStore(sql),
  deliveries: createDeliveryStore(sql),
  audit: createAuditStore(sql),
  questions: createQuestionStore(sql),
  cases: createCaseIndex(sql),
  outbox: createOutbox(sql, queue),
})

/** Stores outside a transaction. The audit opens one of its own: without it, the chain would not be locked while it grows. */
export const createStores = (sql: Sql, queue: PgBoss): Stores => {
  const stores = storesOver(sql, queue)
  const append: AuditStore['append'] = entry => sql.transaction(transaction => createAuditStore(transaction as unknown as Sql).append(entry))
  return { ...stores, audit: { ...stores.audit, append } }
}

/** All stores over one transaction. */
export const createTransact = (sql: Sql, queue: PgBoss): Transact<Stores> =>
  work => sql.transaction(transaction => work(storesOver(transaction as unknown as Sql, queue)))
