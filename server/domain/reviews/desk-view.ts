import type { DeskDossierView, QueueItem } from '../../../shared/api/dossiers.ts'
import { dossierStates } from '../../../shared/dossier/states.ts'
import { dayInVietnam } from '../../../shared/forms/dates.ts'
import type { FormField } from '../../../shared/forms/definition.ts'
import { displayAnswer, visibleSections } from '../../../shared/forms/form.ts'
import { foldForSearch } from '../../../shared/forms/text.ts'
import { toDossierSummary, toDossierView, type Dossier, type DossierDocumentRecord, type DossierEventRecord } from '#domain/dossiers'
import { workingDaysLeft, type Agency, type Procedures } from '#domain/procedures'

export interface DeskContext { agencies: readonly Agency[], procedures: Procedures, now: () => Date }

export function toQueueItem(dossier: Dossier, context: DeskContext): QueueItem {
  return { ...toDossierSummary(dossier, context), applicant: dossier.applicant.name, verdict: dossier.verdict, version: dossier.version, daysLeft: daysLeft(dossier, context) }
}

/** While the applicant corrects, the clock stands still: what was left when the agency asked is what is left. */
function daysLeft({ state, correction, dueAt }: Dossier, { procedures: { calendar }, now }: DeskContext): number {
  const counted = dossierStates[state].clock === 'paused' && correction !== null ? new Date(correction.askedAt) : now()
  return workingDaysLeft({ due: dayInVietnam(dueAt), today: dayInVietnam(counted), calendar })
}

const clocks = ['running', 'paused', 'stopped'] as const

/** Due first; those that nobody waits for the agency with come after. */
export const inOrder = (dossiers: readonly Dossier[]): Dossier[] => dossiers.toSorted((a, b) =>
  clocks.indexOf(dossierStates[a.state].clock) - clocks.indexOf(dossierStates[b.state].clock) || a.dueAt.getTime() - b.dueAt.getTime() || (a.code < b.code ? -1 : 1))

/** By code, name or personal number; every word must occur, diacritics do not count. */
export function isFoundBy({ code, applicant }: Dossier, query: string): boolean {
  const text = foldForSearch(`${code} ${applicant.name} ${applicant.personalId}`)
  return foldForSearch(query).split(' ').every(word => text.includes(word))
}

export interface DeskFile { dossier: Dossier, events: DossierEventRecord[], documents: DossierDocumentRecord[] }

export function toDeskView({ dossier, events, documents }: DeskFile, context: DeskContext): DeskDossierView {
  const { applicant: { name, personalId, phone, email }, definition, answers } = dossier
  return {
    ...toDossierView({ dossier, events, documents }, { ...context, party: 'clerk' }),
    applicant: { name, personalId, phone, email },
    answers: visibleSections(definition, answers, dayInVietnam(new Date(dossier.receipt.issuedAt))).map(({ title, fields }) => ({
      section: title,
      items: fields.filter(field => field.kind !== 'agency').map(field => toItem(field, dossier, context)),
    })),
    rawAnswers: answers,
    answersMatchDocument: dossier.answersMatchDocument,
    report: dossier.report,
    verdict: dossier.verdict,
  }
}

/** As it stands on the paper, which is Vietnamese. */
function toItem(field: FormField, { answers, provenance }: Dossier, { procedures: { labels } }: DeskContext): DeskDossierView['answers'][number]['items'][number] {
  return { label: field.label, display: displayAnswer(field, answers[field.id], { locale: 'vi', labels }), provenance: provenance[field.id] ?? null }
}
