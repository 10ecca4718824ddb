import { ProblemError, type ProblemCode } from '../../../shared/problem.ts'
import { toEntry, type AuditStore } from '#domain/audit'
import type { Blobs, DraftStore } from '#domain/drafts'
import type { Transact } from '#domain/outbox'
import type { Validation } from '#domain/validation'
import type { PdfSigner, SigningStore } from './ports.ts'
import { problemOf, toProblem } from './problems.ts'
import { advance, forgotten, type SigningSession } from './session.ts'

export interface FinishDeps {
  signer: PdfSigner
  validation: Validation
  signings: SigningStore
  transact: Transact<{ drafts: DraftStore, signings: SigningStore, audit: AuditStore }>
  blobs: Blobs
  now: () => Date
}

/** The signature stays good: it is completed when these have passed. */
const passing: readonly ProblemCode[] = ['timestamp-unavailable', 'revocation-status-unavailable', 'storage-unavailable', 'stale-version']

/** What happens to a session once the provider has signed. */
export interface Finishing {
  /** Completes a session that has its signature. @returns null when it is done, else why not (yet) */
  finish(session: SigningSession): Promise<ProblemCode | null>
  /** Ends a session visibly, and forgets what was secret in it. Whatever the provider signs after that is in no document of ours. */
  end(session: SigningSession, problem: ProblemCode): Promise<void>
}

export function createFinishing({ signer, validation, signings, transact, blobs, now }: FinishDeps): Finishing {
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
    await signings.update(advance(session, event, { ...forgotten, problem }))
  }

  return {
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
