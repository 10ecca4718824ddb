import type { AccountLinking, ActivatedTransactions, AnyProvider, CredentialSource, ExplicitAuthorisation, OneTimeCodes, RedirectAuthorisation, SignatureProvider, TransactionSigning } from './types.ts'

/** What a provider can do is asked of it, never concluded from its name. */

export const canRedirect = (provider: AnyProvider): provider is SignatureProvider & RedirectAuthorisation => 'beginAuthorisation' in provider && 'sign' in provider
export const canAuthorise = (provider: AnyProvider): provider is SignatureProvider & ExplicitAuthorisation => 'authorise' in provider && 'sign' in provider
export const canSendCodes = (provider: AnyProvider): provider is CredentialSource & OneTimeCodes => 'requestCode' in provider
export const canSignByTransaction = (provider: AnyProvider): provider is CredentialSource & TransactionSigning => 'beginTransaction' in provider
export const canKeepActivations = (provider: AnyProvider): provider is CredentialSource & TransactionSigning & ActivatedTransactions => 'toTransaction' in provider && 'beginTransaction' in provider
export const needsLink = (provider: AnyProvider): provider is CredentialSource & AccountLinking => 'beginLink' in provider
