import { dayInVietnam } from '../../../shared/forms/dates.ts'
import type { Answers } from '../../../shared/forms/definition.ts'
import { completeAnswers, displayAt } from '../../../shared/forms/form.ts'
import { ProblemError } from '../../../shared/problem.ts'
import { toEntry, type AuditStore } from '#domain/audit'
import { accountOf, type Blobs, type Draft, type DraftDocument, type DraftStore } from '#domain/drafts'
import { readAttachedAnswers, type Documents } from '#domain/documents'
import { authorise, requirePerson, type Actor, type SignedInActor } from '#domain/identity'
import type { Outbox, Transact } from '#domain/outbox'
import { isSameAnswer, type Prefill } from '#domain/prefill'
import { createAnswersGate, dueDate, ProcedureError, type Agency, type Procedure, type Procedures } from '#domain/procedures'
import type { DocumentValidation, Validation } from '#domain/validation'
import { changeDossier, toEvent } from './change-dossier.ts'
import { waitingDelivery, type Applicant, type Dossier, type DossierDocumentRecord } from './dossier.ts'
import type { AcceptanceEntry, AcceptanceJournal, DeliverySeed, DossierStore, Seal, Submission, SubmissionStore } from './ports.ts'

export interface DeliverySink { insert(delivery: DeliverySeed & typeof waitingDelivery): Promise<void> }

export interface SubmitDeps {
  drafts: DraftStore
  dossiers: DossierStore
  submissions: SubmissionStore
  transact: Transact<{ drafts: DraftStore, dossiers: DossierStore, submissions: SubmissionStore, deliveries: DeliverySink, audit: AuditStore, outbox: Outbox }>
  journal: AcceptanceJournal
  procedures: Procedures
  agencies: readonly Agency[]
  prefill: Prefill
  documents: Documents
  validation: Validation
  blobs: Blobs
  seal: Seal
  now: () => Date
  newId: () => string
}

export interface Submitted { dossier: string, created: boolean }

/**
 * Turns a signed draft into a dossier with a receipt, or says why not. The same draft or the same key gives the same
 * dossier however often it is sent; whoever loses a race gets the winner's.
 */
