import type { DossierDocument, DossierSummary, DossierView, TimelineEntry } from '../../../shared/api/dossiers.ts'
import { dossierStates, possibleEvents } from '../../../shared/dossier/states.ts'
import type { Agency } from '#domain/procedures'
import type { Dossier, DossierDocumentRecord, DossierEventRecord } from './dossier.ts'

export interface DossierFile { dossier: Dossier, events: DossierEventRecord[], documents: DossierDocumentRecord[] }

export function toDossierSummary(dossier: Dossier, { agencies, now }: { agencies: readonly Agency[], now: () => Date }): DossierSummary {
  const state = dossierStates[dossier.state]
  const agency = agencies.find(one => one.id === dossier.agency)
  return {
    id: dossier.id,
    code: dossier.code,
    procedure: { slug: dossier.procedure, code: dossier.definition.codes[0]!.code, title: dossier.definition.title },
    state: dossier.state,
    nationalCode: state.nationalCode,
    submittedAt: dossier.submittedAt.toISOString(),
    dueAt: dossier.dueAt.toISOString(),
    overdue: state.clock === 'running' && dossier.dueAt < now(),
    agency: { id: dossier.agency, title: agency?.title ?? { vi: dossier.agency, en: dossier.agency } },
  }
}

export function toDossierView({ dossier, events, documents }: DossierFile, context: { agencies: readonly Agency[], now: () => Date, party: 'applicant' | 'clerk' }): DossierView {
  const base = context.party === 'applicant' ? `/api/dossiers/${dossier.id}` : `/api/desk/dossiers/${dossier.id}`
  return {
    ...toDossierSummary(dossier, context),
    version: dossier.version,
    timeline: timelineOf(dossier, events),
    // The newest round first: the form that a page shows is the one in force.
    documents: documents.toSorted((a, b) => b.addedAt.getTime() - a.addedAt.getTime()).map(one => toDocument(one, base)),
    receipt: { number: dossier.receipt.number, issuedAt: dossier.receipt.issuedAt, due: dossier.due },
    correction: dossier.correction === null ? null : { items: dossier.correction.items, reason: dossier.correction.reason, askedAt: dossier.correction.askedAt },
    refusal: dossier.refusal,
    delivery: dossier.delivery,
    may: possibleEvents(dossier.state, context.party),
  }
}

const toDocument = ({ id, kind, fileName, type, size, sha256, signed }: DossierDocumentRecord, base: string): DossierDocument =>
  ({ id, kind, fileName, type, size, sha256, signed, href: `${base}/documents/${id}` })

/** Past as it was recorded; the last event is the present while the case is open; the promised day is the future. */
function timelineOf(dossier: Dossier, events: DossierEventRecord[]): TimelineEntry[] {
  const { final, clock } = dossierStates[dossier.state]
  const past = events.map(({ event, party, actor, at, note }, index): TimelineEntry =>
    ({ event, party, actor, at: at.toISOString(), note, tense: !final && index === events.length - 1 ? 'present' : 'past' }))
  return clock === 'running' ? [...past, { event: 'promise', party: 'system', actor: null, at: dossier.dueAt.toISOString(), tense: 'future', note: null }] : past
}
