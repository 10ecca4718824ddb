import { ProblemError, type ProblemCode } from '../../../shared/problem.ts'
import { canAuthorise, canRedirect, Secret, type Activation, type Credential } from '#signing/providers'
import type { AskDeps } from './ask-provider.ts'
import { objectionTo, toProblem } from './problems.ts'
import { advance, forgotten, type SigningSession } from './session.ts'
import { askable, dataOf, keepTransaction, requireSameCertificate, serviceOf, withTransaction } from './transactions.ts'

export interface Authorising {
  /** Why the provider sent the person back without a code. */
  refusalOf(session: SigningSession, query: URLSearchParams): Promise<ProblemCode>
  /** Redeems the code of a callback, and keeps what it gives before it is used. @throws ProblemError */
  redeem(claimed: SigningSession, query: URLSearchParams): Promise<SigningSession>
  /** Uses what the person typed; it is kept nowhere. @throws ProblemError `pin-or-code-wrong` … */
  useFactors(session: SigningSession, given: Readonly<Record<string, string>>): Promise<SigningSession>
}

export function createAuthorising({ providers, signings, sealer, now }: AskDeps): Authorising {
  async function readCredential(session: SigningSession): Promise<Credential> {
    const credential = await serviceOf(providers, session).readCredential(session.credential)
    const objection = objectionTo(credential, session.owner)
    if (objection !== null) throw new ProblemError(objection)
    requireSameCertificate(credential, session)
    return credential
  }

  /** Opens what was kept for the provider's answer, and turns the answer into an activation. */
  async function activate(session: SigningSession, credential: Credential, query: URLSearchParams): Promise<Activation> {
    const { pending } = session
    const service = serviceOf(providers, session)
    if (pending === null || !canRedirect(service)) throw new ProblemError('signing-already-answered')
    return service.completeAuthorisation({ query, credential, pending: { ...pending, verifier: new Secret(sealer.open(pending.verifier)) } })
  }

  /** From here on the activation lies in the store, and whoever comes next can go on with it. */
  async function keep(session: SigningSession, activation: Activation): Promise<SigningSession> {
    const { toTransaction } = askable(serviceOf(providers, session), now)
    if (toTransaction === undefined || session.reference === null) throw new ProblemError('credential-not-usable')
    const transaction = keepTransaction(sealer, toTransaction(activation, session.reference))
    const kept: SigningSession = { ...session, version: session.version + 1, ...forgotten, ...withTransaction(transaction, now()) }
    if (!await signings.update(kept)) throw new ProblemError('signing-already-answered')
    return kept
  }

  return {
    refusalOf: async (session, query) => {
      try {
        await activate(session, await serviceOf(providers, session).readCredential(session.credential), query)
        return 'signing-failed'
      }
      catch (error) {
        const problem = toProblem(error)
        if (problem instanceof ProblemError) return problem.code
        throw problem
      }
    },
    redeem: async (claimed, query) => keep(claimed, await activate(claimed, await readCredential(claimed), query)),
    useFactors: async (session, given) => {
      const service = serviceOf(providers, session)
      if (session.factors === null || !canAuthorise(service)) throw new ProblemError('signing-already-answered')
      const factors = Object.fromEntries(session.factors.map(({ id }) => [id, new Secret(Object.hasOwn(given, id) ? given[id] ?? '' : '')]))
      const activation = await service.authorise({ credential: await readCredential(session), hash: session.prepared.hash, data: dataOf(session), factors })
      return keep({ ...advance(session, 'authorise'), version: session.version }, activation)
    },
  }
}
