import { ProblemError } from '../../../shared/problem.ts'
import type { Draft, DraftStore } from '#domain/drafts'
import { authorise, requirePerson, type Actor, type SignedInActor } from '#domain/identity'
import { acceptDossier, type AcceptDeps } from './accept-dossier.ts'
import { checkSubmission, type CheckDeps } from './check-submission.ts'
import type { Submission, SubmissionStore } from './ports.ts'
import { prepareDossier, type PrepareDeps } from './prepare-dossier.ts'

export interface SubmitDeps extends Omit<CheckDeps, 'transact'>, PrepareDeps, AcceptDeps {
  drafts: DraftStore
  submissions: SubmissionStore
}

export interface Submitted { dossier: string, created: boolean }

/**
 * Turns a signed draft into a dossier with a receipt, or says why not. The same draft gives the same dossier however often,
 * with whatever key and from wherever it is sent; whoever loses a race gets the winner's.
 */
export const submitDossier = (deps: SubmitDeps) => {
  const check = checkSubmission(deps)
  const prepare = prepareDossier(deps)
  const accept = acceptDossier(deps)
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
}
