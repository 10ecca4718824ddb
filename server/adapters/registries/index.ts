export { createPopulationRegistry, type PopulationRegistryOptions } from './population/index.ts'
export { populationAttributes } from './population/record-schema.ts'
