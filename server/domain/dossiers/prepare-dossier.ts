import { dayInVietnam } from '../../../shared/forms/dates.ts'
import type { Answers } from '../../../shared/forms/definition.ts'
import { allFields, completeAnswers, displayAt } from '../../../shared/forms/form.ts'
import { ProblemError } from '../../../shared/problem.ts'
import type { Blobs, Draft } from '#domain/drafts'
import type { Documents } from '#domain/documents'
import type { SignedInActor } from '#domain/identity'
import { dueDate, type Agency, type Procedure, type Procedures } from '#domain/procedures'
import type { CheckedSubmission } from './check-submission.ts'
import { toDocumentRecord, waitingDelivery, type Applicant, type Dossier, type DossierDocumentRecord } from './dossier.ts'
import { toParcelManifest } from './parcel.ts'
import { markUnverified } from './unverified.ts'
import type { DeliverySeed, DossierStore, Seal, TakenNumber } from './ports.ts'

export interface PrepareDeps {
  dossiers: DossierStore
  procedures: Procedures
  agencies: readonly Agency[]
  documents: Documents
  blobs: Blobs
  seal: Seal
  now: () => Date
  newId: () => string
}

/** Everything that the acceptance transaction will write; papers are stored already, by their hashes. */
export interface PreparedAcceptance {
  dossier: Dossier
  /** The dossier as it stood, when this corrects one. */
  before: Dossier | null
  at: Date
  documents: DossierDocumentRecord[]
  numbers: TakenNumber[]
  delivery: DeliverySeed
}

export const prepareDossier = (deps: PrepareDeps) => async (submission: CheckedSubmission): Promise<PreparedAcceptance> => {
  const { draft, document, procedure, judged, person, unverified } = submission
  const { definition } = procedure
  const before = draft.corrects === null ? null : await findCorrected(deps, draft, draft.corrects)
  const at = deps.now()
  const agency = agencyOf(deps, document.agency)
  const day = dayInVietnam(at)
  const round = before === null ? 1 : await countRounds(deps, before.id) + 1
  const { code, number } = before === null ? await newCode(deps, agency, day) : { code: before.code, number: null }
  // At intake the clock starts afresh when the applicant completes the dossier (DOMAIN §2.4, rule 3).
  const [processing] = definition.processing
  const due = dueDate({ duration: { value: processing!.value, unit: processing!.unit }, from: at, calendar: deps.procedures.calendar })
  const series = `${day.slice(0, 4)}/TNHS`
  const slip = { agency: agency.id, series, number: await deps.dossiers.nextNumber(agency.id, series) }
  const applicant = applicantOf(person, { answers: document.answers, procedure }, deps.procedures)
  const dossier: Dossier = {
    id: before?.id ?? deps.newId(), code, owner: draft.owner, agency: agency.id, procedure: draft.procedure, definition, state: 'submitted', version: (before?.version ?? 0) + 1,
    answers: document.answers, provenance: markUnverified(document.provenance, definition, unverified), applicant, submittedAt: before?.submittedAt ?? at, dueAt: new Date(due.at), due,
    receipt: { number: `${padded(slip.number)}/${series}`, issuedAt: at.toISOString() },
    report: judged.view, verdict: judged.verdict, answersMatchDocument: true, acceptance: null,
    correction: before === null || before.correction === null ? null : { ...before.correction, answeredAt: at.toISOString() },
    refusal: null, delivery: waitingDelivery,
  }
  const documents = [...papersOf(deps, submission, { dossier, round, at }), await issueReceipt(deps, submission, { dossier, agency, round, at })]
  const delivery = { id: deps.newId(), dossier: dossier.id, destination: agency.id, round, manifest: '' }
  const report = Buffer.from(JSON.stringify(dossier.report))
  const manifest = toParcelManifest({ delivery: delivery.id, round, dossier, documents, report: { sha256: await deps.blobs.put(report), size: report.length } })
  return {
    dossier, before, at, documents,
    numbers: [...(number === null ? [] : [number]), slip],
    delivery: { ...delivery, manifest: await deps.blobs.put(Buffer.from(JSON.stringify(manifest))) },
  }
}

async function findCorrected({ dossiers }: PrepareDeps, draft: Draft, id: string): Promise<Dossier> {
  const before = await dossiers.find(id)
  if (before === null || before.owner !== draft.owner) throw new ProblemError('not-found')
  if (before.state !== 'correction-requested') throw new ProblemError('state-conflict')
  return before
}

const countRounds = async ({ dossiers }: PrepareDeps, id: string): Promise<number> =>
  (await dossiers.eventsOf(id)).filter(({ event }) => event === 'submit' || event === 'resubmit').length

