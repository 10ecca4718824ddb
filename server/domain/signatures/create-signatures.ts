import type { CredentialView, SigningSessionView } from '../../../shared/api/drafts.ts'
import { dayInVietnam } from '../../../shared/forms/dates.ts'
import { ProblemError, type ProblemCode } from '../../../shared/problem.ts'
import { toEntry, type AuditStore } from '#domain/audit'
import type { Blobs, Draft, DraftStore } from '#domain/drafts'
import { authorise, requirePerson, type Actor } from '#domain/identity'
import type { Transact } from '#domain/outbox'
import type { Procedures } from '#domain/procedures'
import type { Validation } from '#domain/validation'
import { Secret, type Activation, type Credential } from '#signing/providers'
import type { NamedProvider, PdfSigner, Sealer, SigningStore } from './ports.ts'
import { objectionTo, problemOf, toProblem } from './problems.ts'
import { advance, isOpen, type SigningSession } from './session.ts'

export interface SignaturesDeps {
  providers: readonly NamedProvider[]
  signer: PdfSigner
  validation: Validation
  drafts: DraftStore
  signings: SigningStore
  transact: Transact<{ drafts: DraftStore, signings: SigningStore, audit: AuditStore }>
  blobs: Blobs
  sealer: Sealer
  procedures: Procedures
  /** Where the provider sends the browser back to. */
  redirectUri: string
  now: () => Date
  newId: () => string
}

export interface Signatures {
  credentials(actor: Actor, draft: string): Promise<CredentialView[]>
  /** Starts a session, or resumes the open one for the same bytes. */
  start(actor: Actor, draft: string, choice: { credential: string | null, returnTo: string }): Promise<SigningSessionView>
  view(actor: Actor, draft: string): Promise<SigningSessionView | null>
  /** The browser comes back from the provider; a second time changes nothing. */
  answer(actor: Actor, query: URLSearchParams): Promise<{ returnTo: string, problem: ProblemCode | null }>
  cancel(actor: Actor, draft: string): Promise<void>
  /** For the draft's page. */
  latest(draft: string): Promise<SigningSessionView | null>
  /** Finishes what is signed and ends what nobody will finish any more. @returns how many sessions it moved */
  sweep(): Promise<number>
}

/** The person has this long for the provider's pages. */
const sessionMinutes = 15
/** Whoever claimed the answer has this long to get the signature; after a crash the person waits no longer than that. */
const claimSeconds = 60
/** A signature that is here waits this long for time-stamp and evidence before it is given up. */
const signedHours = 24

