import type { DraftView } from '../../../shared/api/drafts.ts'
import type { DossierSummary, DossierView } from '../../../shared/api/dossiers.ts'
import { ProblemError } from '../../../shared/problem.ts'
import type { Attachment, CorrectionGlance, Drafts } from '#domain/drafts'
import { authorise, requirePerson, type Actor } from '#domain/identity'
import { changeDossier } from './change-dossier.ts'
import type { Dossier, DossierDocumentRecord } from './dossier.ts'
import { toDossierSummary, toDossierView } from './dossier-view.ts'
import { submitDossier, type SubmitDeps, type Submitted } from './submit-dossier.ts'

export interface DossiersDeps extends SubmitDeps { draftsRoom: Pick<Drafts, 'openCorrection'> }

export interface Dossiers {
  /** @param key 1–200 characters; the same draft under another key is the same dossier, the same key for another draft is refused */
  submit(actor: Actor, draft: string, key: string): Promise<{ dossier: DossierView, created: boolean }>
  list(actor: Actor): Promise<DossierSummary[]>
  view(actor: Actor, id: string): Promise<DossierView>
  /** The first reading of the result returns it. */
  readDocument(actor: Actor, id: string, document: string): Promise<{ bytes: Uint8Array, record: DossierDocumentRecord }>
  withdraw(actor: Actor, id: string, seen: number | null): Promise<DossierView>
  takeResult(actor: Actor, id: string): Promise<DossierView>
  /** A draft that answers the correction that the agency asked for. */
  correct(actor: Actor, id: string): Promise<DraftView>
}

export function createDossiers(deps: DossiersDeps): Dossiers {
  const { dossiers, transact, agencies, now, blobs } = deps
  const submit = submitDossier(deps)

  const load = async (actor: Actor, id: string): Promise<Dossier> => authorise(actor, 'dossier.read', await dossiers.find(id))
  const view = async (dossier: Dossier): Promise<DossierView> =>
    toDossierView({ dossier, events: await dossiers.eventsOf(dossier.id), documents: await dossiers.documentsOf(dossier.id) }, { agencies, now, party: 'applicant' })

  /** Taken once; who comes second, from another tab, finds it taken. */
  async function takeResult(actor: Actor, dossier: Dossier): Promise<Dossier> {
    if (dossier.state === 'returned') return dossier
    try {
      return await transact(stores => changeDossier(dossier, { event: 'return-result', by: 'applicant', actor, at: now(), seen: null }, stores))
    }
    catch (error) {
      const current = await dossiers.find(dossier.id)
      if (current?.state === 'returned') return current
      throw error
    }
  }

  /** Papers of the round before, so that a correction need not bring them again. */
  async function papersOf(dossier: string): Promise<Attachment[]> {
    const earlier = await Promise.all((await deps.submissions.listOf(dossier)).map(({ draft }) => deps.drafts.find(draft)))
    const [latest] = earlier.filter(draft => draft !== null).sort((a, b) => b.savedAt.getTime() - a.savedAt.getTime())
    return latest?.attachments ?? []
  }

  return {
    submit: async (actor, draft, key) => {
      const { dossier, created }: Submitted = await submit(actor, draft, key)
      return { dossier: await view(await load(actor, dossier)), created }
    },
    list: async (actor) => {
      const person = requirePerson(actor, 'dossier.read')
      return (await dossiers.listOf(person.account.personalId)).map(dossier => toDossierSummary(dossier, { agencies, now }))
    },
    view: async (actor, id) => view(await load(actor, id)),
    readDocument: async (actor, id, documentId) => {
      const dossier = await load(actor, id)
      const record = (await dossiers.documentsOf(id)).find(one => one.id === documentId)
      if (record === undefined) throw new ProblemError('not-found')
      const bytes = await blobs.get(record.sha256)
      if (record.kind === 'result') await takeResult(actor, dossier)
      return { bytes, record }
    },
    withdraw: async (actor, id, seen) => {
      const dossier = authorise(actor, 'dossier.withdraw', await dossiers.find(id))
      return view(await transact(stores => changeDossier(dossier, { event: 'withdraw', by: 'applicant', actor, at: now(), seen }, stores)))
    },
    takeResult: async (actor, id) => view(await takeResult(actor, authorise(actor, 'dossier.take-result', await dossiers.find(id)))),
    correct: async (actor, id) => {
      const person = requirePerson(actor, 'dossier.submit')
      const dossier = await load(actor, id)
      if (dossier.state !== 'correction-requested') throw new ProblemError('state-conflict')
      return deps.draftsRoom.openCorrection(person, { id, procedure: dossier.procedure, answers: dossier.answers, attachments: await papersOf(id) })
    },
  }
}

/** What the drafts room shows of the clerk's words. */
export const createCorrectionGlance = ({ dossiers }: Pick<DossiersDeps, 'dossiers'>): CorrectionGlance => ({
  of: async (id) => {
    const correction = (await dossiers.find(id))?.correction ?? null
    return correction === null ? null : { items: correction.items, reason: correction.reason, askedAt: correction.askedAt }
  },
})
