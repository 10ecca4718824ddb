import { ProblemError } from '../../../shared/problem.ts'
import { toEntry, type AuditStore } from '#domain/audit'
import type { Draft, DraftStore } from '#domain/drafts'
import { authorise, requirePerson, type Actor, type SignedInActor } from '#domain/identity'
import type { Outbox, Transact } from '#domain/outbox'
import { changeDossier, toEvent } from './change-dossier.ts'
import { checkSubmission, type CheckDeps } from './check-submission.ts'
import { waitingDelivery, type DossierDelivery } from './dossier.ts'
import type { AcceptanceJournal, DeliverySeed, DossierStore, Submission, SubmissionStore } from './ports.ts'
import { prepareDossier, type PreparedAcceptance, type PrepareDeps } from './prepare-dossier.ts'

export interface DeliverySink { insert(delivery: DeliverySeed & DossierDelivery): Promise<void> }

export interface SubmitDeps extends Omit<CheckDeps, 'transact'>, PrepareDeps {
  drafts: DraftStore
  submissions: SubmissionStore
  transact: Transact<{ drafts: DraftStore, dossiers: DossierStore, submissions: SubmissionStore, deliveries: DeliverySink, audit: AuditStore, outbox: Outbox }>
  journal: AcceptanceJournal
}

export interface Submitted { dossier: string, created: boolean }

/**
 * Turns a signed draft into a dossier with a receipt, or says why not. The same draft gives the same dossier however often,
 * with whatever key and from wherever it is sent; whoever loses a race gets the winner's.
 */
export const submitDossier = (deps: SubmitDeps) => {
  const check = checkSubmission(deps)
  const prepare = prepareDossier(deps)
  const running = new Map<string, Promise<Submitted>>()

  return async (actor: Actor, draftId: string, key: string): Promise<Submitted> => {
    const person = requirePerson(actor, 'dossier.submit')
    // A double click waits for the first one instead of doing its work again.
    for (let first = running.get(draftId); first !== undefined; first = running.get(draftId)) await first.catch(() => undefined)
    const turn = submit(person, draftId, key).finally(() => running.delete(draftId))
    running.set(draftId, turn)
    return turn
  }

  async function submit(person: SignedInActor, draftId: string, key: string): Promise<Submitted> {
    const draft = authorise(person, 'dossier.submit', await deps.drafts.find(draftId))
    const earlier = await findEarlier(draft, key)
    if (earlier !== null) return { dossier: earlier.dossier, created: false }
    const prepared = await prepare(await check(person, draft))
    const submission: Submission = { draft: draft.id, dossier: prepared.dossier.id, key, owner: draft.owner, content: draft.signed!.sha256 }
    if (await accept(person, draft, { prepared, submission })) return { dossier: prepared.dossier.id, created: true }
    const winner = await findEarlier(draft, key)
    return { dossier: winner!.dossier, created: false }
  }

  async function findEarlier(draft: Draft, key: string): Promise<Submission | null> {
    const byDraft = await deps.submissions.findByDraft(draft.id)
    if (byDraft !== null) return byDraft
    if (await deps.submissions.findByKey(draft.owner, key) !== null) throw new ProblemError('idempotency-conflict')
    if (!draft.open) throw new ProblemError('not-found')
    return null
  }

  /** One transaction: dossier, papers, receipt, event, audit, delivery. False when the draft or the key was faster elsewhere. */
  function accept(person: SignedInActor, draft: Draft, { prepared, submission }: { prepared: PreparedAcceptance, submission: Submission }): Promise<boolean> {
    const { dossier, before, at, documents, numbers, delivery } = prepared
    return deps.transact(async (stores) => {
      const { drafts, dossiers, submissions, deliveries, outbox } = stores
      if (!await submissions.insert(submission)) return false
      if (!await drafts.update({ ...draft, open: false, version: draft.version + 1, savedAt: at })) throw new ProblemError('stale-version')
      const event = toEvent({ dossier: dossier.id, event: before === null ? 'submit' : 'resubmit', party: 'applicant', actor: person, at, note: null })
      if (before === null) await dossiers.insert(dossier)
      for (const document of documents) await dossiers.addDocument(document)
      await deliveries.insert({ ...delivery, ...waitingDelivery })
      await outbox.send({ kind: 'deliver', delivery: delivery.id })
      if (before === null) {
        await dossiers.addEvent(event)
        await stores.audit.append(toEntry(person, at, { action: 'dossier.submit', object: dossier.id, subject: draft.owner }))
      }
      else {
        await dossiers.setDelivery(dossier.id, waitingDelivery)
        await changeDossier(before, { event: 'resubmit', by: 'applicant', actor: person, at, seen: null, change: dossier }, stores)
      }
      await deps.journal.record({ dossier, submission, draftVersion: draft.version, numbers, events: [event], documents, delivery })
      return true
    })
  }
}
