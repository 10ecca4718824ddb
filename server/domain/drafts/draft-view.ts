import type { DraftSummary, DraftView, FieldState } from '../../../shared/api/drafts.ts'
import { dayInVietnam } from '../../../shared/forms/dates.ts'
import type { FieldProblem, FormField, LocalizedText } from '../../../shared/forms/definition.ts'
import { allFields, completeAnswers, displayAnswer, visibleSlots } from '../../../shared/forms/form.ts'
import { validateForm } from '../../../shared/forms/validate.ts'
import type { Fact } from '#domain/prefill'
import { competentAgency, feesDue, type Agency, type Procedure, type Procedures } from '#domain/procedures'
import type { Draft } from './draft.ts'
import type { CorrectionGlance, SigningGlance } from './ports.ts'

export interface ViewDeps { procedures: Procedures, agencies: readonly Agency[], signing: SigningGlance, corrections: CorrectionGlance, now: () => Date }

/** The draft as its answers stand today: completed, judged, and with the agency that will decide. */
export function standOf(draft: Draft, procedure: Procedure, { procedures, agencies, now }: Pick<ViewDeps, 'procedures' | 'agencies' | 'now'>) {
  const context = { today: dayInVietnam(now()), labels: procedures.labels }
  const { definition } = procedure
  const answers = completeAnswers(definition, draft.answers, context)
  const counts = Object.fromEntries(definition.attachments.map(slot => [slot.id, draft.attachments.filter(one => one.slot === slot.id).length]))
  const agency = competentAgency(definition, answers, agencies)
  const problems: FieldProblem[] = validateForm(definition, answers, { ...context, attachments: counts })
  const seat = definition.agency.by.find(path => answers[path] !== undefined)
  if (agency === null && seat !== undefined && problems.length === 0) problems.push({ path: seat, code: 'unknown-address' })
  return { answers, agency, problems, today: context.today, slots: visibleSlots(definition, answers, context.today) }
}

export async function toDraftView(draft: Draft, procedure: Procedure, deps: ViewDeps): Promise<DraftView> {
  const { definition } = procedure
  const { answers, agency, problems, today, slots } = standOf(draft, procedure, deps)
  const fees = feesDue(definition, { on: today, channel: 'online' }).map(({ amount, ...fee }) => ({ ...fee, online: amount }))
  const [processing] = definition.processing
  return {
    ...toDraftSummary(draft, procedure, problems.length === 0),
    version: draft.version,
    definition,
    answers,
    fields: Object.fromEntries(Object.values(draft.facts).map(fact => [fact.field, toFieldState(fact, definition.sections.flatMap(section => section.fields), deps)])),
    problems,
    attachments: draft.attachments,
    attachmentSlots: slots,
    agency: agency === null ? null : { id: agency.id, title: agency.title },
    document: draft.document === null ? null : { sha256: draft.document.sha256, size: draft.document.size, pages: draft.document.pages, preparedAt: draft.document.preparedAt, href: `/api/drafts/${draft.id}/document` },
    signing: inForce(draft, await deps.signing.latest(draft.id)),
    correction: draft.corrects === null ? null : await deps.corrections.of(draft.corrects),
    fees,
    feeTotal: fees.reduce((sum, fee) => sum + fee.online, 0),
    processing: { value: processing!.value, unit: processing!.unit },
  }
}

/** A signature under bytes that the draft has left behind says nothing about it any more. */
const inForce = (draft: Draft, signing: DraftView['signing']): DraftView['signing'] => signing?.state === 'completed' && draft.signed === null ? null : signing

export function toDraftSummary(draft: Draft, { definition }: Procedure, complete: boolean): DraftSummary {
  return {
    id: draft.id,
    procedure: { slug: definition.slug, code: definition.codes[0]!.code, title: definition.title },
    savedAt: draft.savedAt.toISOString(),
    correctsDossier: draft.corrects,
    complete,
  }
}

function toFieldState(fact: Fact, fields: FormField[], { procedures }: Pick<ViewDeps, 'procedures'>): FieldState {
  const field = fields.find(one => one.id === fact.field)
  const show = (locale: 'vi' | 'en'): string => field === undefined ? '' : displayAnswer(field, fact.value, { locale, labels: procedures.labels })
  const display: LocalizedText | null = fact.value === null || field === undefined ? null : { vi: show('vi'), en: show('en') }
  return { state: fact.state, locked: fact.locked, provenance: fact.provenance, problem: fact.problem, display, suggestion: fact.suggested ? fact.value : null }
}

/** Titles of the papers that are attached, in the order of their slots: they are named in the signed data. */
export function attachmentsOnPaper(draft: Draft, procedure: Procedure) {
  const slots = allSlots(procedure)
  return [...draft.attachments]
    .sort((a, b) => slots.findIndex(slot => slot.id === a.slot) - slots.findIndex(slot => slot.id === b.slot))
    .map(({ slot, fileName, sha256 }) => ({ slot, title: slots.find(one => one.id === slot)?.title.vi ?? slot, fileName, sha256 }))
}
const allSlots = ({ definition }: Procedure) => definition.attachments
/** Fields that the house composes itself. */
export const computedFields = ({ definition }: Procedure): string[] => allFields(definition).filter(field => field.kind === 'composed').map(field => field.id)
