import { ProblemError } from '../../../shared/problem.ts'
import { needsLink, ProviderError, type Credential } from '#signing/providers'
import type { NamedProvider } from './ports.ts'
import { objectionTo, toProblem } from './problems.ts'

export interface OfferedCredential { provider: NamedProvider, credential: Credential }
/** What a provider had to say; one that is down hides nobody else's credentials. */
export interface ProviderAnswer { provider: NamedProvider, state: 'answered' | 'unavailable' | 'link-needed', credentials: Credential[], problem: unknown }

async function askOne(provider: NamedProvider, personalId: string): Promise<ProviderAnswer> {
  const { service } = provider
  try {
    if (needsLink(service) && !await service.isLinked(personalId)) return { provider, state: 'link-needed', credentials: [], problem: null }
    return { provider, state: 'answered', credentials: await service.listCredentials(personalId), problem: null }
  }
  catch (error) {
    if (!(error instanceof ProviderError)) throw error
    // A link that the provider ended has to be made anew.
    const isOver = error.code === 'expired' && needsLink(service) && !await service.isLinked(personalId)
    return { provider, state: isOver ? 'link-needed' : 'unavailable', credentials: [], problem: toProblem(error) }
  }
}

/** Everything that the providers hold for a person, usable or not. @throws ProblemError when none of them answers */
export async function askProviders(providers: readonly NamedProvider[], personalId: string): Promise<ProviderAnswer[]> {
  const answers = await Promise.all(providers.map(provider => askOne(provider, personalId)))
  if (answers.every(({ state }) => state === 'unavailable')) throw answers[0]?.problem ?? new ProblemError('provider-unavailable')
  return answers
}

/** By id, with its provider before it where two providers use the same (`csc:…`). */
export const choiceOf = ({ provider, credential }: OfferedCredential): string => `${provider.id}:${credential.id}`

/** @throws ProblemError when there is nothing that this person could use, or not the one they want */
export async function chooseCredential(providers: readonly NamedProvider[], personalId: string, wanted: string | null): Promise<OfferedCredential> {
  const answers = await askProviders(providers, personalId)
  const all = answers.flatMap(({ provider, credentials }) => credentials.map(credential => ({ provider, credential })))
  const mine = all.filter(one => objectionTo(one.credential, personalId) === null)
  const chosen = wanted === null ? mine[0] ?? all[0] : all.find(one => choiceOf(one) === wanted) ?? all.find(one => one.credential.id === wanted)
  if (chosen === undefined) throw new ProblemError(answers.some(({ state }) => state === 'unavailable') ? 'provider-unavailable' : 'no-credential')
  const objection = objectionTo(chosen.credential, personalId)
  if (objection !== null) throw new ProblemError(objection)
  return chosen
}