/** `<agency e-ID>-<YYMMDD>-<running number of the day>` (Circular 03/2025/TT-VPCP). */
async function newCode({ dossiers }: PrepareDeps, agency: Agency, day: string): Promise<{ code: string, number: TakenNumber }> {
  const number = await dossiers.nextNumber(agency.id, day)
  return { code: `${agency.code}-${day.slice(2).replaceAll('-', '')}-${padded(number)}`, number: { agency: agency.id, series: day, number } }
}

const padded = (number: number): string => String(number).padStart(4, '0')

function agencyOf({ agencies }: PrepareDeps, id: string): Agency {
  const agency = agencies.find(one => one.id === id)
  if (agency === undefined) throw new ProblemError('state-conflict', { detail: 'the competent agency takes no part any more' })
  return agency
}

interface Round { dossier: Dossier, round: number, at: Date }

const fileName = (name: string, { dossier, round }: Round): string => `${name}-${dossier.code}${round === 1 ? '' : `-lan-${round}`}.pdf`

function papersOf({ newId }: PrepareDeps, { draft, signed, pdf }: CheckedSubmission, round: Round): DossierDocumentRecord[] {
  const common = { dossier: round.dossier.id, addedAt: round.at }
  return [
    toDocumentRecord(pdf, { ...common, id: newId(), kind: 'form', fileName: fileName('to-khai', round), sha256: signed.sha256, signed: true }),
    ...draft.attachments.map((attachment): DossierDocumentRecord =>
      ({ ...common, id: newId(), kind: 'attachment', fileName: attachment.fileName, type: attachment.type, size: attachment.size, sha256: attachment.sha256, signed: false })),
  ]
}

/** Slip 01, sealed by the portal. */
async function issueReceipt(deps: PrepareDeps, { draft, document, signed, procedure }: CheckedSubmission, round: Round & { agency: Agency }): Promise<DossierDocumentRecord> {
  const { dossier, agency, at } = round
  const { definition } = procedure
  const { bytes } = await deps.documents.renderReceipt({
    number: dossier.receipt.number, dossierCode: dossier.code, agency: onPaper(agency), applicant: dossier.applicant, representative: null,
    procedure: { code: definition.codes[0]!.code, title: definition.title },
    request: requestOf(deps, procedure, document.answers),
    components: [{ title: `${definition.form.title.vi} (${definition.form.code})`, count: 1, note: 'Bản điện tử có ký số' }, ...countBySlot(draft, procedure)],
    sets: 1, receivedAt: at.toISOString(), dueAt: dossier.due.at, duration: dossier.due.duration, rule: dossier.due.rule,
    handover: 'Nhận kết quả điện tử trên cổng; bản giấy nhận tại cơ quan nếu bạn yêu cầu.', register: null, documentDigest: signed.sha256,
  })
  const receipt = await deps.seal.seal(bytes, 'Giấy tiếp nhận hồ sơ')
  return toDocumentRecord(receipt, { id: deps.newId(), dossier: dossier.id, kind: 'receipt', fileName: fileName('giay-tiep-nhan', round), sha256: await deps.blobs.put(receipt), signed: true, addedAt: at })
}

/** Contact and address as this case has them: what the form says first, else what the log-in says. */
function applicantOf({ account }: SignedInActor, { answers, procedure: { definition } }: { answers: Answers, procedure: Procedure }, { labels }: Procedures): Applicant {
  const boundTo = (attribute: string): string | undefined => allFields(definition).find(field => field.binding?.attribute === attribute && answers[field.id] !== undefined)?.id
  const shown = (attribute: string): string | null => {
    const path = boundTo(attribute)
    return path === undefined ? null : displayAt(definition, answers, path, { locale: 'vi', labels })
  }
  const text = (attribute: string): string | null => {
    const value = answers[boundTo(attribute) ?? '']
    return typeof value === 'string' && value !== '' ? value : null
  }
  return { name: account.name, personalId: account.personalId, phone: text('phone') ?? account.phone, email: text('email') ?? account.email, address: shown('permanentAddress') ?? shown('currentAddress') ?? '' }
}

/** What the person asks for, in the words of the form where it has such an item. */
function requestOf({ procedures, now }: PrepareDeps, { definition }: Procedure, answers: Answers): string {
  const { request } = completeAnswers(definition, answers, { today: dayInVietnam(now()), labels: procedures.labels })
  return typeof request === 'string' ? request : definition.title.vi
}

const countBySlot = (draft: Draft, { definition }: Procedure): { title: string, count: number }[] =>
  definition.attachments.map(slot => ({ title: slot.title.vi, count: draft.attachments.filter(one => one.slot === slot.id).length })).filter(({ count }) => count > 0)

/** The agency as the head of its papers names it. */
export const onPaper = (agency: Agency) => ({ title: agency.title, code: agency.code, phone: agency.phone, place: agency.title.vi.replace(/^(Công an|Ủy ban nhân dân)\s+/, '') })
