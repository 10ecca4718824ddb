import type { SigningChoicesView, SigningSessionView } from '../../../shared/api/drafts.ts'
import { ProblemError, type ProblemCode } from '../../../shared/problem.ts'
import type { Draft, DraftStore } from '#domain/drafts'
import { authorise, requirePerson, type Actor } from '#domain/identity'
import type { ProviderNotification } from '#signing/providers'
import { beginSigning, type BeginDeps } from './begin-signing.ts'
import { createCarrying, endingOf, type CarryDeps } from './carry-on.ts'
import { createLinking, type LinkDeps } from './link-accounts.ts'
import { askProviders } from './list-credentials.ts'
import { toProblem } from './problems.ts'
import { sendCodeAgain } from './send-code.ts'
import { isOpen, type SigningSession } from './session.ts'
import { toChoicesView, toSigningView } from './views.ts'

export interface SignaturesDeps extends BeginDeps, CarryDeps, LinkDeps { drafts: DraftStore }

export interface Signatures {
  /** What the person can choose from, and which providers had nothing to say. */
  choices(actor: Actor, draft: string): Promise<SigningChoicesView>
  /** @returns the provider's page on which the person links their account */
  link(actor: Actor, draft: string, request: { provider: string, returnTo: string }): Promise<string>
  /** Starts a session, or resumes the open one for the same bytes. */
  start(actor: Actor, draft: string, choice: { credential: string | null, returnTo: string }): Promise<SigningSessionView>
  /** Asks the provider, too, when it is time. */
  view(actor: Actor, draft: string): Promise<SigningSessionView | null>
  /** Has another one-time code sent. @throws ProblemError `code-just-sent` with the seconds to wait */
  sendCode(actor: Actor, draft: string): Promise<SigningSessionView | null>
  /** PIN and code by the ids of the session's factors; they are kept nowhere. */
  useFactors(actor: Actor, draft: string, given: Readonly<Record<string, string>>): Promise<SigningSessionView | null>
  /** The browser comes back from the provider; a second time changes nothing. */
  answer(actor: Actor, query: URLSearchParams): Promise<{ returnTo: string, problem: ProblemCode | null }>
  /** A provider calls. Late or again, it changes nothing. @throws ProblemError `not-found` when the address is not one that we gave out */
  notice(provider: string, notification: ProviderNotification): Promise<void>
  cancel(actor: Actor, draft: string): Promise<void>
  /** For the draft's page. */
  latest(draft: string): Promise<SigningSessionView | null>
  /** Asks, finishes what is signed and ends what nobody will finish any more. @returns how many sessions it looked at */
  sweep(): Promise<number>
}

export function createSignatures(deps: SignaturesDeps): Signatures {
  const { providers, drafts, signings, links, now } = deps
  const begin = beginSigning(deps)
  const linking = createLinking(deps)
  const carrying = createCarrying(deps)
  const { end } = carrying
  const sendAgain = sendCodeAgain(deps)

  const load = async (actor: Actor, id: string): Promise<Draft> => {
    const draft = await drafts.find(id)
    return authorise(actor, 'document.sign', draft?.open === true ? draft : null)
  }
  /** The session that waits for what the person types. */
  const loadWaiting = async (actor: Actor, id: string): Promise<SigningSession> => {
    const session = await signings.latestOf((await load(actor, id)).id)
    if (session === null || session.state !== 'awaiting' || session.expiresAt < now()) throw new ProblemError('signing-already-answered')
    return session
  }
  const glance = async (draft: string): Promise<SigningSessionView | null> => {
    const session = await signings.latestOf(draft)
    return session === null ? null : toSigningView(session)
  }
  const isStillGood = (open: SigningSession, draft: Draft, wanted: string | null): boolean => {
    const sameChoice = wanted === null || wanted === open.credential || wanted === `${open.provider}:${open.credential}` || open.state !== 'awaiting'
    return open.documentDigest === draft.document?.sha256 && sameChoice && open.expiresAt > now()
  }

  return {
    choices: async (actor, id) => {
      const draft = await load(actor, id)
      return toChoicesView(await askProviders(providers, draft.owner), draft.owner)
    },
    link: async (actor, id, request) => linking.begin((await load(actor, id)).owner, request),
    start: async (actor, id, choice) => {
      const draft = await load(actor, id)
      const open = await signings.latestOf(id)
      const sameDocument = open?.documentDigest === draft.document?.sha256
      if (open?.state === 'completed' && sameDocument && draft.signed !== null) return toSigningView(open)
      if (open !== null && isOpen(open)) {
        if (isStillGood(open, draft, choice.credential)) return toSigningView(open)
        await end(open, sameDocument ? endingOf(open, 'signing-expired') : 'document-changed')
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
      if (session !== null) await carrying.carryOn(session)
      // What was signed and then changed is not signed.
      return session?.state === 'completed' && draft.signed === null ? null : glance(draft.id)
    },
    sendCode: async (actor, id) => {
      const session = await loadWaiting(actor, id)
      await sendAgain(session)
      return glance(session.draft)
    },
    useFactors: async (actor, id, given) => {
      const session = await loadWaiting(actor, id)
      await carrying.useFactors(session, given)
      return glance(session.draft)
    },
    answer: async (actor, query) => {
      const person = requirePerson(actor, 'document.sign')
      const state = query.get('state') ?? ''
      const link = await links.find(state)
      if (link !== null) {
        authorise(person, 'document.sign', link)
        return { returnTo: link.returnTo, problem: await linking.complete(link, query) }
      }
      const session = authorise(person, 'document.sign', await signings.findByState(state))
      return { returnTo: session.returnTo, problem: await carrying.answer(session, query) }
    },
    notice: (provider, notification) => carrying.notice(provider, notification),
    cancel: async (actor, id) => {
      const session = await signings.latestOf((await load(actor, id)).id)
      if (session !== null && isOpen(session)) await end(session, 'signing-declined')
    },
    latest: glance,
    sweep: async () => {
      const left = await signings.listUnfinished(now())
      for (const session of left) {
        const problem = await carrying.carryOn(session)
        const seen = await signings.find(session.id)
        if (seen !== null && isOpen(seen) && seen.expiresAt <= now() && (seen.state !== 'signed' || problem !== null)) await end(seen, problem ?? endingOf(seen, 'signing-expired'))
      }
      return left.length
    },
  }
}
