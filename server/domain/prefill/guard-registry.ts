import { withCircuitBreaker } from './circuit-breaker.ts'
import { RegistryError, type LookupLog, type PersonQuery, type PersonRecord, type PersonRegistry } from './ports.ts'

export interface GuardOptions {
  now: () => Date
  log?: LookupLog
  /** Questions to one registry under way at once. @defaultValue 64 */
  mostInFlight?: number
}

/**
 * A registry as prefill asks it: the same question asked twice at once is asked once, a registry that fails is left alone
 * for a while, no more than `mostInFlight` questions are under way, and each that leaves is written down.
 */
export function guardRegistry(id: string, registry: PersonRegistry, { now, log, mostInFlight = 64 }: GuardOptions): PersonRegistry {
  return coalesced(withCircuitBreaker(bounded(log === undefined ? registry : logged(id, registry, { log, now }), mostInFlight), { now }))
}

/** Two tabs, or a form and its retry: while a question is under way, the same one for no more attributes waits for its answer. */
export function coalesced(registry: PersonRegistry): PersonRegistry {
  const underWay = new Map<string, { attributes: readonly string[], answer: Promise<PersonRecord> }[]>()
  return {
    ...registry,
    lookup: (query) => {
      const key = JSON.stringify([query.person.personalId, query.person.fullName, query.person.dateOfBirth, query.keys ?? {}, query.purpose, query.procedure, query.userId])
      const known = underWay.get(key) ?? []
      const same = known.find(({ attributes }) => query.attributes.every(one => attributes.includes(one)))
      if (same !== undefined) return same.answer
      const entry = { attributes: query.attributes, answer: registry.lookup(query) }
      underWay.set(key, [...known, entry])
      const end = () => {
        const left = (underWay.get(key) ?? []).filter(one => one !== entry)
        if (left.length === 0) underWay.delete(key)
        else underWay.set(key, left)
      }
      entry.answer.then(end, end)
      return entry.answer
    },
  }
}

/** Waits for a place; beyond sixteen times the places nobody waits any more, for their turn would come too late. */
export function bounded(registry: PersonRegistry, most: number): PersonRegistry {
  let free = most
  const waiting: (() => void)[] = []
  return {
    ...registry,
    lookup: async (query) => {
      if (free === 0) {
        if (waiting.length >= most * 16) throw new RegistryError('registry-unavailable', 'too many questions are waiting')
        await new Promise<void>(resolve => waiting.push(resolve))
      }
      else { free -= 1 }
      try {
        return await registry.lookup(query)
      }
      finally {
        const next = waiting.shift()
        if (next === undefined) free += 1
        else next()
      }
    },
  }
}

function logged(id: string, registry: PersonRegistry, { log, now }: { log: LookupLog, now: () => Date }): PersonRegistry {
  const write = (query: PersonQuery, at: Date, end: { requestId: string | null, outcome: 'answered' | RegistryError['code'] }) => {
    const { person, keys, purpose, procedure, userId, issue, attributes } = query
    return log.record({ registry: id, subject: keys?.organisation ?? person.personalId, purpose, procedure, userId, issue, attributes, at, ...end })
  }
  return {
    ...registry,
    lookup: async (query) => {
      const at = now()
      try {
        const record = await registry.lookup(query)
        await write(query, at, { requestId: record.requestId, outcome: 'answered' })
        return record
      }
      catch (error) {
        if (!(error instanceof RegistryError)) throw new RegistryError('registry-unavailable', 'the lookup failed or could not be written down', { cause: error })
        await write(query, at, { requestId: null, outcome: error.code })
        throw error
      }
    },
  }
}
