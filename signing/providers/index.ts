export { ProviderError, type ProviderErrorCode } from './errors.ts'
export { Secret } from './secret.ts'
export type {
  AccountLinking, ActivatedTransactions, Activation, AnyProvider, AuthorisationAnswer, AuthorisationRequest, Credential, CredentialSource, DataToBeSigned, ExplicitAuthorisation, GrantStore, LocalSigner,
  NotificationSettings, OneTimeCodes, PendingAuthorisation, PendingLink, PendingTransaction, ProviderDescription, ProviderNotification, RedirectAuthorisation, RemoteSignatureProvider,
  SignatureProvider, SignRequest, TransactionAnswer, TransactionNotice, TransactionQuestion, TransactionRequest, TransactionSigning,
} from './types.ts'
export { canAuthorise, canKeepActivations, canRedirect, canSendCodes, canSignByTransaction, needsLink } from './abilities.ts'
export { createCscProvider, createCscV1Provider, type CscLogin, type CscProvider, type CscSettings, type CscV1Provider, type CscV1Settings } from './csc/index.ts'
export { createSmartCaProvider, type SmartCaProvider, type SmartCaSettings } from './smartca/index.ts'
export { openLocalSigner } from './local/index.ts'
export {
  adoptNotice, isUnchanged, planBatch, reopen, requireChunk, signBatch, toPending, toTransactions,
  type BatchDependencies, type BatchDocument, type BatchManifest, type BatchOrder, type BatchStore, type ChunkProgress, type ChunkRecord, type ManifestChunk, type ManifestDocument,
} from './batch/index.ts'
export { openProvider, readProviderConfigs, type NamedProviderConfig, type ProviderConfig, type ProviderDependencies } from './open-provider.ts'
export { createHashList, guardSeals, type HashList, type HashListOptions, type SealPermit, type SealPermits } from './seal/index.ts'
