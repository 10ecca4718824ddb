import type { DeskDossierView } from '../../../shared/api/dossiers.ts'
import { dayInVietnam } from '../../../shared/forms/dates.ts'
import { ProblemError } from '../../../shared/problem.ts'
import { toEntry, type AuditStore } from '#domain/audit'
import type { Documents, RenderedDocument } from '#domain/documents'
import type { Blobs } from '#domain/drafts'
import { changeDossier, onPaper, requirePossible, toDocumentRecord, unverifiedFields, type Dossier, type DossierDocumentRecord, type DossierStore, type Seal } from '#domain/dossiers'
import { authorise, requirePerson, type Action, type Actor, type SignedInActor } from '#domain/identity'
import type { Outbox, Transact } from '#domain/outbox'
import { inOrder, isFoundBy, toDeskView, toQueueItem, type DeskContext } from './desk-view.ts'
import { readItems, readReason } from './read-decision.ts'
import type { Reviews } from './reviews.ts'

export interface ReviewsDeps extends DeskContext {
  dossiers: DossierStore
  transact: Transact<{ dossiers: DossierStore, audit: AuditStore, outbox: Outbox }>
  documents: Documents
  blobs: Blobs
  seal: Seal
  newId: () => string
}

const roleTitles: Partial<Record<Actor['role'], string>> = { 'clerk': 'Cán bộ giải quyết hồ sơ', 'agency-signatory': 'Người có thẩm quyền' }

