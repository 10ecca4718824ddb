import { dayInVietnam } from '../../../shared/forms/dates.ts'
import { ProblemError } from '../../../shared/problem.ts'
import { toEntry, type AuditStore } from '#domain/audit'
import { accountOf, type Blobs, type Draft, type DraftDocument, type SignedDraft } from '#domain/drafts'
import { readAttachedAnswers } from '#domain/documents'
import { meetsAssurance, type SignedInActor } from '#domain/identity'
import type { Transact } from '#domain/outbox'
import { isSameAnswer, type Prefill } from '#domain/prefill'
import { createAnswersGate, ProcedureError, type Procedure, type Procedures } from '#domain/procedures'
import { problemOf } from '#domain/signatures'
import type { DocumentValidation, Validation } from '#domain/validation'

export interface CheckDeps {
  procedures: Procedures
  prefill: Prefill
  validation: Validation
  blobs: Blobs
  transact: Transact<{ audit: AuditStore }>
  now: () => Date
}

/** A draft with everything that a submission needs, found in order. */
export interface CheckedSubmission {
  person: SignedInActor
  draft: Draft
  document: DraftDocument
  signed: SignedDraft
  procedure: Procedure
  pdf: Uint8Array
  judged: DocumentValidation
  /** Fields that were declared while their registry was silent. */
  unverified: readonly string[]
}

/**
 * Whether a draft may become a dossier: the procedure is in force, registry values are what the registries say, the signed
 * bytes are the frozen form with the applicant's valid signature, and they carry these answers and name these papers.
 * @throws ProblemError
 */
export const checkSubmission = (deps: CheckDeps) => {
  const gate = createAnswersGate(deps.procedures.labels)

  return async (person: SignedInActor, draft: Draft): Promise<CheckedSubmission> => {
    const { document, signed } = draft
    if (document === null || signed === null) throw new ProblemError('signature-missing')
    const procedure = inForce(draft.procedure)
    if (!meetsAssurance(person, procedure.definition)) throw new ProblemError('assurance-too-low')
    const unverified = await rederive(person, { draft, document, procedure })
    const pdf = await deps.blobs.get(signed.sha256)
    const judged = await judge(pdf, { draft, document, procedure })
    for (const attachment of draft.attachments) await deps.blobs.get(attachment.sha256)
    return { person, draft, document, signed, procedure, pdf, judged, unverified }
  }

  function inForce(slug: string): Procedure {
    try {
      return deps.procedures.inForce(slug, dayInVietnam(deps.now()))
    }
    catch (error) {
      throw error instanceof ProcedureError ? new ProblemError(error.code, { cause: error }) : error
    }
  }

  /** Registry values are asked for again: what the browser sent is never the truth about them. */
  async function rederive({ account }: SignedInActor, { draft, document, procedure: { definition } }: Pick<CheckedSubmission, 'draft' | 'document' | 'procedure'>): Promise<string[]> {
    const { altered, outdated, unverified, problem } = await deps.prefill.rederive({ definition, account: accountOf(account), issue: draft.id, answers: document.answers, facts: draft.facts })
    if (altered.length > 0) {
      await deps.transact(({ audit }) => audit.append({ ...toEntry({ role: 'system' }, deps.now(), { action: 'registry-value-altered', object: draft.id, subject: draft.owner, ground: altered.join(' ') }), actor: draft.owner }))
      throw new ProblemError('registry-value-altered', { errors: altered.map(path => ({ path, code: 'registry-value-altered' })) })
    }
    if (problem !== null) throw new ProblemError(problem)
    if (outdated.length > 0) throw new ProblemError('form-incomplete', { errors: outdated.map(path => ({ path, code: 'registry-changed' })) })
    const objections = gate.objections(definition, document.answers, dayInVietnam(deps.now()))
    if (objections.length > 0) throw new ProblemError('form-incomplete', { errors: objections.map(({ path, keyword }) => ({ path, code: keyword })) })
    return unverified
  }

  async function judge(pdf: Uint8Array, { draft, document, procedure: { definition } }: Pick<CheckedSubmission, 'draft' | 'document' | 'procedure'>): Promise<DocumentValidation> {
    const frozen = await deps.blobs.get(document.sha256)
    if (Buffer.compare(pdf.subarray(0, frozen.length), frozen) !== 0) throw new ProblemError('document-changed')
    const judged = await deps.validation.validateDocument(pdf, { signatory: draft.owner })
    if (judged.verdict.action !== 'accept') throw new ProblemError(problemOf(judged.report, draft.owner))
    const attached = await readAttachedAnswers(pdf)
    const isThisForm = attached !== null && attached.procedure.slug === definition.slug && attached.procedure.revision === definition.revision
    if (!isThisForm || !isSameAnswer(attached.answers as never, document.answers as never)) throw new ProblemError('document-changed')
    if (digestsOf(attached.attachments) !== digestsOf(draft.attachments)) throw new ProblemError('document-changed')
    return judged
  }
}

/** The signature covers papers by their digests. */
const digestsOf = (papers: readonly { slot: string, sha256: string }[]): string => papers.map(({ slot, sha256 }) => `${slot} ${sha256}`).sort().join('\n')
