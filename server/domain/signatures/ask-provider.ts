import { ProblemError } from '../../../shared/problem.ts'
import { canSignByTransaction, ProviderError, type AnyProvider, type PendingTransaction, type TransactionAnswer } from '#signing/providers'
import type { NamedProvider, Sealer, SigningStore } from './ports.ts'
import { objectionTo, toProblem } from './problems.ts'
import { advance, forgotten, isAsked, isNameless, type SigningSession } from './session.ts'
import { askable, dataOf, keepTransaction, openTransaction, requireSameCertificate, serviceOf, withTransaction } from './transactions.ts'

export interface AskDeps {
  providers: readonly NamedProvider[]
  signings: SigningStore
  sealer: Sealer
  now: () => Date
}

/** Whoever asks has this long for the answer; then somebody else may. */
const turnSeconds = 30
/** A signature that is here waits this long for time-stamp and evidence before it is given up. */
const signedHours = 24
/** After no answer, in milliseconds: twice as long each time, at most every 30 s. */
const silence = (asked: number): number => Math.min(30_000, 1000 * 2 ** Math.min(asked, 5))

/**
 * Asks the provider once what became of a session; it is never told to sign again. What is pending is stored before and
 * after. @returns the session as it is then, or null when somebody else is asking just now
 * @throws ProblemError when it ended otherwise
 */
export const askProvider = ({ providers, signings, sealer, now }: AskDeps) => async (session: SigningSession): Promise<SigningSession | null> => {
  const { transaction, reference } = session
  if (transaction === null || reference === null) return session
  if (isLostBeginning(session, serviceOf(providers, session))) throw new ProblemError('provider-unavailable', { detail: 'the request on the phone has no name here' })
  const taken: SigningSession = { ...session, version: session.version + 1, askAt: new Date(now().getTime() + turnSeconds * 1000) }
  if (!await signings.update(taken)) return null
  const pending = openTransaction(sealer, reference, transaction)
  const answer = await question(taken, pending).catch((error: unknown) => unanswered(error, pending))
  const isLost = answer.state === 'waiting' && answer.pending.token === null && !canSignByTransaction(serviceOf(providers, session))
  if (isLost) throw new ProblemError('signing-outcome-unknown')

  let current = taken
  while (!await signings.update(current = answered(current, answer))) {
    const seen = await signings.find(session.id)
    // Ended, or signed by what another question brought.
    if (seen === null || !isAsked(seen)) return seen
    current = seen
  }
  return current

  async function question(asked: SigningSession, about: PendingTransaction): Promise<TransactionAnswer> {
    const service = askable(serviceOf(providers, asked), now)
    const credential = await service.readCredential(asked.credential)
    const objection = objectionTo(credential, asked.owner)
    if (objection !== null) throw new ProblemError(objection)
    requireSameCertificate(credential, asked)
    const { algorithm, hash } = asked.prepared
    return service.askTransaction({ pending: about, credential, algorithm, hash, data: dataOf(asked) })
  }

  function answered(current: SigningSession, answer: TransactionAnswer): SigningSession {
    if (answer.state === 'waiting') {
      const kept = withTransaction(keepTransaction(sealer, answer.pending, current.transaction?.told ?? null), now())
      return answer.isAuthorised && current.state === 'awaiting' ? advance(current, 'authorise', kept) : { ...current, version: current.version + 1, ...kept }
    }
    const [signature] = answer.signatures
    if (signature === undefined) throw new ProblemError('signing-failed')
    return advance(current, 'sign', { ...forgotten, signatureValue: Buffer.from(signature).toString('base64'), expiresAt: new Date(now().getTime() + signedHours * 3_600_000) })
  }
}

/**
 * Whoever began this died before the answer was stored, and nothing is signed before we ask: no call will ever name it, so
 * the person begins anew instead of waiting. A yes on the phone was then a yes to nothing.
 */
const isLostBeginning = (session: SigningSession, service: AnyProvider): boolean =>
  session.state === 'awaiting' && isNameless(session) && canSignByTransaction(service) && service.signsWhen === 'asked'

/** No answer says nothing about the transaction: it is asked again, with what was known before. */
function unanswered(error: unknown, pending: PendingTransaction): TransactionAnswer {
  if (!(error instanceof ProviderError && error.retryable)) throw toProblem(error)
  return { state: 'waiting', pending: { ...pending, asked: pending.asked + 1, askAfterMs: silence(pending.asked) } }
}
