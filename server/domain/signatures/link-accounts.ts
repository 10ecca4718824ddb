import { ProblemError, type ProblemCode } from '../../../shared/problem.ts'
import { needsLink, Secret } from '#signing/providers'
import type { LinkStore, NamedProvider, Sealer, StartedLink } from './ports.ts'
import { toProblem } from './problems.ts'
import { serviceOf } from './transactions.ts'

export interface LinkDeps {
  providers: readonly NamedProvider[]
  links: LinkStore
  sealer: Sealer
  /** Where the provider sends the browser back to. */
  redirectUri: string
  now: () => Date
}

export interface Linking {
  /** @returns the provider's page where the person agrees. @throws ProblemError */
  begin(owner: string, request: { provider: string, returnTo: string }): Promise<string>
  /** Takes what the provider gave, once. @returns null when the account is linked, else why not */
  complete(link: StartedLink, query: URLSearchParams): Promise<ProblemCode | null>
}

const linkMinutes = 15

export function createLinking({ providers, links, sealer, redirectUri, now }: LinkDeps): Linking {
  const linkable = (provider: string) => {
    const service = serviceOf(providers, { provider })
    if (!needsLink(service)) throw new ProblemError('input-invalid')
    return service
  }
  return {
    begin: async (owner, { provider, returnTo }) => {
      try {
        const { url, state, verifier, redirectUri: back } = await linkable(provider).beginLink({ redirectUri })
        await links.insert({ state, provider, owner, verifier: sealer.seal(verifier.reveal()), redirectUri: back, returnTo, expiresAt: new Date(now().getTime() + linkMinutes * 60_000) }, now())
        return url
      }
      catch (error) {
        throw toProblem(error)
      }
    },
    complete: async ({ state, provider, owner, verifier, redirectUri: back, expiresAt }, query) => {
      if (!await links.remove(state)) return null
      if (expiresAt < now()) return 'signing-expired'
      try {
        await linkable(provider).completeLink({ userId: owner, query, pending: { state, redirectUri: back, verifier: new Secret(sealer.open(verifier)) } })
        return null
      }
      catch (error) {
        const problem = toProblem(error)
        if (problem instanceof ProblemError) return problem.code === 'provider-unavailable' ? problem.code : 'account-not-linked'
        throw problem
      }
    },
  }
}
