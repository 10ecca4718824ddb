export { backOffSeconds, retryLimit, type LeavingWork, type Outbox, type Transact, type WorkHandlers } from './leaving-work.ts'
