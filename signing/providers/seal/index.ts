export { guardSeals, type SealPermits } from './guard-seals.ts'
export { createHashList, type HashList, type HashListOptions, type SealPermit } from './hash-list.ts'
