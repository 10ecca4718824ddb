export { RegistryError, type Person, type PersonQuery, type PersonRecord, type PersonRegistry, type RegistryProblem } from './ports.ts'
export { factAnswers, isSameAnswer, provenanceOf, type Fact, type Facts } from './fact.ts'
export type { Account, Prefill, PrefillInput, Rederivation } from './prefill.ts'
