import { ProblemError, type ProblemCode } from '../../../shared/problem.ts'
import { toEntry, type AuditStore } from '#domain/audit'
import type { Blobs, DraftStore } from '#domain/drafts'
import type { Transact } from '#domain/outbox'
import type { Validation } from '#domain/validation'
import { Secret, type Activation, type Credential } from '#signing/providers'
import type { NamedProvider, PdfSigner, Sealer, SigningStore } from './ports.ts'
import { objectionTo, problemOf, toProblem } from './problems.ts'
import { advance, type SigningSession } from './session.ts'

export interface FinishDeps {
  providers: readonly NamedProvider[]
  signer: PdfSigner
  validation: Validation
  signings: SigningStore
  transact: Transact<{ drafts: DraftStore, signings: SigningStore, audit: AuditStore }>
  blobs: Blobs
  sealer: Sealer
  now: () => Date
}

/** A signature that is here waits this long for time-stamp and evidence before it is given up. */
const signedHours = 24

/** The signature stays good: it is completed when these have passed. */
const passing: readonly ProblemCode[] = ['timestamp-unavailable', 'revocation-status-unavailable', 'storage-unavailable', 'stale-version']

/** What happens to a session once the person has answered at the provider's. */
export interface Finishing {
  /** Why the provider sent the person back without a code. */
  refusalOf(session: SigningSession, query: URLSearchParams): Promise<ProblemCode>
  /** Asks the provider for the signature: the activation lives in memory only, so it cannot be used twice. @throws ProblemError, ProviderError */
  obtainSignature(claimed: SigningSession, query: URLSearchParams): Promise<SigningSession>
  /** Completes a session that has its signature. @returns null when it is done, else why not (yet) */
  finish(session: SigningSession): Promise<ProblemCode | null>
  /**
   * Ends a session visibly. One that was claimed and never came back has an unknown outcome: whatever the provider signed is
   * in no document of ours, and the person is asked again.
   */
  end(session: SigningSession, problem: ProblemCode): Promise<void>
}

export function createFinishing({ providers, signer, validation, signings, transact, blobs, sealer, now }: FinishDeps): Finishing {
  function serviceOf({ provider }: SigningSession): NamedProvider['service'] {
    const found = providers.find(one => one.id === provider)
    if (found === undefined) throw new ProblemError('provider-unavailable')
    return found.service
  }

  /** Opens what was kept for the provider's answer, and turns the answer into an activation. */
  async function activate(session: SigningSession, query: URLSearchParams): Promise<{ credential: Credential, activation: Activation }> {
    const { pending } = session
    if (pending === null) throw new ProblemError('signing-already-answered')
    const credential = await serviceOf(session).readCredential(session.credential)
    const activation = await serviceOf(session).completeAuthorisation({ query, credential, pending: { ...pending, verifier: new Secret(sealer.open(pending.verifier)) } })
    return { credential, activation }
  }

  async function obtainSignature(claimed: SigningSession, query: URLSearchParams): Promise<SigningSession> {
    const { credential, activation } = await activate(claimed, query)
    const objection = objectionTo(credential, claimed.owner)
    if (objection !== null) throw new ProblemError(objection)
    if (Buffer.from(credential.certificates[0] ?? []).toString('base64') !== claimed.prepared.certificates[0]) throw new ProblemError('signing-failed', { detail: 'another certificate than when the session began' })
    const [signature] = await serviceOf(claimed).sign({
      credential, activation, algorithm: claimed.prepared.algorithm, hash: claimed.prepared.hash,
      data: [{ data: Buffer.from(claimed.prepared.signedAttributes, 'base64'), label: '' }],
    })
    if (signature === undefined) throw new ProblemError('signing-failed')
    const signed = advance(claimed, 'sign', { signatureValue: Buffer.from(signature).toString('base64'), pending: null, expiresAt: new Date(now().getTime() + signedHours * 3_600_000) })
    if (!await signings.update(signed)) throw new ProblemError('signing-already-answered')
    return signed
  }

  /** Puts the signature into the frozen bytes, has them validated, and only then gives them to the draft. */
  async function complete(session: SigningSession): Promise<void> {
    const preparedPdf = await blobs.get(session.prepared.preparedDigest)
    const signed = await signer.complete(preparedPdf, session.prepared, Buffer.from(session.signatureValue!, 'base64'))
    const { report, verdict } = await validation.validateDocument(signed, { signatory: session.owner })
    if (verdict.action !== 'accept') throw new ProblemError(problemOf(report, session.owner), { detail: report.signatures.map(one => `${one.indication} ${one.subIndication ?? ''}`).join(', ') })
    const sha256 = await blobs.put(signed)
    await transact(async ({ drafts, signings, audit }) => {
      const draft = await drafts.find(session.draft)
      if (draft === null || !draft.open || draft.document?.sha256 !== session.documentDigest) throw new ProblemError('document-changed')
      const at = now()
      if (!await signings.update(advance(session, 'complete', { completedAt: at }))) throw new ProblemError('signing-already-answered')
      if (!await drafts.update({ ...draft, version: draft.version + 1, savedAt: at, signed: { sha256, size: signed.length, completedAt: at.toISOString() } })) throw new ProblemError('stale-version')
      await audit.append({ ...toEntry({ role: 'system' }, at, { action: 'document-signed', object: session.draft, subject: session.owner }), actor: session.owner })
    })
  }

  async function end(session: SigningSession, problem: ProblemCode): Promise<void> {
    const event = problem === 'signing-declined' && session.state === 'awaiting' ? 'decline' : problem === 'signing-expired' ? 'expire' : 'fail'
    await signings.update(advance(session, event, { problem, pending: null }))
  }

  return {
    refusalOf: async (session, query) => {
      try {
        await activate(session, query)
        return 'signing-failed'
      }
      catch (error) {
        const problem = toProblem(error)
        if (problem instanceof ProblemError) return problem.code
        throw problem
      }
    },
    obtainSignature,
    finish: async (session) => {
      try {
        await complete(session)
        return null
      }
      catch (error) {
        const problem = toProblem(error)
        if (!(problem instanceof ProblemError)) throw problem
        // Somebody else finished it meanwhile.
        if (problem.code === 'signing-already-answered') return null
        if (!passing.includes(problem.code)) await end(session, problem.code)
        return problem.code
      }
    },
    end,
  }
}
