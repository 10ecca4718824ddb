import { RegistryError, type PersonQuery, type PersonRecord, type PersonRegistry } from './ports.ts'

/**
 * A registry behind a breaker: after `failures` times "unavailable" in a row it is left alone for `restMs` and every
 * lookup fails at once; then one lookup is let through to see. So a form opens at once while a registry is down.
 */
export function withCircuitBreaker(registry: PersonRegistry, { now, failures = 3, restMs = 30_000 }: { now: () => Date, failures?: number, restMs?: number }): PersonRegistry {
  let inRow = 0
  let closedAgainAt = 0
  const lookup = async (query: PersonQuery): Promise<PersonRecord> => {
    const time = now().getTime()
    if (inRow >= failures && time < closedAgainAt) throw new RegistryError('registry-unavailable', 'resting after failures')
    // Others keep waiting while this one tries.
    if (inRow >= failures) closedAgainAt = time + restMs
    try {
      const record = await registry.lookup(query)
      inRow = 0
      return record
    }
    catch (error) {
      const unavailable = error instanceof RegistryError && error.retryable
      inRow = unavailable ? inRow + 1 : 0
      if (inRow >= failures) closedAgainAt = now().getTime() + restMs
      throw error
    }
  }
  return { ...registry, lookup }
}
