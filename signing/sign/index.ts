/** Signing in two steps, and raising what is signed. */
export { signatureLayouts, type SignaturePlace, type TextStamp } from './appearance/index.ts'
export { completeSignature } from './complete-signature.ts'
export { extendSignature } from './extend-signature.ts'
export { completeSignatureInFile, extendSignatureInFile, prepareSignatureInFile } from './in-file.ts'
export { prepareSignature } from './prepare-signature.ts'