export function createReviews(deps: ReviewsDeps): Reviews {
  const { dossiers, transact, agencies, documents, blobs, now } = deps

  const load = async (actor: Actor, action: Action, id: string): Promise<Dossier> => authorise(actor, action, await dossiers.find(id))
  const view = async (id: string): Promise<DeskDossierView> => {
    const dossier = await dossiers.find(id)
    if (dossier === null) throw new ProblemError('not-found')
    return toDeskView({ dossier, events: await dossiers.eventsOf(id), documents: await dossiers.documentsOf(id) }, deps)
  }
  const log = (actor: Actor, deed: { action: string, object: string, subject?: string, ground?: string }): Promise<void> =>
    transact(({ audit }) => audit.append(toEntry(actor, now(), deed)))

  /** What every slip of a dossier says at its head. */
  function slipHead(dossier: Dossier, number: string) {
    const agency = agencies.find(({ id }) => id === dossier.agency)
    if (agency === undefined) throw new ProblemError('state-conflict', { detail: 'the agency takes no part any more' })
    const { definition, code, applicant } = dossier
    return { number, dossierCode: code, agency: onPaper(agency), applicant, procedure: { code: definition.codes[0]!.code, title: definition.title }, phone: agency.phone }
  }

  async function slipNumber(dossier: Dossier, suffix: 'PBS' | 'PTC', at: Date): Promise<string> {
    const series = `${dayInVietnam(at).slice(0, 4)}/${suffix}`
    return `${String(await dossiers.nextNumber(dossier.agency, series)).padStart(4, '0')}/${series}`
  }

  async function keepSlip({ bytes }: RenderedDocument, slip: Pick<DossierDocumentRecord, 'dossier' | 'kind' | 'fileName' | 'addedAt'> & { reason: string }): Promise<DossierDocumentRecord> {
    const { reason, ...rest } = slip
    const sealed = await deps.seal.seal(bytes, reason)
    return toDocumentRecord(sealed, { ...rest, id: deps.newId(), sha256: await blobs.put(sealed), signed: true })
  }

  return {
    queue: async (actor, { state, q }) => {
      const person = requirePerson(actor, 'desk.read')
      if (person.agency === null) throw new ProblemError('not-allowed')
      await log(actor, { action: 'desk.list', object: person.agency })
      const found = (await dossiers.queueOf(person.agency, { state })).filter(dossier => q === null || q.trim() === '' || isFoundBy(dossier, q))
      return inOrder(found).map(dossier => toQueueItem(dossier, deps))
    },
    view: async (actor, id) => {
      const dossier = await load(actor, 'desk.read', id)
      await log(actor, { action: 'dossier.read', object: id, subject: dossier.owner })
      return view(id)
    },
    accept: async (actor, id, { version }) => {
      const person = requirePerson(actor, 'desk.decide')
      const dossier = await load(actor, 'desk.decide', id)
      const at = now()
      await transact(async (stores) => {
        const acceptance = { official: { name: person.account.name, role: roleTitles[person.role] ?? '' }, at: at.toISOString(), result: null }
        await stores.outbox.send({ kind: 'issue-result', dossier: id }, { lane: dossier.agency })
        await changeDossier(dossier, { event: 'accept', by: 'clerk', actor, at, seen: version, change: { acceptance } }, stores)
        // After the table has spoken; what is thrown here undoes it.
        if (dossier.verdict.action !== 'accept' || !dossier.answersMatchDocument) throw new ProblemError('signature-not-accepted')
        const unverified = unverifiedFields(dossier)
        if (unverified.length > 0) throw new ProblemError('fact-unverified', { errors: unverified.map(path => ({ path, code: 'fact-unverified' })) })
      })
      return view(id)
    },
    askCorrection: async (actor, id, { version, ...given }) => {
      const [items, reason] = [readItems(given.items), readReason(given.reason)]
      const { person, dossier, at } = await begin(actor, id, { event: 'ask-correction', seen: version })
      const { phone, ...head } = slipHead(dossier, await slipNumber(dossier, 'PBS', at))
      const rendered = await documents.renderCorrectionSlip({ ...head, items, reason, contact: { name: person.account.name, phone }, issuedAt: at.toISOString() })
      const slip = await keepSlip(rendered, { dossier: id, kind: 'correction-slip', fileName: `yeu-cau-bo-sung-${dossier.code}.pdf`, addedAt: at, reason: 'Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ' })
      await transact(async (stores) => {
        await stores.dossiers.addDocument(slip)
        await changeDossier(dossier, { event: 'ask-correction', by: 'clerk', actor, at, seen: version, note: reason, change: { correction: { items, reason, askedAt: at.toISOString(), answeredAt: null } } }, stores)
      })
      return view(id)
    },
    refuse: async (actor, id, { version, reason: given }) => {
      const reason = readReason(given)
      const { person, dossier, at } = await begin(actor, id, { event: 'refuse', seen: version })
      const { phone: _phone, ...head } = slipHead(dossier, await slipNumber(dossier, 'PTC', at))
      const rendered = await documents.renderRefusalSlip({ ...head, reason, official: { name: person.account.name }, issuedAt: at.toISOString() })
      const slip = await keepSlip(rendered, { dossier: id, kind: 'refusal-slip', fileName: `tu-choi-${dossier.code}.pdf`, addedAt: at, reason: 'Phiếu từ chối tiếp nhận, giải quyết hồ sơ' })
      await transact(async (stores) => {
        await stores.dossiers.addDocument(slip)
        await changeDossier(dossier, { event: 'refuse', by: 'clerk', actor, at, seen: version, note: reason, change: { refusal: { reason, at: at.toISOString() } } }, stores)
      })
      return view(id)
    },
    readDocument: async (actor, id, documentId) => {
      const dossier = await load(actor, 'desk.read', id)
      const record = (await dossiers.documentsOf(id)).find(one => one.id === documentId)
      if (record === undefined) throw new ProblemError('not-found')
      await log(actor, { action: 'document.read', object: documentId, subject: dossier.owner, ground: record.kind })
      return { bytes: await blobs.get(record.sha256), record }
    },
  }

  /** Before any paper is made: may this be done at all? */
  async function begin(actor: Actor, id: string, { event, seen }: { event: 'ask-correction' | 'refuse', seen: number }): Promise<{ person: SignedInActor, dossier: Dossier, at: Date }> {
    const person = requirePerson(actor, 'desk.decide')
    const dossier = await load(actor, 'desk.decide', id)
    requirePossible(dossier, { event, by: 'clerk', seen })
    return { person, dossier, at: now() }
  }
}
