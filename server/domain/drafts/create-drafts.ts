import type { AttachmentView, DraftSummary, DraftView } from '../../../shared/api/drafts.ts'
import { mergeAnswers, parseAnswers, readAnswers } from '../../../shared/forms/answers.ts'
import { dayInVietnam } from '../../../shared/forms/dates.ts'
import type { Answers } from '../../../shared/forms/definition.ts'
import { ProblemError } from '../../../shared/problem.ts'
import { toEntry, type AuditStore } from '#domain/audit'
import { authorise, meetsAssurance, requirePerson, type Actor, type SignedInActor } from '#domain/identity'
import type { Transact } from '#domain/outbox'
import { factAnswers, isSameAnswer, provenanceOf, type Facts, type Prefill } from '#domain/prefill'
import { ProcedureError, type Procedure } from '#domain/procedures'
import { withoutDocument, type Attachment, type Draft } from './draft.ts'
import { attachmentsOnPaper, computedFields, standOf, toDraftSummary, toDraftView, type ViewDeps } from './draft-view.ts'
import type { Blobs, DraftStore, FormRenderer, UploadInspector } from './ports.ts'

export interface DraftsDeps extends ViewDeps {
  prefill: Prefill
  drafts: DraftStore
  transact: Transact<{ drafts: DraftStore, audit: AuditStore }>
  blobs: Blobs
  renderer: FormRenderer
  uploads: UploadInspector
  newId: () => string
}

/** What was posted: JSON as it came, or the entries of a form. */
export type GivenAnswers = { json: unknown } | { entries: Iterable<readonly [string, string]> }

export interface UploadedFile { slot: string, fileName: string, type: string, bytes: Uint8Array }

export interface Drafts {
  /** The open draft is offered again; `created` says whether it is new. */
  open(actor: Actor, procedure: string): Promise<{ draft: DraftView, created: boolean }>
  /** A draft that corrects a dossier: its answers, asked again of the registries, and its papers. */
  openCorrection(actor: SignedInActor, dossier: { id: string, procedure: string, answers: Answers, attachments: Attachment[] }): Promise<DraftView>
  list(actor: Actor): Promise<DraftSummary[]>
  view(actor: Actor, id: string): Promise<DraftView>
  /** @param version null = whatever is stored (form posts without scripts) */
  save(actor: Actor, id: string, change: { version: number | null, given: GivenAnswers }): Promise<DraftView>
  refresh(actor: Actor, id: string): Promise<DraftView>
  attach(actor: Actor, id: string, file: UploadedFile): Promise<DraftView>
  detach(actor: Actor, id: string, attachment: string): Promise<DraftView>
  readAttachment(actor: Actor, id: string, attachment: string): Promise<{ bytes: Uint8Array, file: AttachmentView }>
  /** Renders the form and freezes it. @throws ProblemError `form-incomplete` with every problem */
  prepareDocument(actor: Actor, id: string): Promise<DraftView>
  readDocument(actor: Actor, id: string): Promise<Uint8Array>
  readSignedDocument(actor: Actor, id: string): Promise<Uint8Array>
  discard(actor: Actor, id: string): Promise<void>
}

const mostAttachments = 30
const dossierBytes = 100 * 1024 * 1024

