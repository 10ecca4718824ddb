import type { CredentialView, SigningSessionView } from '../../../shared/api/drafts.ts'
import { ProblemError, type ProblemCode } from '../../../shared/problem.ts'
import type { Draft, DraftStore } from '#domain/drafts'
import { authorise, requirePerson, type Actor } from '#domain/identity'
import { beginSigning, listCredentials, type BeginDeps } from './begin-signing.ts'
import { createFinishing, type FinishDeps } from './finish-signing.ts'
import { objectionTo, toProblem } from './problems.ts'
import { advance, isOpen, type SigningSession } from './session.ts'

export interface SignaturesDeps extends BeginDeps, FinishDeps { drafts: DraftStore }

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
  /** Finishes what is signed and ends what nobody will finish any more. @returns how many sessions it looked at */
  sweep(): Promise<number>
}

/** Whoever claimed the answer has this long to get the signature; after a crash the person waits no longer than that. */
const claimSeconds = 60

export function createSignatures(deps: SignaturesDeps): Signatures {
  const { providers, drafts, signings, now } = deps
  const begin = beginSigning(deps)
  const { refusalOf, obtainSignature, finish, end } = createFinishing(deps)

  const load = async (actor: Actor, id: string): Promise<Draft> => {
    const draft = await drafts.find(id)
    return authorise(actor, 'document.sign', draft?.open === true ? draft : null)
  }
  const glance = async (draft: string): Promise<SigningSessionView | null> => {
    const session = await signings.latestOf(draft)
    return session === null ? null : toSigningView(session)
  }

  /** Of two callbacks only one gets the signature: it claims the session before it uses the code. */
  async function claim(session: SigningSession, query: URLSearchParams): Promise<ProblemCode | null> {
    const claimed = advance(session, 'authorise', { expiresAt: new Date(now().getTime() + claimSeconds * 1000) })
    if (!await signings.update(claimed)) return null
    try {
      return await finish(await obtainSignature(claimed, query))
    }
    catch (error) {
      const problem = toProblem(error)
      if (!(problem instanceof ProblemError)) throw problem
      await end(claimed, problem.code)
      return problem.code
    }
  }

  async function answerTo(session: SigningSession, query: URLSearchParams): Promise<ProblemCode | null> {
    switch (session.state) {
      case 'completed': case 'authorised': return null
      case 'signed': return finish(session)
      case 'awaiting': break
      default: return session.problem ?? 'signing-already-answered'
    }
    if (session.expiresAt >= now() && !query.has('error')) return claim(session, query)
    const problem = session.expiresAt < now() ? 'signing-expired' : await refusalOf(session, query)
    await end(session, problem)
    return problem
  }

  return {
    credentials: async (actor, id) => {
      const draft = await load(actor, id)
      return (await listCredentials(providers, draft.owner)).map(({ provider, credential }) => {
        const reason = objectionTo(credential, draft.owner)
        const { commonName, issuer, notAfter } = credential.certificate
        return { provider: provider.id, providerTitle: provider.title, id: credential.id, holder: commonName ?? '', issuer, validTo: notAfter, usable: reason === null, reason }
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
      // What was signed and then changed is not signed.
      return session?.state === 'completed' && draft.signed === null ? null : glance(draft.id)
    },
    answer: async (actor, query) => {
      const person = requirePerson(actor, 'document.sign')
      const session = authorise(person, 'document.sign', await signings.findByState(query.get('state') ?? ''))
      return { returnTo: session.returnTo, problem: await answerTo(session, query) }
    },
    cancel: async (actor, id) => {
      const session = await signings.latestOf((await load(actor, id)).id)
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
}

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
