import { ProviderError } from '../errors.ts'

/** What somebody has decided to seal: hashes of the data to be signed (base64), for one procedure. */
export interface SealPermit { credential: string, procedure: string, digests: readonly string[] }

/** Hashes that may be sealed without a person, each once. */
export interface HashList {
  /** @throws ProviderError `request-refused` when the credential does not seal for this procedure */
  permit(permit: SealPermit): void
  /** Takes the hashes off the list: all of them, or none and false. */
  take(credential: string, digests: readonly string[]): boolean
}

export interface HashListOptions {
  /** Which procedures a credential seals for, by its id; `*` for all. */
  procedures: Readonly<Record<string, readonly string[]>>
  now: () => Date
  /** How long a permit stands, in milliseconds: from the decision to the seal. @defaultValue 600 000 */
  lifetimeMs?: number
}

export function createHashList({ procedures, now, lifetimeMs = 10 * 60_000 }: HashListOptions): HashList {
  const permits = new Map<string, number[]>()
  const keyOf = (credential: string, digest: string): string => `${credential} ${digest}`
  /** Ends of the permits of one hash that still stand; the same document may be decided upon twice. */
  const standing = (key: string): number[] => (permits.get(key) ?? []).filter(end => end > now().getTime())

  return {
    permit: ({ credential, procedure, digests }) => {
      const allowed = Object.hasOwn(procedures, credential) ? procedures[credential] ?? [] : []
      if (!allowed.includes(procedure) && !allowed.includes('*')) throw new ProviderError('request-refused', 'seal: the credential does not seal for this procedure')
      for (const key of permits.keys()) if (standing(key).length === 0) permits.delete(key)
      for (const digest of digests) {
        const key = keyOf(credential, digest)
        permits.set(key, [...standing(key), now().getTime() + lifetimeMs])
      }
    },
    take: (credential, digests) => {
      const wanted = new Map<string, number>()
      for (const digest of digests) wanted.set(keyOf(credential, digest), (wanted.get(keyOf(credential, digest)) ?? 0) + 1)
      if (digests.length === 0 || [...wanted].some(([key, count]) => standing(key).length < count)) return false
      for (const [key, count] of wanted) permits.set(key, standing(key).slice(count))
      return true
    },
  }
}
