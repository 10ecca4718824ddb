/** Signing in two steps, and raising what is signed. */
export { completeSignature } from './complete-signature.ts'
export { extendSignature } from './extend-signature.ts'
export { prepareSignature } from './prepare-signature.ts'
