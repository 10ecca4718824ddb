export { createSealer, deriveKey } from './sealer.ts'
