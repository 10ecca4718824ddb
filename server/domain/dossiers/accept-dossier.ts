import { ProblemError } from '../../../shared/problem.ts'
import { toEntry, type AuditStore } from '#domain/audit'
import type { Draft, DraftStore } from '#domain/drafts'
import type { SignedInActor } from '#domain/identity'
import type { Outbox, Transact } from '#domain/outbox'
import { changeDossier, toEvent } from './change-dossier.ts'
import { waitingDelivery, type DossierDelivery } from './dossier.ts'
import type { AcceptanceJournal, DeliverySeed, DossierStore, Submission, SubmissionStore } from './ports.ts'
import type { PreparedAcceptance } from './prepare-dossier.ts'

export interface DeliverySink { insert(delivery: DeliverySeed & DossierDelivery): Promise<void> }

export interface AcceptDeps {
  transact: Transact<{ drafts: DraftStore, dossiers: DossierStore, submissions: SubmissionStore, deliveries: DeliverySink, audit: AuditStore, outbox: Outbox }>
  journal: AcceptanceJournal
}

/**
 * One transaction: dossier, papers, receipt, event, audit, delivery, and the journal as its last step.
 * @returns false when the draft or the key was faster elsewhere
 * @throws ProblemError `stale-version` when the draft has gone on
 */
export const acceptDossier = ({ transact, journal }: AcceptDeps) =>
  (person: SignedInActor, draft: Draft, { prepared, submission }: { prepared: PreparedAcceptance, submission: Submission }): Promise<boolean> => {
    const { dossier, before, at, documents, numbers, delivery } = prepared
    return transact(async (stores) => {
      const { drafts, dossiers, submissions, deliveries, outbox } = stores
      if (!await submissions.insert(submission)) return false
      if (!await drafts.update({ ...draft, open: false, version: draft.version + 1, savedAt: at })) throw new ProblemError('stale-version')
      const event = toEvent({ dossier: dossier.id, event: before === null ? 'submit' : 'resubmit', party: 'applicant', actor: person, at, note: null })
      if (before === null) await dossiers.insert(dossier)
      for (const document of documents) await dossiers.addDocument(document)
      await deliveries.insert({ ...delivery, ...waitingDelivery })
      await outbox.send({ kind: 'deliver', delivery: delivery.id }, { lane: delivery.destination })
      if (before === null) {
        await dossiers.addEvent(event)
        await stores.audit.append(toEntry(person, at, { action: 'dossier.submit', object: dossier.id, subject: draft.owner }))
      }
      else {
        await dossiers.setDelivery(dossier.id, waitingDelivery)
        await changeDossier(before, { event: 'resubmit', by: 'applicant', actor: person, at, seen: null, change: dossier }, stores)
      }
      await journal.record({ dossier, submission, draftVersion: draft.version, numbers, events: [event], documents, delivery })
      return true
    })
  }
