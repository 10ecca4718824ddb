export { createSignatures, type Signatures, type SignaturesDeps } from './create-signatures.ts'
export type { LinkStore, NamedProvider, PdfSigner, Sealer, SigningStore, StartedLink } from './ports.ts'
export { problemOf, toProblem } from './problems.ts'
export { advance, isOpen, type PendingRedirect, type SigningSession } from './session.ts'
