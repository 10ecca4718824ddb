import { dayInVietnam } from '../../../shared/forms/dates.ts'
import { ProblemError } from '../../../shared/problem.ts'
import type { Blobs, Draft } from '#domain/drafts'
import type { Procedures } from '#domain/procedures'
import type { Credential } from '#signing/providers'
import type { NamedProvider, PdfSigner, Sealer, SigningStore } from './ports.ts'
import { objectionTo, toProblem } from './problems.ts'
import { isOpen, type SigningSession } from './session.ts'

export interface BeginDeps {
  providers: readonly NamedProvider[]
  signer: PdfSigner
  signings: SigningStore
  blobs: Blobs
  sealer: Sealer
  procedures: Procedures
  /** Where the provider sends the browser back to. */
  redirectUri: string
  now: () => Date
  newId: () => string
}

export interface OfferedCredential { provider: NamedProvider, credential: Credential }

/** The person has this long for the provider's pages. */
const sessionMinutes = 15

/** Everything that the providers hold for a person, usable or not. @throws ProblemError */
export async function listCredentials(providers: readonly NamedProvider[], personalId: string): Promise<OfferedCredential[]> {
  try {
    const lists = await Promise.all(providers.map(async provider => (await provider.service.listCredentials(personalId)).map(credential => ({ provider, credential }))))
    return lists.flat()
  }
  catch (error) {
    throw toProblem(error)
  }
}

async function choose(providers: readonly NamedProvider[], personalId: string, wanted: string | null): Promise<OfferedCredential> {
  const all = await listCredentials(providers, personalId)
  const mine = all.filter(one => objectionTo(one.credential, personalId) === null)
  const chosen = wanted === null ? mine[0] ?? all[0] : all.find(one => one.credential.id === wanted)
  if (chosen === undefined) throw new ProblemError('no-credential')
  const objection = objectionTo(chosen.credential, personalId)
  if (objection !== null) throw new ProblemError(objection)
  return chosen
}

/** Freezes what is to be signed, and keeps what the provider's answer will need. */
export const beginSigning = ({ providers, signer, signings, blobs, sealer, procedures, redirectUri, now, newId }: BeginDeps) =>
  async (draft: Draft, { credential: wanted, returnTo }: { credential: string | null, returnTo: string }): Promise<SigningSession> => {
    const { document } = draft
    if (document === null) throw new ProblemError('form-incomplete')
    const { provider, credential } = await choose(providers, draft.owner, wanted)
    const at = now()
    const { pdf, prepared } = await signer.prepare(await blobs.get(document.sha256), { credential, signingTime: at, reason: 'Người đề nghị ký tờ khai' })
    await blobs.put(pdf)
    const { form } = procedures.inForce(draft.procedure, dayInVietnam(at)).definition
    const pending = await provider.service.beginAuthorisation({
      credential, hash: prepared.hash, redirectUri,
      data: [{ data: Buffer.from(prepared.signedAttributes, 'base64'), label: `${form.title.vi} (${form.code})` }],
    })
    const session: SigningSession = {
      id: newId(), draft: draft.id, owner: draft.owner, state: 'awaiting', version: 1, provider: provider.id, credential: credential.id,
      documentDigest: document.sha256, prepared, oauthState: pending.state,
      pending: { state: pending.state, verifier: sealer.seal(pending.verifier.reveal()), redirectUri: pending.redirectUri, url: pending.url },
      signatureValue: null, returnTo, problem: null, createdAt: at, expiresAt: new Date(at.getTime() + sessionMinutes * 60_000), completedAt: null,
    }
    if (await signings.insert(session)) return session
    // Two tabs began at once: the first one counts, if it is about the same bytes.
    const winner = await signings.latestOf(draft.id)
    if (winner === null || !isOpen(winner) || winner.documentDigest !== document.sha256) throw new ProblemError('state-conflict')
    return winner
  }