export function createSignatures(deps: SignaturesDeps): Signatures {
  const { providers, signer, validation, drafts, signings, transact, blobs, sealer, procedures, redirectUri, now, newId } = deps
  const later = (seconds: number): Date => new Date(now().getTime() + seconds * 1000)

  const load = async (actor: Actor, id: string): Promise<Draft> => {
    const draft = await drafts.find(id)
    return authorise(actor, 'document.sign', draft?.open === true ? draft : null)
  }
  const providerOf = (id: string): NamedProvider => {
    const provider = providers.find(one => one.id === id)
    if (provider === undefined) throw new ProblemError('provider-unavailable')
    return provider
  }
  const listAll = async (personalId: string): Promise<{ provider: NamedProvider, credential: Credential }[]> => {
    try {
      const lists = await Promise.all(providers.map(async provider => (await provider.service.listCredentials(personalId)).map(credential => ({ provider, credential }))))
      return lists.flat()
    }
    catch (error) {
      throw toProblem(error)
    }
  }
  const save = async (session: SigningSession): Promise<SigningSession> => {
    if (!await signings.update(session)) throw new ProblemError('signing-already-answered')
    return session
  }

  async function choose(personalId: string, wanted: string | null): Promise<{ provider: NamedProvider, credential: Credential }> {
    const all = await listAll(personalId)
    const mine = all.filter(one => objectionTo(one.credential, personalId) === null)
    const chosen = wanted === null ? mine[0] ?? all[0] : all.find(one => one.credential.id === wanted)
    if (chosen === undefined) throw new ProblemError('no-credential')
    const objection = objectionTo(chosen.credential, personalId)
    if (objection !== null) throw new ProblemError(objection)
    return chosen
  }

  /** What the provider's page calls the document. */
  const titleOf = (draft: Draft): string => {
    const { title, code } = procedures.inForce(draft.procedure, dayInVietnam(now())).definition.form
    return `${title.vi} (${code})`
  }

  async function begin(draft: Draft, { credential: wanted, returnTo }: { credential: string | null, returnTo: string }): Promise<SigningSession> {
    const { document } = draft
    if (document === null) throw new ProblemError('form-incomplete')
    const { provider, credential } = await choose(draft.owner, wanted)
    const at = now()
    const frozen = await blobs.get(document.sha256)
    const { pdf, prepared } = await signer.prepare(frozen, { credential, signingTime: at, reason: 'Người đề nghị ký tờ khai' })
    await blobs.put(pdf)
    const pending = await provider.service.beginAuthorisation({
      credential, hash: prepared.hash, redirectUri,
      data: [{ data: Buffer.from(prepared.signedAttributes, 'base64'), label: titleOf(draft) }],
    })
    const session: SigningSession = {
      id: newId(), draft: draft.id, owner: draft.owner, state: 'awaiting', version: 1, provider: provider.id, credential: credential.id,
      documentDigest: document.sha256, prepared, oauthState: pending.state,
      pending: { state: pending.state, verifier: sealer.seal(pending.verifier.reveal()), redirectUri: pending.redirectUri, url: pending.url },
      signatureValue: null, returnTo, problem: null, createdAt: at, expiresAt: later(sessionMinutes * 60), completedAt: null,
    }
    if (await signings.insert(session)) return session
    // Two tabs began at once: the first one counts, if it is about the same bytes.
    const winner = await signings.latestOf(draft.id)
    if (winner === null || !isOpen(winner) || winner.documentDigest !== document.sha256) throw new ProblemError('state-conflict')
    return winner
  }

  /** Opens what was kept for the provider's answer, and turns the answer into an activation. */
  async function activate({ provider, credential: id, pending }: SigningSession, query: URLSearchParams): Promise<{ credential: Credential, activation: Activation }> {
    const { service } = providerOf(provider)
    if (pending === null) throw new ProblemError('signing-already-answered')
    const credential = await service.readCredential(id)
    return { credential, activation: await service.completeAuthorisation({ query, credential, pending: { ...pending, verifier: new Secret(sealer.open(pending.verifier)) } }) }
  }

  /** Why the provider sent the person back without a code. */
  async function refusalOf(session: SigningSession, query: URLSearchParams): Promise<ProblemCode> {
    try {
      await activate(session, query)
      return 'signing-failed'
    }
    catch (error) {
      const problem = toProblem(error)
      if (problem instanceof ProblemError) return problem.code
      throw problem
    }
  }

  /** Asks the provider for the signature: the activation lives in memory only, so it cannot be used twice. */
  async function obtainSignature(claimed: SigningSession, query: URLSearchParams): Promise<SigningSession> {
    const { credential, activation } = await activate(claimed, query)
    if (Buffer.from(credential.certificates[0] ?? []).toString('base64') !== claimed.prepared.certificates[0]) throw new ProblemError('signing-failed', { detail: 'another certificate than when the session began' })
    const [signature] = await providerOf(claimed.provider).service.sign({
      credential, activation, algorithm: claimed.prepared.algorithm, hash: claimed.prepared.hash,
      data: [{ data: Buffer.from(claimed.prepared.signedAttributes, 'base64'), label: '' }],
    })
    if (signature === undefined) throw new ProblemError('signing-failed')
    return save(advance(claimed, 'sign', { signatureValue: Buffer.from(signature).toString('base64'), pending: null, expiresAt: later(signedHours * 3600) }))
  }

  /** Puts the signature into the frozen bytes, has them validated, and only then gives them to the draft. */
  async function complete(session: SigningSession): Promise<SigningSession> {
    const preparedPdf = await blobs.get(session.prepared.preparedDigest)
    const signed = await signer.complete(preparedPdf, session.prepared, Buffer.from(session.signatureValue!, 'base64'))
    const { report, verdict } = await validation.validateDocument(signed, { signatory: session.owner })
    if (verdict.action !== 'accept') throw new ProblemError(problemOf(report, session.owner), { detail: report.signatures.map(one => `${one.indication} ${one.subIndication ?? ''}`).join(', ') })
    const sha256 = await blobs.put(signed)
    return transact(async ({ drafts, signings, audit }) => {
      const draft = await drafts.find(session.draft)
      if (draft === null || !draft.open || draft.document?.sha256 !== session.documentDigest) throw new ProblemError('document-changed')
      const at = now()
      const done = advance(session, 'complete', { completedAt: at })
      if (!await signings.update(done)) throw new ProblemError('signing-already-answered')
      if (!await drafts.update({ ...draft, version: draft.version + 1, savedAt: at, signed: { sha256, size: signed.length, completedAt: at.toISOString() } })) throw new ProblemError('stale-version')
      await audit.append({ ...toEntry({ role: 'system' }, at, { action: 'document-signed', object: session.draft, subject: session.owner }), actor: session.owner })
      return done
    })
  }

  /**
   * Ends a session visibly. One that was claimed and never came back has an unknown outcome: whatever the provider signed is
   * in no document of ours, and the person is asked again.
   */
  async function end(session: SigningSession, problem: ProblemCode): Promise<void> {
    const event = problem === 'signing-declined' && session.state === 'awaiting' ? 'decline' : problem === 'signing-expired' ? 'expire' : 'fail'
    await signings.update(advance(session, event, { problem, pending: null }))
  }

  async function finish(session: SigningSession): Promise<ProblemCode | null> {
    try {
      await complete(session)
      return null
    }
    catch (error) {
      const problem = toProblem(error)
      if (!(problem instanceof ProblemError)) throw problem
      // Somebody else finished it meanwhile, or it may still be finished when the evidence can be had.
      if (problem.code === 'signing-already-answered') return null
      if (!retryable.includes(problem.code)) await end(session, problem.code)
      return problem.code
    }
  }

  return {
    credentials: async (actor, id) => {
      const draft = await load(actor, id)
      const all = await listAll(draft.owner)
      return all.map(({ provider, credential }) => {
        const reason = objectionTo(credential, draft.owner)
        return { provider: provider.id, providerTitle: provider.title, id: credential.id, holder: credential.certificate.commonName ?? '', issuer: credential.certificate.issuer, validTo: credential.certificate.notAfter, usable: reason === null, reason }
      })
    },
    start: async (actor, id, choice) => {
      const draft = await load(actor, id)
      const open = await signings.latestOf(id)
      const sameDocument = open !== null && open.documentDigest === draft.document?.sha256
      if (open?.state === 'completed' && sameDocument && draft.signed !== null) return toSigningView(open)
      if (open !== null && isOpen(open)) {
        const sameChoice = choice.credential === null || choice.credential === open.credential || open.state !== 'awaiting'
        if (sameDocument && sameChoice && open.expiresAt > now()) return toSigningView(open)
        await end(open, sameDocument ? 'signing-expired' : 'document-changed')
      }
      try {
        return toSigningView(await begin(draft, choice))
      }
      catch (error) {
        throw toProblem(error)
      }
    },
    view: async (actor, id) => {
      const draft = await load(actor, id)
      const session = await signings.latestOf(draft.id)
      if (session?.state === 'signed') await finish(session)
      return glance(draft.id)
    },
    answer: async (actor, query) => {
      const person = requirePerson(actor, 'document.sign')
      const session = authorise(person, 'document.sign', await signings.findByState(query.get('state') ?? ''))
      const back = (problem: ProblemCode | null) => ({ returnTo: session.returnTo, problem })
      if (session.state === 'completed' || session.state === 'signed') return back(session.state === 'signed' ? await finish(session) : null)
      if (session.state !== 'awaiting') return back(session.state === 'authorised' ? null : session.problem ?? 'signing-already-answered')
      if (session.expiresAt < now()) {
        await end(session, 'signing-expired')
        return back('signing-expired')
      }
      if (query.has('error')) {
        const problem = await refusalOf(session, query)
        await end(session, problem)
        return back(problem)
      }
      // Claimed before the code is used: of two callbacks only one asks the provider.
      const claimed = advance(session, 'authorise', { expiresAt: later(claimSeconds) })
      if (!await signings.update(claimed)) return back(null)
      try {
        return back(await finish(await obtainSignature(claimed, query)))
      }
      catch (error) {
        const problem = toProblem(error)
        if (!(problem instanceof ProblemError)) throw problem
        await end(claimed, problem.code)
        return back(problem.code)
      }
    },
    cancel: async (actor, id) => {
      const draft = await load(actor, id)
      const session = await signings.latestOf(draft.id)
      if (session !== null && isOpen(session)) await end(session, 'signing-declined')
    },
    latest: glance,
    sweep: async () => {
      const left = await signings.listUnfinished(now())
      for (const session of left) {
        const problem = session.state === 'signed' ? await finish(session) : 'signing-expired'
        if (problem !== null && session.expiresAt <= now()) await end(session, problem)
      }
      return left.length
    },
  }

  async function glance(draft: string): Promise<SigningSessionView | null> {
    const session = await signings.latestOf(draft)
    return session === null ? null : toSigningView(session)
  }
}

/** The signature stays good: it is completed when these have passed. */
const retryable: readonly ProblemCode[] = ['timestamp-unavailable', 'revocation-status-unavailable', 'storage-unavailable', 'stale-version']

const toSigningView = (session: SigningSession): SigningSessionView => ({
  id: session.id,
  state: session.state,
  provider: session.provider,
  credential: session.credential,
  documentDigest: session.documentDigest,
  dtbsr: session.prepared.dtbsr,
  authorisePath: session.state === 'awaiting' ? session.pending?.url ?? null : null,
  problem: session.problem,
  expiresAt: session.expiresAt.toISOString(),
  completedAt: session.completedAt?.toISOString() ?? null,
})
