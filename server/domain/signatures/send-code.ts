import { ProblemError } from '../../../shared/problem.ts'
import { canSendCodes, type AnyProvider, type Credential } from '#signing/providers'
import type { NamedProvider, SigningStore } from './ports.ts'
import { toProblem } from './problems.ts'
import type { SigningFactor, SigningSession } from './session.ts'
import { serviceOf } from './transactions.ts'

export interface SendCodeDeps {
  providers: readonly NamedProvider[]
  signings: SigningStore
  now: () => Date
}

/** What the person will type; has the first code sent where the provider sends one. */
export async function askFactors(service: AnyProvider, credential: Credential, at: Date): Promise<SigningFactor[]> {
  const factors = credential.authorisation.factors.map(({ id, type, label }) => ({ id, type, label, challenge: null, sent: null }))
  if (!factors.some(isChallenge) || !canSendCodes(service)) return factors
  const challenge = await service.requestCode(credential)
  return withSent(factors, { times: 1, againAt: new Date(at.getTime() + service.codePauseMs) }).map(factor => isChallenge(factor) ? { ...factor, challenge } : factor)
}

/**
 * Has another code sent. The pause begins before the provider is asked, so that two presses at once bring one code, and
 * holds although the provider does not answer: the code may be on its way all the same.
 * @throws ProblemError `code-just-sent` with the seconds to wait; `signing-already-answered` when there is no code to wait for
 */
export const sendCodeAgain = ({ providers, signings, now }: SendCodeDeps) => async (session: SigningSession): Promise<void> => {
  const service = serviceOf(providers, session)
  const sent = session.factors?.find(isChallenge)?.sent ?? null
  if (session.factors === null || sent === null || !canSendCodes(service)) throw new ProblemError('signing-already-answered')
  const leftMs = Date.parse(sent.againAt) - now().getTime()
  if (leftMs > 0) throw new ProblemError('code-just-sent', { retryAfter: Math.ceil(leftMs / 1000) })

  const next = { times: sent.times + 1, againAt: new Date(now().getTime() + service.codePauseMs) }
  const claimed: SigningSession = { ...session, version: session.version + 1, factors: withSent(session.factors, next) }
  if (!await signings.update(claimed)) throw new ProblemError('code-just-sent', { retryAfter: Math.ceil(service.codePauseMs / 1000) })
  try {
    const challenge = await service.requestCode(await service.readCredential(session.credential))
    if (challenge === null) return
    await signings.update({ ...claimed, version: claimed.version + 1, factors: claimed.factors!.map(factor => isChallenge(factor) ? { ...factor, challenge } : factor) })
  }
  catch (error) {
    throw toProblem(error)
  }
}

const isChallenge = ({ type }: Pick<SigningFactor, 'type'>): boolean => type === 'ChallengeResponse'

const withSent = (factors: readonly SigningFactor[], { times, againAt }: { times: number, againAt: Date }): SigningFactor[] =>
  factors.map(factor => isChallenge(factor) ? { ...factor, sent: { times, againAt: againAt.toISOString() } } : factor)
