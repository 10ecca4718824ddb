import { dayInVietnam } from '../../../shared/forms/dates.ts'
import { ProblemError } from '../../../shared/problem.ts'
import type { AuditStore } from '#domain/audit'
import type { Documents } from '#domain/documents'
import type { Blobs } from '#domain/drafts'
import { changeDossier, onPaper, toDocumentRecord, type Dossier, type DossierStore } from '#domain/dossiers'
import type { Outbox, Transact } from '#domain/outbox'
import type { Agency, Procedures } from '#domain/procedures'
import { prepareSignature } from '#signing'
import type { DecidedSeals } from './permit-seals.ts'
import type { AgencySeal } from './ports.ts'

export interface IssueDeps {
  dossiers: DossierStore
  transact: Transact<{ dossiers: DossierStore, audit: AuditStore }>
  documents: Documents
  procedures: Procedures
  agencies: readonly Agency[]
  blobs: Blobs
  agencySeal: AgencySeal
  decidedSeals: DecidedSeals
  now: () => Date
  newId: () => string
}

/**
 * Issues the result of an accepted dossier: printed, named by the decision, sealed with the agency's own credential, put to
 * the dossier. Asked again it does nothing once the dossier is decided; after a crash before that it seals the same paper
 * anew, and only one result is ever kept.
 */
export const issueResult = (deps: IssueDeps) => async (id: string): Promise<void> => {
  const dossier = await nameResult(deps, id)
  if (dossier === null) return
  const at = deps.now()
  const sealed = await sealResult(deps, dossier, at)
  const record = toDocumentRecord(sealed, { id: deps.newId(), dossier: id, kind: 'result', fileName: `ket-qua-${dossier.code}.pdf`, sha256: await deps.blobs.put(sealed), signed: true, addedAt: at })
  await deps.transact(async (stores) => {
    const current = await stores.dossiers.find(id)
    // Another worker was faster: its result stands.
    if (current === null || current.state !== 'accepted') return
    await stores.dossiers.addDocument(record)
    await changeDossier(current, { event: 'issue-result', by: 'system', actor: { role: 'system' }, at, seen: null }, stores)
  })
}

/** The accepted dossier whose decision names its printed paper, once and for all; null when there is nothing to issue. */
async function nameResult(deps: IssueDeps, id: string): Promise<Dossier | null> {
  const dossier = await deps.dossiers.find(id)
  if (dossier === null || dossier.state !== 'accepted' || dossier.acceptance === null) return null
  if (resultOf(dossier) !== null) return dossier
  const result = await deps.blobs.put(await printResult(deps, dossier))
  const named: Dossier = { ...dossier, version: dossier.version + 1, acceptance: { ...dossier.acceptance, result } }
  // Another worker may have been faster: then its paper is the one.
  return await deps.transact(({ dossiers }) => dossiers.update(named)) ? named : nameResult(deps, id)
}

/** Decisions of before 11/2026 do not have the member. */
const resultOf = ({ acceptance }: Dossier): string | null => acceptance?.result ?? null

/** Prepared here, so that the hash that gets a permit is that of the paper which the decision names. */
async function sealResult({ agencySeal, decidedSeals, blobs }: IssueDeps, dossier: Dossier, signingTime: Date): Promise<Uint8Array> {
  const { id, version, agency, definition: { result: { title: { vi: reason } } } } = dossier
  const { credential, ...key } = await agencySeal.describe(agency)
  const paper = prepareSignature(await blobs.get(resultOf(dossier)!), { ...key, signingTime, reason })
  await decidedSeals.permit({ dossier: id, version }, { credential, prepared: paper.prepared })
  return agencySeal.seal(agency, paper, reason)
}

/** In the wording that was in force when the dossier was filed. */
async function printResult({ documents, procedures, agencies, dossiers }: IssueDeps, dossier: Dossier): Promise<Uint8Array> {
  const agency = agencies.find(one => one.id === dossier.agency)
  if (agency === undefined) throw new ProblemError('state-conflict', { detail: 'the agency takes no part any more' })
  const { official, at } = dossier.acceptance!
  const { layouts } = procedures.inForce(dossier.procedure, dayInVietnam(dossier.submittedAt))
  const series = `${dayInVietnam(new Date(at)).slice(0, 4)}/KQ`
  const number = `${String(await dossiers.nextNumber(dossier.agency, series)).padStart(4, '0')}/${series}`
  const { bytes } = await documents.renderResult({ procedure: { definition: dossier.definition, layouts }, number, dossierCode: dossier.code, agency: onPaper(agency), answers: dossier.answers, official, issuedAt: at })
  return bytes
}

/** Work for every accepted dossier whose result is still to come, at start: the process before may have died over it. */
export const requeueResults = ({ dossiers, transact }: { dossiers: DossierStore, transact: Transact<{ outbox: Outbox }> }) => async (): Promise<number> => {
  const waiting = await dossiers.listWithoutResult()
  for (const { id, agency } of waiting) await transact(({ outbox }) => outbox.send({ kind: 'issue-result', dossier: id }, { lane: agency }))
  return waiting.length
}