export const submitDossier = (deps: SubmitDeps) => {
  const gate = createAnswersGate(deps.procedures.labels)

  return async (actor: Actor, draftId: string, key: string): Promise<Submitted> => {
    const person = requirePerson(actor, 'dossier.submit')
    const draft = authorise(actor, 'dossier.submit', await deps.drafts.find(draftId))
    const earlier = await findEarlier(draft, key)
    if (earlier !== null) return { dossier: earlier.dossier, created: false }

    const { document, signed } = draft
    if (document === null || signed === null) throw new ProblemError('signature-missing')
    const procedure = inForce(draft.procedure)
    await rederive(person, draft, document, procedure)
    const pdf = await deps.blobs.get(signed.sha256)
    const judged = await judge(pdf, draft, document)
    return accept({ person, draft, document, procedure, pdf, judged, key })
  }

  async function findEarlier(draft: Draft, key: string): Promise<Submission | null> {
    const byDraft = await deps.submissions.findByDraft(draft.id)
    if (byDraft !== null) return byDraft
    const byKey = await deps.submissions.findByKey(draft.owner, key)
    if (byKey !== null) throw new ProblemError('idempotency-conflict')
    if (!draft.open) throw new ProblemError('not-found')
    return null
  }

  function inForce(slug: string): Procedure {
    try {
      return deps.procedures.inForce(slug, dayInVietnam(deps.now()))
    }
    catch (error) {
      throw error instanceof ProcedureError ? new ProblemError(error.code, { cause: error }) : error
    }
  }

  /** Registry values are asked for again: what the browser sent is never the truth about them. */
  async function rederive({ account }: SignedInActor, draft: Draft, document: DraftDocument, { definition }: Procedure): Promise<void> {
    const { altered, outdated, problem } = await deps.prefill.rederive({ definition, account: accountOf(account), issue: draft.id, answers: document.answers, facts: draft.facts })
    if (altered.length > 0) {
      await deps.transact(({ audit }) => audit.append({ ...toEntry({ role: 'system' }, deps.now(), { action: 'registry-value-altered', object: draft.id, subject: draft.owner, ground: altered.join(' ') }), actor: draft.owner }))
      throw new ProblemError('registry-value-altered', { errors: altered.map(path => ({ path, code: 'registry-value-altered' })) })
    }
    if (problem !== null) throw new ProblemError(problem)
    if (outdated.length > 0) throw new ProblemError('form-incomplete', { errors: outdated.map(path => ({ path, code: 'registry-changed' })) })
    const today = dayInVietnam(deps.now())
    const objections = gate.objections(definition, document.answers, today)
    if (objections.length > 0) throw new ProblemError('form-incomplete', { errors: objections.map(({ path, keyword }) => ({ path, code: keyword })) })
  }

  /** The signed bytes must be the frozen form with the applicant's valid signature, and must carry these very answers. */
  async function judge(pdf: Uint8Array, draft: Draft, document: DraftDocument): Promise<DocumentValidation & { answersMatch: boolean }> {
    const frozen = await deps.blobs.get(document.sha256)
    if (Buffer.compare(pdf.subarray(0, frozen.length), frozen) !== 0) throw new ProblemError('document-changed')
    const result = await deps.validation.validateDocument(pdf, { signatory: draft.owner })
    if (result.verdict.action !== 'accept') throw new ProblemError('signature-not-accepted')
    const attached = await readAttachedAnswers(pdf)
    if (attached === null || !isSameAnswer(attached.answers as never, document.answers as never)) throw new ProblemError('document-changed')
    return { ...result, answersMatch: true }
  }

  interface Acceptance { person: SignedInActor, draft: Draft, document: DraftDocument, procedure: Procedure, pdf: Uint8Array, judged: DocumentValidation & { answersMatch: boolean }, key: string }

  async function accept(acceptance: Acceptance): Promise<Submitted> {
    const { person, draft, pdf, key } = acceptance
    const prepared = draft.corrects === null ? await prepareNew(acceptance) : await prepareCorrected(acceptance, draft.corrects)
    const submission: Submission = { draft: draft.id, dossier: prepared.dossier.id, key, owner: draft.owner, content: draft.signed!.sha256 }
    const event = toEvent({ dossier: prepared.dossier.id, event: prepared.isNew ? 'submit' : 'resubmit', party: 'applicant', actor: person, at: prepared.at, note: null })
    const delivery: DeliverySeed = { id: deps.newId(), dossier: prepared.dossier.id, destination: prepared.dossier.agency, round: prepared.round }
    const won = await deps.transact(async ({ drafts, dossiers, submissions, deliveries, audit, outbox }) => {
      if (!await submissions.insert(submission)) return false
      if (!await drafts.update({ ...draft, open: false, version: draft.version + 1, savedAt: prepared.at })) throw new ProblemError('stale-version')
      if (prepared.isNew) {
        await dossiers.insert(prepared.dossier)
        await dossiers.addEvent(event)
      }
      for (const document of prepared.documents) await dossiers.addDocument(document)
      await deliveries.insert({ ...delivery, ...waitingDelivery })
      await outbox.send({ kind: 'deliver', delivery: delivery.id })
      if (prepared.isNew) await audit.append(toEntry(person, prepared.at, { action: 'dossier.submit', object: prepared.dossier.id, subject: draft.owner }))
      else await changeDossier(prepared.before!, { event: 'resubmit', by: 'applicant', actor: person, at: prepared.at, seen: null, change: prepared.dossier }, { dossiers, audit })
      return true
    })
    if (!won) {
      const winner = await findEarlier(draft, key)
      return { dossier: winner!.dossier, created: false }
    }
    const entry: AcceptanceEntry = { dossier: prepared.dossier, isNew: prepared.isNew, submission, events: [event], documents: prepared.documents, delivery }
    await deps.journal.record(entry)
    return { dossier: prepared.dossier.id, created: prepared.isNew || pdf.length > 0 }
  }

  interface Prepared { dossier: Dossier, before: Dossier | null, isNew: boolean, round: number, at: Date, documents: DossierDocumentRecord[] }

  async function prepareNew({ person, draft, document, procedure, pdf, judged }: Acceptance): Promise<Prepared> {
    const at = deps.now()
    const agency = agencyOf(document.agency)
    const day = dayInVietnam(at)
    const id = deps.newId()
    const number = await deps.dossiers.nextNumber(agency.id, day)
    const code = `${agency.code}-${day.slice(2).replaceAll('-', '')}-${String(number).padStart(4, '0')}`
    const [processing] = procedure.definition.processing
    const due = dueDate({ duration: { value: processing!.value, unit: processing!.unit }, from: at, calendar: deps.procedures.calendar })
    const applicant = applicantOf(person, document.answers, procedure)
    const receiptNumber = `${String(number).padStart(4, '0')}/${day.slice(0, 4)}/TNHS`
    const rendered = await deps.documents.renderReceipt({
      number: receiptNumber, dossierCode: code, agency: onPaper(agency), applicant, representative: null,
      procedure: { code: procedure.definition.codes[0]!.code, title: procedure.definition.title },
      request: requestOf(procedure, document.answers),
      components: [{ title: `${procedure.definition.form.title.vi} (${procedure.definition.form.code})`, count: 1, note: 'Bản điện tử có ký số' }, ...countBySlot(draft, procedure)],
      sets: 1, receivedAt: at.toISOString(), dueAt: due.at, duration: due.duration, rule: due.rule,
      handover: 'Nhận kết quả điện tử trên cổng; bản giấy nhận tại cơ quan nếu bạn yêu cầu.', register: null, documentDigest: draft.signed!.sha256,
    })
    const receipt = await deps.seal.seal(rendered.bytes, 'Giấy tiếp nhận hồ sơ')
    const receiptFile = record({ id: deps.newId(), dossier: id, kind: 'receipt', fileName: `giay-tiep-nhan-${code}.pdf`, bytes: receipt, sha256: await deps.blobs.put(receipt), signed: true, addedAt: at })
    const dossier: Dossier = {
      id, code, owner: draft.owner, agency: agency.id, procedure: draft.procedure, definition: procedure.definition, state: 'submitted', version: 1,
      answers: document.answers, provenance: document.provenance, applicant, submittedAt: at, dueAt: new Date(due.at), due, receipt: { number: receiptNumber, issuedAt: at.toISOString() },
      report: judged.view, verdict: judged.verdict, answersMatchDocument: judged.answersMatch, correction: null, refusal: null, delivery: waitingDelivery,
    }
    return { dossier, before: null, isNew: true, round: 1, at, documents: [...papersOf({ id, draft, pdf, code, at }), receiptFile] }
  }

  async function prepareCorrected({ draft, document, pdf, judged }: Acceptance, corrects: string): Promise<Prepared> {
    const before = await deps.dossiers.find(corrects)
    if (before === null || before.owner !== draft.owner) throw new ProblemError('not-found')
    const at = deps.now()
    const round = (await deps.dossiers.eventsOf(before.id)).filter(({ event }) => event === 'submit' || event === 'resubmit').length + 1
    // The time that the person needed to correct does not count (the clock is paused): the promised day moves by as much.
    const due = dueDate({ duration: before.due.duration, from: at, calendar: deps.procedures.calendar })
    const dossier: Dossier = {
      ...before, answers: document.answers, provenance: document.provenance, report: judged.view, verdict: judged.verdict, answersMatchDocument: judged.answersMatch,
      due, dueAt: new Date(due.at), state: 'submitted', version: before.version + 1, delivery: waitingDelivery,
      correction: before.correction === null ? null : { ...before.correction, answeredAt: at.toISOString() },
    }
    return { dossier, before, isNew: false, round, at, documents: papersOf({ id: before.id, draft, pdf, code: before.code, at }) }
  }

  function papersOf({ id, draft, pdf, code, at }: { id: string, draft: Draft, pdf: Uint8Array, code: string, at: Date }): DossierDocumentRecord[] {
    return [
      record({ id: deps.newId(), dossier: id, kind: 'form', fileName: `to-khai-${code}.pdf`, bytes: pdf, sha256: draft.signed!.sha256, signed: true, addedAt: at }),
      ...draft.attachments.map(({ fileName, type, size, sha256 }): DossierDocumentRecord => ({ id: deps.newId(), dossier: id, kind: 'attachment', fileName, type, size, sha256, signed: false, addedAt: at })),
    ]
  }

  function agencyOf(id: string): Agency {
    const agency = deps.agencies.find(one => one.id === id)
    if (agency === undefined) throw new ProblemError('state-conflict', { detail: 'the competent agency takes no part any more' })
    return agency
  }

  function applicantOf({ account }: SignedInActor, answers: Answers, { definition }: Procedure): Applicant {
    const text = (value: unknown): string | null => typeof value === 'string' && value !== '' ? value : null
    const addressPath = ['permanentAddress', 'requesterResidence', 'currentAddress'].find(path => answers[path] !== undefined)
    const address = addressPath === undefined ? '' : displayAt(definition, answers, addressPath, { locale: 'vi', labels: deps.procedures.labels })
    return { name: account.name, personalId: account.personalId, phone: text(answers.phone) ?? account.phone, email: text(answers.email) ?? account.email, address }
  }

  function requestOf({ definition }: Procedure, answers: Answers): string {
    const complete = completeAnswers(definition, answers, { today: dayInVietnam(deps.now()), labels: deps.procedures.labels })
    return typeof complete.request === 'string' ? complete.request : definition.title.vi
  }
}

const countBySlot = (draft: Draft, { definition }: Procedure): { title: string, count: number }[] =>
  definition.attachments.map(slot => ({ title: slot.title.vi, count: draft.attachments.filter(one => one.slot === slot.id).length })).filter(({ count }) => count > 0)

export const record = ({ bytes, type = 'application/pdf', ...rest }: Omit<DossierDocumentRecord, 'size' | 'type'> & { bytes: Uint8Array, type?: string }): DossierDocumentRecord => ({ ...rest, type, size: bytes.length })

/** The agency as the head of its papers names it. */
export const onPaper = (agency: Agency) => ({ title: agency.title, code: agency.code, phone: agency.phone, place: agency.title.vi.replace(/^(Công an|Ủy ban nhân dân)\s+/, '') })
