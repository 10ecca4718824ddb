export { adoptNotice, isOver, reopen, toPending, type BatchStore, type ChunkProgress, type ChunkRecord } from './chunk.ts'
export { isUnchanged, planBatch, requireChunk, type BatchDocument, type BatchManifest, type ManifestChunk, type ManifestDocument } from './manifest.ts'
export { toTransactions } from './activated-transactions.ts'
export { signBatch, type BatchDependencies, type BatchOrder } from './sign-batch.ts'
