import { dayInVietnam } from '../../../shared/forms/dates.ts'
import { ProblemError } from '../../../shared/problem.ts'
import type { Blobs, Draft } from '#domain/drafts'
import type { Procedures } from '#domain/procedures'
import { canAuthorise, canRedirect, canSignByTransaction, type DataToBeSigned } from '#signing/providers'
import { chooseCredential, type OfferedCredential } from './list-credentials.ts'
import type { NamedProvider, PdfSigner, Sealer, SigningStore } from './ports.ts'
import { toProblem } from './problems.ts'
import { askFactors } from './send-code.ts'
import { advance, forgotten, isOpen, type SigningSession } from './session.ts'
import { dataOf, keepTransaction, withTransaction } from './transactions.ts'

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

/** The person has this long to answer. */
const sessionMinutes = 15
/** A beginning whose answer has not come until then is lost: the provider may call. */
const beginSeconds = 60

type Opening = Pick<SigningSession, 'pending' | 'oauthState' | 'factors' | 'transaction' | 'askAt'>
const shut: Opening = { ...forgotten, oauthState: null }

/** Freezes what is to be signed, and keeps what the provider's answer will need. */
export const beginSigning = (deps: BeginDeps) => async (draft: Draft, { credential: wanted, returnTo }: { credential: string | null, returnTo: string }): Promise<SigningSession> => {
  const { providers, signer, signings, blobs, procedures, now, newId } = deps
  const { document } = draft
  if (document === null) throw new ProblemError('form-incomplete')
  const chosen = await chooseCredential(providers, draft.owner, wanted)
  const at = now()
  const { pdf, prepared } = await signer.prepare(await blobs.get(document.sha256), { credential: chosen.credential, signingTime: at, reason: 'Người đề nghị ký tờ khai' })
  await blobs.put(pdf)
  const { form } = procedures.inForce(draft.procedure, dayInVietnam(at)).definition
  const fresh: SigningSession = {
    id: newId(), draft: draft.id, owner: draft.owner, state: 'awaiting', version: 1, provider: chosen.provider.id, credential: chosen.credential.id,
    documentDigest: document.sha256, prepared, ...shut, reference: newId(),
    signatureValue: null, returnTo, problem: null, createdAt: at, expiresAt: new Date(at.getTime() + sessionMinutes * 60_000), completedAt: null,
  }
  const data = dataOf(fresh, `${form.title.vi} (${form.code})`)
  const session = { ...fresh, ...await openWay(deps, fresh, { ...chosen, data }) }
  if (await signings.insert(session)) return session.transaction === null ? session : handOver(deps, session, { ...chosen, data })
  // Two tabs began at once: the first one counts, if it is about the same bytes.
  const winner = await signings.latestOf(draft.id)
  if (winner === null || !isOpen(winner) || winner.documentDigest !== document.sha256) throw new ProblemError('state-conflict')
  return winner
}

type Chosen = OfferedCredential & { data: DataToBeSigned[] }

/** How the person will answer, as the credential wants it and the provider can do it. @throws ProblemError */
async function openWay({ sealer, redirectUri, now }: BeginDeps, { reference, prepared: { hash }, expiresAt }: SigningSession, { provider: { service }, credential, data }: Chosen): Promise<Opening> {
  const { mode } = credential.authorisation
  if (mode === 'redirect' && canRedirect(service)) {
    const { url, state, verifier, redirectUri: back } = await service.beginAuthorisation({ credential, hash, redirectUri, data })
    return { ...shut, oauthState: state, pending: { state, verifier: sealer.seal(verifier.reveal()), redirectUri: back, url } }
  }
  if (mode === 'explicit' && canAuthorise(service)) return { ...shut, factors: await askFactors(service, credential, now()) }
  if (!canSignByTransaction(service) || mode === 'implicit') throw new ProblemError('credential-not-usable')
  // Kept before it is begun, so that a call about it finds something.
  const transaction = keepTransaction(sealer, { reference: reference ?? '', token: null, asked: 0, askAfterMs: beginSeconds * 1000, expiresAt })
  return { ...shut, ...withTransaction(transaction, now()) }
}

/** Hands the hash to the provider, once: whatever becomes of this call, it is not begun again. */
async function handOver({ signings, sealer, now }: BeginDeps, session: SigningSession, { provider: { service }, credential, data }: Chosen): Promise<SigningSession> {
  if (!canSignByTransaction(service)) throw new ProblemError('credential-not-usable')
  const { algorithm, hash } = session.prepared
  try {
    const pending = await service.beginTransaction({ credential, algorithm, hash, data, reference: session.reference ?? '' })
    // A call of the provider may have been faster; then what it told is there.
    for (let seen: SigningSession | null = session; seen !== null && seen.transaction !== null; seen = await signings.find(session.id)) {
      const next: SigningSession = { ...seen, version: seen.version + 1, ...withTransaction(keepTransaction(sealer, pending, seen.transaction.told), now()) }
      if (await signings.update(next)) return next
    }
    return await signings.find(session.id) ?? session
  }
  catch (error) {
    const problem = toProblem(error)
    if (problem instanceof ProblemError) await signings.update(advance(session, 'fail', { ...forgotten, problem: problem.code }))
    throw problem
  }
}
