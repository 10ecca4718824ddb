import { sql } from 'drizzle-orm'
import { bigint, bigserial, boolean, index, integer, jsonb, pgTable, primaryKey, text, timestamp, uniqueIndex } from 'drizzle-orm/pg-core'
import type { Acceptance, AgreedCorrection, DossierDelivery, DueView, Refusal, ReceiptRecord } from '#domain/dossiers'
import type { Attachment, DraftDocument, SignedDraft } from '#domain/drafts'
import type { Facts } from '#domain/prefill'
import type { SessionAccount } from '#domain/identity'
import type { SigningSession } from '#domain/signatures'
import type { Answers, ProcedureDefinition, Provenance } from '#shared/forms/definition.ts'
import type { DossierState } from '#shared/dossier/states.ts'
import type { ReportView, Verdict } from '#shared/report/verdict.ts'
import type { ProblemCode } from '#shared/problem.ts'

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

/** Server-side sessions; the cookie holds the token, the table only its SHA-256. */
export const sessions = pgTable('sessions', {
  tokenHash: text('token_hash').primaryKey(),
  account: jsonb('account').$type<SessionAccount>().notNull(),
  createdAt: instant('created_at').notNull(),
  seenAt: instant('seen_at').notNull(),
  expiresAt: instant('expires_at').notNull(),
}, table => [index('sessions_expiry').on(table.expiresAt)])

/** A log-in on its way through the identity provider. */
export const logins = pgTable('logins', {
  state: text('state').primaryKey(),
  verifier: text('verifier').notNull(),
  nonce: text('nonce').notNull(),
  returnTo: text('return_to').notNull(),
  expiresAt: instant('expires_at').notNull(),
})

export const drafts = pgTable('drafts', {
  id: text('id').primaryKey(),
  owner: text('owner').notNull(),
  procedure: text('procedure').notNull(),
  revision: text('revision').notNull(),
  version: integer('version').notNull(),
  open: boolean('open').notNull(),
  answers: jsonb('answers').$type<Answers>().notNull(),
  facts: jsonb('facts').$type<Facts>().notNull(),
  attachments: jsonb('attachments').$type<Attachment[]>().notNull(),
  document: jsonb('document').$type<DraftDocument>(),
  signed: jsonb('signed').$type<SignedDraft>(),
  /** The dossier that this draft corrects. */
  corrects: text('corrects'),
  createdAt: instant('created_at').notNull(),
  savedAt: instant('saved_at').notNull(),
}, table => [
  uniqueIndex('drafts_one_open').on(table.owner, table.procedure).where(sql`${table.open} and ${table.corrects} is null`),
  uniqueIndex('drafts_one_correction').on(table.corrects).where(sql`${table.open} and ${table.corrects} is not null`),
])

export const signingSessions = pgTable('signing_sessions', {
  id: text('id').primaryKey(),
  draft: text('draft').notNull(),
  owner: text('owner').notNull(),
  state: text('state').$type<SigningSession['state']>().notNull(),
  version: integer('version').notNull(),
  provider: text('provider').notNull(),
  credential: text('credential').notNull(),
  documentDigest: text('document_digest').notNull(),
  prepared: jsonb('prepared').$type<SigningSession['prepared']>().notNull(),
  /** Sealed with the session secret: the verifier of the pending authorisation. */
  pending: jsonb('pending').$type<NonNullable<SigningSession['pending']>>(),
  oauthState: text('oauth_state').unique(),
  factors: jsonb('factors').$type<NonNullable<SigningSession['factors']>>(),
  reference: text('reference').unique(),
  /** Its tokens are sealed with the session secret. */
  transaction: jsonb('transaction').$type<NonNullable<SigningSession['transaction']>>(),
  askAt: instant('ask_at'),
  /** Base64 signature value, once the provider has given it. */
  signatureValue: text('signature_value'),
  returnTo: text('return_to').notNull(),
  problem: text('problem').$type<ProblemCode>(),
  createdAt: instant('created_at').notNull(),
  expiresAt: instant('expires_at').notNull(),
  completedAt: instant('completed_at'),
}, table => [index('signing_sessions_draft').on(table.draft), uniqueIndex('signing_sessions_one_open').on(table.draft).where(sql`${table.state} in ('prepared','awaiting','authorised','signed')`)])

/** People on their way to a provider to link their account; the verifier is sealed. */
export const startedLinks = pgTable('started_links', {
  state: text('state').primaryKey(),
  provider: text('provider').notNull(),
  owner: text('owner').notNull(),
  verifier: text('verifier').notNull(),
  redirectUri: text('redirect_uri').notNull(),
  returnTo: text('return_to').notNull(),
  expiresAt: instant('expires_at').notNull(),
})

/** What linked accounts gave us, sealed; one a person and provider. */
export const linkedAccounts = pgTable('linked_accounts', {
  provider: text('provider').notNull(),
  owner: text('owner').notNull(),
  grant: text('sealed_grant').notNull(),
  savedAt: instant('saved_at').notNull(),
}, table => [primaryKey({ columns: [table.provider, table.owner] })])

