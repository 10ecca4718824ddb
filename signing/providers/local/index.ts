export { openLocalSigner } from './local-signer.ts'
