export { ProviderError, type ProviderErrorCode } from './errors.ts'
export { Secret } from './secret.ts'
export type {
  Activation, AuthorisationAnswer, AuthorisationRequest, Credential, DataToBeSigned, ExplicitAuthorisation, LocalSigner, PendingAuthorisation,
  ProviderDescription, RedirectAuthorisation, RemoteSignatureProvider, SignatureProvider, SignRequest,
} from './types.ts'
export { createCscProvider, type CscSettings } from './csc/index.ts'
export { openLocalSigner } from './local/index.ts'
