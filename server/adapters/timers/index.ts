export { every, type Repetition } from './every.ts'
export { limitConcurrency } from './limit.ts'
