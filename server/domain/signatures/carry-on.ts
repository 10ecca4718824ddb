import { ProblemError, type ProblemCode } from '../../../shared/problem.ts'
import { canSignByTransaction, ProviderError, type ProviderNotification, type TransactionNotice } from '#signing/providers'
import { askProvider, type AskDeps } from './ask-provider.ts'
import { createAuthorising } from './authorise-signing.ts'
import { createFinishing, type FinishDeps, type Finishing } from './finish-signing.ts'
import { toProblem } from './problems.ts'
import { advance, isAsked, isNameless, type SigningSession } from './session.ts'

export interface Carrying extends Pick<Finishing, 'end'> {
  /** Goes on from wherever the session stands, as far as it goes just now. @returns why it is not done, null when it is or waits */
  carryOn(session: SigningSession): Promise<ProblemCode | null>
  /** A callback, the first or a later one. */
  answer(session: SigningSession, query: URLSearchParams): Promise<ProblemCode | null>
  /** @throws ProblemError; a wrong PIN or code ends nothing */
  useFactors(session: SigningSession, given: Readonly<Record<string, string>>): Promise<void>
  notice(provider: string, notification: ProviderNotification): Promise<void>
}

/** Whoever claimed the answer has this long to redeem it; after a crash the person waits no longer than that. */
const claimSeconds = 60
/** A person who has just answered waits this long for a provider that signs in its own time, in milliseconds. */
const patienceMs = 6000
const mostInARow = 8

/** After the person's word, or where the provider could not be asked for it, time that is over does not say whether it has signed. */
export const endingOf = (session: SigningSession, problem: ProblemCode): ProblemCode =>
  problem === 'signing-expired' && isAsked(session) && (session.state === 'authorised' || isNameless(session)) ? 'signing-outcome-unknown' : problem

export interface CarryDeps extends AskDeps, FinishDeps {
  /** Resolves after so many milliseconds. */
  wait: (milliseconds: number) => Promise<unknown>
}

export function createCarrying(deps: CarryDeps): Carrying {
  const { providers, signings, sealer, now, wait } = deps
  const ask = askProvider(deps)
  const { refusalOf, redeem, useFactors } = createAuthorising(deps)
  const { finish, end } = createFinishing(deps)

  /** Ends the session when the work says that it ended. */
  async function orEnd(session: SigningSession, work: () => Promise<ProblemCode | null>): Promise<ProblemCode | null> {
    try {
      return await work()
    }
    catch (error) {
      const problem = toProblem(error)
      if (!(problem instanceof ProblemError)) throw problem
      const seen = await signings.find(session.id)
      if (seen === null || !(isAsked(seen) || seen.state === 'authorised')) return problem.code
      const code = endingOf(seen, problem.code)
      await end(seen, code)
      return code
    }
  }

  /** The session after the questions that may be put now, or within `patience` milliseconds. */
  async function settle(session: SigningSession, patience: number): Promise<SigningSession | null> {
    let current: SigningSession | null = session
    let left = patience
    for (let question = 0; question < mostInARow && current !== null && isAsked(current) && current.askAt !== null; question += 1) {
      const pause = Math.max(0, current.askAt.getTime() - now().getTime())
      if (pause > left) break
      if (pause > 0) await wait(pause)
      left -= pause
      current = await ask(current)
    }
    return current
  }
  const carryOn = (session: SigningSession, patience = 0): Promise<ProblemCode | null> => orEnd(session, async () => {
    const current = await settle(session, patience)
    return current?.state === 'signed' ? finish(current) : null
  })

  /** Of two callbacks only one gets the signature: it claims the session before it uses the code. */
  async function claim(session: SigningSession, query: URLSearchParams): Promise<ProblemCode | null> {
    const claimed = advance(session, 'authorise', { expiresAt: new Date(now().getTime() + claimSeconds * 1000) })
    if (!await signings.update(claimed)) return null
    return orEnd(claimed, async () => carryOn(await redeem(claimed, query), patienceMs))
  }

  /** @throws ProblemError `not-found` when it is about nothing of ours */
  function read(provider: string, notification: ProviderNotification): TransactionNotice {
    const service = providers.find(({ id }) => id === provider)?.service
    if (service === undefined || !canSignByTransaction(service)) throw new ProblemError('not-found')
    try {
      return service.readNotification(notification)
    }
    catch (error) {
      throw error instanceof ProviderError ? new ProblemError('not-found', { detail: error.detail }) : error
    }
  }

  return {
    end,
    carryOn: session => carryOn(session),
    answer: async (session, query) => {
      switch (session.state) {
        case 'completed': return null
        case 'authorised': case 'signed': return carryOn(session)
        case 'awaiting': break
        default: return session.problem ?? 'signing-already-answered'
      }
      if (session.expiresAt >= now() && !query.has('error')) return claim(session, query)
      const problem = session.expiresAt < now() ? 'signing-expired' : await refusalOf(session, query)
      await end(session, problem)
      return problem
    },
    useFactors: async (session, given) => {
      try {
        await carryOn(await useFactors(session, given), patienceMs)
      }
      catch (error) {
        throw toProblem(error)
      }
    },
    notice: async (provider, notification) => {
      const { reference, token } = read(provider, notification)
      for (let seen = await signings.findByReference(reference); seen !== null && seen.provider === provider && isAsked(seen); seen = await signings.findByReference(reference)) {
        const told = token === null ? seen.transaction!.told : sealer.seal(token.reveal())
        const next: SigningSession = { ...seen, version: seen.version + 1, transaction: { ...seen.transaction!, told }, askAt: now() }
        if (!await signings.update(next)) continue
        await carryOn(next)
        return
      }
    },
  }
}
