export type { Sealer, SigningStore } from './ports.ts'
export { advance, isOpen, type PendingRedirect, type SigningSession } from './session.ts'
