import type { Address, Answer, Answers, AttachmentSlot, FetchState, FieldProblem, LocalizedText, ProcedureDefinition, Provenance } from '../forms/definition.ts'
import type { SigningState } from '../dossier/signing-states.ts'

/**
 * Every mutation also accepts `application/x-www-form-urlencoded` (scripts off): fields `answers.<path>` with dots for
 * nesting (`answers.newAddress.commune`, `answers.members.0.fullName`), `_csrf`, `_version`, and `_next` (relative path).
 * An answer to a form post is 303: to `_next` on success, back to the page with `?problem=<code>` otherwise. In `_next`,
 * `:id` stands for the id of what the post made (`_next=/en/drafts/:id`). Without `_next`: the page of what was made.
 *
 * POST   /api/drafts                {procedure}              → DraftView      the open draft of that procedure is offered again (200), else 201
 * GET    /api/drafts                                         → DraftSummary[]
 * GET    /api/drafts/:id                                     → DraftView
 * PATCH  /api/drafts/:id            {version, answers}       → DraftView      merge; 409 stale-version carries nothing lost (client keeps its own)
 * POST   /api/drafts/:id            form twin of PATCH
 * POST   /api/drafts/:id/facts      {}                       → DraftView      ask the registries again
 * POST   /api/drafts/:id/attachments multipart: slot, file   → DraftView
 * DELETE /api/drafts/:id/attachments/:attachmentId           → DraftView      (form twin: POST …/delete)
 * GET    /api/drafts/:id/attachments/:attachmentId           → bytes, as attachment
 * POST   /api/drafts/:id/document   {version}                → DraftView      renders and freezes the PDF; 422 form-incomplete
 * GET    /api/drafts/:id/document                            → application/pdf (the frozen bytes)
 * DELETE /api/drafts/:id                                     → 204            (form twin: POST …/delete)
 */
export interface DraftSummary {
  id: string
  procedure: { slug: string, code: string, title: LocalizedText }
  savedAt: string
  /** Set when the draft corrects a dossier. */
  correctsDossier: string | null
  complete: boolean
}

export interface DraftView extends DraftSummary {
  version: number
  definition: ProcedureDefinition
  /** Answers with registry values filled in; hidden fields stripped. */
  answers: Answers
  /** By field id (bound fields only). */
  fields: Record<string, FieldState>
  /** What still stands in the way of the document, in form order. */
  problems: FieldProblem[]
  attachments: AttachmentView[]
  attachmentSlots: AttachmentSlot[]
  agency: { id: string, title: LocalizedText } | null
  document: DocumentView | null
  signing: SigningSessionView | null
  /** The words of the clerk when this draft corrects a dossier. */
  correction: { items: string[], reason: string, askedAt: string } | null
  /** Amounts due, in đồng. */
  fees: { id: string, title: LocalizedText, online: number, source: string }[]
  feeTotal: number
  processing: { value: number, unit: 'workday' | 'day' | 'hour' }
}

export interface FieldState {
  state: FetchState
  locked: boolean
  provenance: Provenance | null
  /** Problem code when `failed…`. */
  problem: string | null
  /** For coded values: what to show. */
  display: LocalizedText | null
  /** Bindings with `suggest`: what the registry knows, for the person to take over; never in the answers by itself. */
  suggestion: Answer
}

export interface AttachmentView { id: string, slot: string, fileName: string, size: number, type: string, uploadedAt: string, sha256: string }

export interface DocumentView {
  /** Lower-case hex SHA-256 of the frozen bytes. */
  sha256: string
  size: number
  pages: number
  preparedAt: string
  href: string
}

/**
 * POST /api/drafts/:id/signing          {credential?}   → SigningSessionView   starts or resumes; form twin answers 303 to `_next`
 *                                                          (the review page, which shows the DTBSR and links to `authorisePath`),
 *                                                          to the provider without it
 * GET  /api/drafts/:id/signing                          → SigningSessionView
 * GET  /api/drafts/:id/credentials                      → SigningChoicesView
 * POST /api/drafts/:id/signing/link     {provider}      → {url}; form twin answers 303 to the provider's page
 * POST /api/drafts/:id/signing/factors  {PIN, OTP …}    → SigningSessionView, by the ids of `factors`; nothing of it is kept
 * POST /api/drafts/:id/signing/code                     → SigningSessionView; another one-time code is sent. 429 with Retry-After before
 *                                                          `againAt`
 * GET  /signing/callback?code=&state=                   → 303 to /drafts/:id/review, with /en before it when the session or link began there
 * POST /signing/notifications/:provider?reference=&mac= → 204; the provider calls, and is asked
 * POST /api/drafts/:id/signing/cancel
 * GET  /api/drafts/:id/signed-document                  → application/pdf
 */
export interface CredentialView { provider: string, providerTitle: string, id: string, holder: string, issuer: string, validTo: string, usable: boolean, reason: string | null }

/** `credential` of a choice is an id, or `provider:id`. */
export interface SigningChoicesView {
  credentials: CredentialView[]
  /** `unavailable`: its credentials are missing from the list; `link-needed`: nothing is known before the account is linked. */
  providers: { id: string, title: string, state: 'answered' | 'unavailable' | 'link-needed' }[]
}

/** A code that the provider sends: how often it was asked to, and from when on it may be again. */
export interface SentCodeView { times: number, againAt: string }

export interface SigningSessionView {
  id: string
  state: SigningState
  provider: string
  credential: string
  /** Hex SHA-256 of the document the person sees. */
  documentDigest: string
  /** Base64 DTBSR: the fingerprint that the provider shows. */
  dtbsr: string
  /** Where to send the browser while `prepared` or `awaiting`. */
  authorisePath: string | null
  /** What the person types here, where the provider has no other way. */
  factors: { id: string, type: string, label: string | null, challenge: string | null, sent: SentCodeView | null }[] | null
  /** The person confirms on their phone; the session goes on by itself. */
  onPhone: boolean
  problem: string | null
  expiresAt: string
  completedAt: string | null
}

/** For pages that show one answer. */
export interface AnswerView { fieldId: string, label: LocalizedText, value: Answer | Address, display: string }
