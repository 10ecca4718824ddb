import { RandomStream } from '../../people/random.ts'
import type { Population } from '../../people/population.ts'
import type { PopulationRecord } from '../../people/record.ts'
import { communeOf } from '../../people/units.ts'
import { foundBusinesses, type Business } from './businesses.ts'

/**
 * What registries beside the population's know. It follows from the seed and the person, is worked out when somebody asks
 * and never kept, so that ten thousand people cost nothing until they are looked up.
 */
export interface World {
  population: Population
  /** A stream of one registry about one person; the same each time. */
  random(registry: string, about: string): RandomStream
  childrenOf(personalId: string): PopulationRecord[]
  businesses(): readonly Business[]
}

export function createWorld(population: Population): World {
  let children: Map<string, PopulationRecord[]> | null = null
  let businesses: readonly Business[] | null = null
  const everybody = () => [...population.people, ...population.officials].map(({ record }) => record)
  return {
    population,
    random: (registry, about) => new RandomStream(population.seed, `${registry}/${about}`),
    childrenOf: (personalId) => {
      children ??= indexByParent(everybody())
      return children.get(personalId) ?? []
    },
    businesses: () => businesses ??= foundBusinesses(new RandomStream(population.seed, 'businesses'), everybody()),
  }
}

function indexByParent(records: readonly PopulationRecord[]): Map<string, PopulationRecord[]> {
  const index = new Map<string, PopulationRecord[]>()
  for (const record of records) {
    for (const parent of [record.father?.personalId, record.mother?.personalId]) if (parent !== undefined && parent !== null) index.set(parent, [...index.get(parent) ?? [], record])
  }
  return index
}

/** Everything here happened before this day. */
export const thisYear = 2026

export const yearOf = (date: string): number => Number(date.slice(0, 4))
export const ageOf = ({ dateOfBirth }: Pick<PopulationRecord, 'dateOfBirth'>): number => thisYear - yearOf(dateOfBirth) - (dateOfBirth.slice(5) > '11-01' ? 1 : 0)

/** A working day or not, but one that every month has. */
export const someDay = (random: RandomStream, year: number): string => `${year}-${String(random.between(1, year === thisYear ? 9 : 12)).padStart(2, '0')}-${String(random.between(1, 28)).padStart(2, '0')}`

export const committeeOf = (commune: string): string => `UBND ${communeOf(commune).name.replace(/^./, letter => letter.toLocaleLowerCase('vi'))}`