export function createDrafts(deps: DraftsDeps): Drafts {
  const { procedures, prefill, drafts, transact, blobs, renderer, uploads, newId, now } = deps

  const procedureOf = (draft: Pick<Draft, 'procedure'>): Procedure => inForce(draft.procedure)
  function inForce(slug: string): Procedure {
    try {
      return procedures.inForce(slug, dayInVietnam(now()))
    }
    catch (error) {
      throw error instanceof ProcedureError ? new ProblemError(error.code, { cause: error }) : error
    }
  }
  const view = (draft: Draft): Promise<DraftView> => toDraftView(draft, procedureOf(draft), deps)
  const load = async (actor: Actor, id: string): Promise<Draft> => authorise(actor, 'draft.use', openOnly(await drafts.find(id)))
  const collect = ({ account }: SignedInActor, { definition }: Procedure, { issue, answers }: { issue: string, answers: Answers }): Promise<Facts> =>
    prefill.collect({ definition, account: accountOf(account), issue, answers })

  /** Saves the next version, or tells that somebody was faster. */
  async function saveNext(draft: Draft): Promise<DraftView> {
    const next = { ...draft, version: draft.version + 1, savedAt: now() }
    if (!await drafts.update(next)) throw new ProblemError('stale-version')
    return view(next)
  }

  async function start(actor: SignedInActor, slug: string, beginning: { answers: Answers, attachments: Attachment[], corrects: string | null }): Promise<Draft> {
    const procedure = inForce(slug)
    if (!meetsAssurance(actor, procedure.definition)) throw new ProblemError('assurance-too-low')
    const id = newId()
    const facts = await collect(actor, procedure, { issue: id, answers: beginning.answers })
    const at = now()
    return {
      id, owner: actor.account.personalId, procedure: slug, revision: procedure.definition.revision, version: 1, open: true,
      answers: withFacts(beginning.answers, facts), facts, attachments: beginning.attachments, document: null, signed: null, corrects: beginning.corrects, createdAt: at, savedAt: at,
    }
  }

  return {
    open: async (actor, slug) => {
      const person = requirePerson(actor, 'draft.use')
      const existing = await drafts.findOpen(person.account.personalId, slug)
      if (existing !== null) return { draft: await view(existing), created: false }
      const draft = await start(person, slug, { answers: {}, attachments: [], corrects: null })
      if (await drafts.insert(draft)) return { draft: await view(draft), created: true }
      // Two tabs opened it at once: the first one counts.
      const winner = await drafts.findOpen(person.account.personalId, slug)
      return { draft: await view(authorise(actor, 'draft.use', winner)), created: false }
    },
    openCorrection: async (actor, dossier) => {
      const existing = await drafts.findCorrection(dossier.id)
      if (existing !== null) return view(authorise(actor, 'draft.use', existing))
      const draft = await start(actor, dossier.procedure, { answers: dossier.answers, attachments: dossier.attachments, corrects: dossier.id })
      if (await drafts.insert(draft)) return view(draft)
      return view(authorise(actor, 'draft.use', await drafts.findCorrection(dossier.id)))
    },
    list: async (actor) => {
      const person = requirePerson(actor, 'draft.use')
      const mine = await drafts.listOpen(person.account.personalId)
      return mine.map((draft) => {
        const procedure = procedureOf(draft)
        return toDraftSummary(draft, procedure, standOf(draft, procedure, deps).problems.length === 0)
      })
    },
    view: async (actor, id) => view(await load(actor, id)),
    save: async (actor, id, { version, given }) => {
      const draft = await load(actor, id)
      if (version !== null && version !== draft.version) throw new ProblemError('stale-version')
      const { definition } = procedureOf(draft)
      const patch = 'json' in given ? readAnswers(given.json, definition) : parseAnswers(given.entries, definition)
      const altered = Object.keys(patch).filter(field => draft.facts[field]?.locked === true && !isSameAnswer(draft.facts[field].value, patch[field] ?? null))
      if (altered.length > 0) {
        await transact(({ audit }) => audit.append(toEntry(actor, now(), { action: 'registry-value-altered', object: id, subject: draft.owner, ground: altered.join(' ') })))
        throw new ProblemError('registry-value-altered', { errors: altered.map(path => ({ path, code: 'registry-value-altered' })) })
      }
      const answers = mergeAnswers(draft.answers, patch)
      if (isSameAnswer(answers as never, draft.answers as never)) return view(draft)
      return saveNext({ ...withoutDocument(draft), answers, revision: definition.revision })
    },
    refresh: async (actor, id) => {
      const draft = await load(actor, id)
      const facts = await collect(requirePerson(actor, 'draft.use'), procedureOf(draft), { issue: id, answers: draft.answers })
      return saveNext({ ...withoutDocument(draft), facts, answers: withFacts(draft.answers, facts) })
    },
    attach: async (actor, id, { slot, fileName, type, bytes }) => {
      const draft = await load(actor, id)
      const place = procedureOf(draft).definition.attachments.find(one => one.id === slot)
      if (place === undefined) throw new ProblemError('input-invalid', { errors: [{ path: 'slot', code: 'not-an-option' }] })
      if (bytes.length > place.maxSize || draft.attachments.reduce((sum, one) => sum + one.size, bytes.length) > dossierBytes) throw new ProblemError('file-too-large')
      if (draft.attachments.length >= mostAttachments || draft.attachments.filter(one => one.slot === slot).length >= place.maxFiles) throw new ProblemError('too-many-files')
      const inspection = await uploads.inspect(bytes, type)
      if (!inspection.accepted) throw new ProblemError(inspection.problem)
      if (!(place.accept as string[]).includes(inspection.type)) throw new ProblemError('file-type-not-accepted')
      const sha256 = await blobs.put(bytes)
      const attachment = { id: newId(), slot, fileName: tidyFileName(fileName), type: inspection.type, size: bytes.length, sha256, uploadedAt: now().toISOString() }
      return saveNext({ ...withoutDocument(draft), attachments: [...draft.attachments, attachment] })
    },
    detach: async (actor, id, attachment) => {
      const draft = await load(actor, id)
      if (!draft.attachments.some(one => one.id === attachment)) throw new ProblemError('not-found')
      return saveNext({ ...withoutDocument(draft), attachments: draft.attachments.filter(one => one.id !== attachment) })
    },
    readAttachment: async (actor, id, attachment) => {
      const file = (await load(actor, id)).attachments.find(one => one.id === attachment)
      if (file === undefined) throw new ProblemError('not-found')
      return { bytes: await blobs.get(file.sha256), file }
    },
    prepareDocument: async (actor, id) => {
      const draft = await load(actor, id)
      const procedure = procedureOf(draft)
      const { answers, agency, problems, today } = standOf(draft, procedure, deps)
      if (agency === null || problems.length > 0) throw new ProblemError('form-incomplete', { errors: problems })
      const provenance = provenanceOf({ answers, facts: draft.facts, at: draft.savedAt.toISOString(), computed: computedFields(procedure) })
      const { bytes, pages } = await renderer.render({ procedure, answers, provenance, agency, on: today, attachments: attachmentsOnPaper(draft, procedure) })
      const sha256 = await blobs.put(bytes)
      if (draft.document?.sha256 === sha256) return view(draft)
      const document = { sha256, size: bytes.length, pages, preparedAt: now().toISOString(), on: today, agency: agency.id, answers, provenance }
      return saveNext({ ...draft, document, signed: null, revision: procedure.definition.revision })
    },
    readDocument: async (actor, id) => {
      const { document } = await load(actor, id)
      if (document === null) throw new ProblemError('not-found')
      return blobs.get(document.sha256)
    },
    readSignedDocument: async (actor, id) => {
      const { signed } = await load(actor, id)
      if (signed === null) throw new ProblemError('not-found')
      return blobs.get(signed.sha256)
    },
    discard: async (actor, id) => {
      await drafts.delete((await load(actor, id)).id)
    },
  }
}

const openOnly = (draft: Draft | null): Draft | null => draft?.open === true ? draft : null

/** Facts over answers: locked ones always, others only where the person has said nothing yet. */
function withFacts(answers: Answers, facts: Facts): Answers {
  const known = factAnswers(facts)
  return { ...known, ...Object.fromEntries(Object.entries(answers).filter(([field]) => !(facts[field]?.locked === true && facts[field].state === 'fetched'))) }
}

export const accountOf = (account: SignedInActor['account']) =>
  ({ personalId: account.personalId, fullName: account.name, dateOfBirth: account.dateOfBirth, phone: account.phone, email: account.email, issuer: account.issuer, assurance: account.assurance })

/** NFC, no path, no control characters, not endless. */
const tidyFileName = (name: string): string => {
  // eslint-disable-next-line no-control-regex
  const tidy = name.normalize('NFC').replace(/^.*[\\/]/, '').replace(/[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g, '').slice(0, 120).trim()
  return tidy === '' ? 'tep' : tidy
}