export const dossiers = pgTable('dossiers', {
  id: text('id').primaryKey(),
  code: text('code').notNull().unique(),
  owner: text('owner').notNull(),
  agency: text('agency').notNull(),
  procedure: text('procedure').notNull(),
  definition: jsonb('definition').$type<ProcedureDefinition>().notNull(),
  state: text('state').$type<DossierState>().notNull(),
  version: integer('version').notNull(),
  answers: jsonb('answers').$type<Answers>().notNull(),
  provenance: jsonb('provenance').$type<Record<string, Provenance>>().notNull(),
  applicant: jsonb('applicant').$type<{ name: string, personalId: string, phone: string | null, email: string | null, address: string }>().notNull(),
  submittedAt: instant('submitted_at').notNull(),
  dueAt: instant('due_at').notNull(),
  due: jsonb('due').$type<DueView>().notNull(),
  receipt: jsonb('receipt').$type<ReceiptRecord>().notNull(),
  report: jsonb('report').$type<ReportView>().notNull(),
  verdict: jsonb('verdict').$type<Verdict>().notNull(),
  answersMatchDocument: boolean('answers_match_document').notNull(),
  acceptance: jsonb('acceptance').$type<Acceptance>(),
  correction: jsonb('correction').$type<AgreedCorrection>(),
  refusal: jsonb('refusal').$type<Refusal>(),
  delivery: jsonb('delivery').$type<DossierDelivery>().notNull(),
}, table => [index('dossiers_owner').on(table.owner), index('dossiers_queue').on(table.agency, table.state, table.dueAt)])

/** One submission of a draft, whoever sends it how often. */
export const submissions = pgTable('submissions', {
  draft: text('draft').primaryKey(),
  dossier: text('dossier').notNull(),
  key: text('key').notNull(),
  owner: text('owner').notNull(),
  /** SHA-256 of the signed form: what was submitted. */
  content: text('content').notNull(),
}, table => [uniqueIndex('submissions_key').on(table.owner, table.key)])

export const dossierEvents = pgTable('dossier_events', {
  seq: bigserial('seq', { mode: 'number' }).primaryKey(),
  dossier: text('dossier').notNull(),
  event: text('event').notNull(),
  party: text('party').notNull(),
  actor: text('actor'),
  at: instant('at').notNull(),
  note: text('note'),
}, table => [index('dossier_events_dossier').on(table.dossier)])

export const dossierDocuments = pgTable('dossier_documents', {
  id: text('id').primaryKey(),
  dossier: text('dossier').notNull(),
  kind: text('kind').$type<'form' | 'receipt' | 'attachment' | 'result' | 'correction-slip' | 'refusal-slip'>().notNull(),
  fileName: text('file_name').notNull(),
  type: text('type').notNull(),
  size: integer('size').notNull(),
  sha256: text('sha256').notNull(),
  signed: boolean('signed').notNull(),
  addedAt: instant('added_at').notNull(),
}, table => [
  index('dossier_documents_dossier').on(table.dossier),
  uniqueIndex('dossier_documents_one_result').on(table.dossier).where(sql`${table.kind} = 'result'`),
])

/** Running numbers of an agency: of a day for dossier codes, of a year for each kind of slip (Circular 03/2025/TT-VPCP). */
export const dossierNumbers = pgTable('dossier_numbers', {
  agency: text('agency').notNull(),
  series: text('series').notNull(),
  last: integer('last').notNull(),
}, table => [primaryKey({ columns: [table.agency, table.series] })])

export const deliveries = pgTable('deliveries', {
  id: text('id').primaryKey(),
  dossier: text('dossier').notNull(),
  destination: text('destination').notNull(),
  /** 1 for the first submission, 2 for the correction … */
  round: integer('round').notNull(),
  /** SHA-256 of the parcel's manifest: what is delivered never changes with the dossier. */
  manifest: text('manifest').notNull(),
  state: text('state').$type<DossierDelivery['state']>().notNull(),
  attempts: integer('attempts').notNull(),
  lastAttemptAt: instant('last_attempt_at'),
  nextAttemptAt: instant('next_attempt_at'),
  acknowledgedAt: instant('acknowledged_at'),
  acknowledgementCode: text('acknowledgement_code'),
  problem: text('problem'),
}, table => [uniqueIndex('deliveries_round').on(table.dossier, table.round), index('deliveries_state').on(table.state)])

/** Append-only and hash-chained: each entry carries the hash of the one before it. */
export const auditEntries = pgTable('audit_entries', {
  seq: bigserial('seq', { mode: 'number' }).primaryKey(),
  at: text('at').notNull(),
  actor: text('actor').notNull(),
  role: text('role').notNull(),
  agency: text('agency'),
  action: text('action').notNull(),
  object: text('object').notNull(),
  subject: text('subject'),
  ground: text('ground'),
  previous: text('previous').notNull(),
  hash: text('hash').notNull(),
}, table => [index('audit_subject').on(table.subject, table.seq)])

/** What a person asked about an entry of the ledger; each entry is questioned once. */
export const accessQuestions = pgTable('access_questions', {
  seq: bigint('seq', { mode: 'number' }).primaryKey(),
  subject: text('subject').notNull(),
  text: text('text'),
  askedAt: instant('asked_at').notNull(),
})
