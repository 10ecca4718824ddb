import type { CertificateSummary, HashAlgorithm, SignatureAlgorithm } from '../types.ts'
import type { Secret } from './secret.ts'

/** A service that holds keys for others. What it can do is read from it, never assumed. Every method rejects with ProviderError. */
export interface CredentialSource {
  describe(): Promise<ProviderDescription>
  /** Credentials of a user (for people: the 12-digit personal id), usable or not: `usable` says. */
  listCredentials(userId: string): Promise<Credential[]>
  readCredential(credentialId: string): Promise<Credential>
}

/** Signs with an activation that was given before: by redirect or with factors. */
export interface SignatureProvider extends CredentialSource {
  /**
   * Signs once with the given activation. The signatures come in the order of `data`, each verified against the
   * credential's certificate before it is returned.
   */
  sign(request: SignRequest): Promise<Uint8Array[]>
}

/** The person authorises on the provider's own pages (OAuth 2.0 code + PKCE, RFC 7636; credential authorisation of the CSC API). */
export interface RedirectAuthorisation {
  /** Where to send the person, and what must be kept (secretly) until they come back. */
  beginAuthorisation(request: AuthorisationRequest & { redirectUri: string }): Promise<PendingAuthorisation>
  /** Turns the query string of the callback into activation data. Throws `declined`, `expired`, `sad-invalid`, `request-refused` … */
  completeAuthorisation(answer: AuthorisationAnswer): Promise<Activation>
}

/** The caller holds the factors itself (an agency's seal: PIN from the secret store). */
export interface ExplicitAuthorisation {
  /** @param factors by id as in `Credential.authorisation.factors`, e.g. `{ PIN: new Secret('…') }` */
  authorise(request: AuthorisationRequest & { factors: Readonly<Record<string, Secret>> }): Promise<Activation>
}

/** The provider sends the person a code, or shows a challenge, before `authorise` (CSC v1 `credentials/sendOTP`, v2 `credentials/getChallenge`). */
export interface OneTimeCodes {
  /** Another code is not asked for sooner, in milliseconds. */
  readonly codePauseMs: number
  /** @returns what to show the person beside the field for the code; null when the code comes by another way (SMS, app) */
  requestCode(credential: Credential): Promise<string | null>
}

/**
 * The person answers on a device of their own, which may take minutes, or the provider signs in its own time. It is asked,
 * or tells, when there is something: it is never told twice to sign the same.
 */
export interface TransactionSigning {
  /**
   * `begun`: what was handed over may be signed without a further word of ours, so what may have been begun must not be
   * begun again. `asked`: nothing is signed before the first question.
   */
  readonly signsWhen: 'begun' | 'asked'
  /**
   * Hands the hashes over. `reference` is the caller's own and must be kept before the call: when the answer is lost the
   * pending transaction comes back without `token`, and only a notification can still name it.
   */
  beginTransaction(request: TransactionRequest): Promise<PendingTransaction>
  /** Keep the returned `pending` before asking again, no sooner than `askAfterMs`. Rejects when it ended otherwise: `declined`, `expired` … */
  askTransaction(question: TransactionQuestion): Promise<TransactionAnswer>
  /**
   * Who called, and about what. It proves no more than that: what became of the transaction is learnt by asking.
   * @throws ProviderError `reply-invalid` when the call is not about a transaction of ours
   */
  readNotification(notification: ProviderNotification): TransactionNotice
}

/** An activation that was given by redirect or with factors, used in a transaction: kept before it signs, and asked for when the answer is lost. */
export interface ActivatedTransactions {
  toTransaction(activation: Activation, reference: string): PendingTransaction
}

/** The provider shows nothing of a person who has not linked their account with us (OAuth 2.0 consent, good for months). */
export interface AccountLinking {
  isLinked(userId: string): Promise<boolean>
  beginLink(request: { redirectUri: string }): Promise<PendingLink>
  /** Redeem at once: such codes may live for 15 s only. @throws ProviderError `certificate-mismatch` when the account is somebody else's */
  completeLink(answer: { userId: string, query: URLSearchParams, pending: Omit<PendingLink, 'url'> }): Promise<void>
}

export type RemoteSignatureProvider = SignatureProvider & RedirectAuthorisation & ExplicitAuthorisation

/** Whatever a provider can do; ask with the predicates of `abilities.ts`. */
export type AnyProvider = CredentialSource & Partial<SignatureProvider & RedirectAuthorisation & ExplicitAuthorisation & OneTimeCodes & TransactionSigning & ActivatedTransactions & AccountLinking>

export interface ProviderDescription {
  name: string
  /** Version of the specification, e.g. "2.0.0.2". */
  specification: string
  region: string
  /** Methods that it says it answers, e.g. `signatures/signHash`. */
  methods: string[]
  authorisation: ('redirect' | 'explicit' | 'transaction')[]
  /** OIDs. */
  signAlgorithms: string[]
}

export interface Credential {
  id: string
  description: string | null
  /** The provider says key and certificate are in order, and the certificate is in its time. It proves nothing about trust. */
  usable: boolean
  keyStatus: 'enabled' | 'disabled'
  certificateStatus: 'valid' | 'expired' | 'revoked' | 'suspended' | 'unknown'
  /** Read from the certificate itself, not from what the provider says about it. */
  certificate: CertificateSummary
  /** DER, signing certificate first, then issuers as far as the provider gives them. */
  certificates: Uint8Array[]
  /** What the key can do, in our words; empty when we speak none of its algorithms. */
  algorithms: { algorithm: SignatureAlgorithm, hash: HashAlgorithm }[]
  /** The same as the provider names them (OIDs), for asking it. */
  algorithmOids: string[]
  keyLength: number
  /** SCAL2: the provider binds the activation to credential and hashes (EN 419 241-1). */
  scal: 'SCAL1' | 'SCAL2'
  /** Signatures with one authorisation; 1 = one by one. */
  multisign: number
  authorisation: { mode: 'redirect' | 'explicit' | 'implicit' | 'transaction', factors: { id: string, type: string, label: string | null }[] }
}

/** DER of the signed attributes. The provider only ever sees its hash (the DTBSR). */
export interface DataToBeSigned {
  data: Uint8Array
  /** Shown to the person on the provider's page, e.g. the title of the form. */
  label: string
}

export interface AuthorisationRequest {
  credential: Credential
  hash: HashAlgorithm
  data: readonly DataToBeSigned[]
}

/** `verifier` must be kept until the answer comes, where only the portal can read it; it belongs to this provider and has no other meaning. */
export interface PendingAuthorisation {
  url: string
  state: string
  verifier: Secret
  redirectUri: string
}

export interface AuthorisationAnswer {
  /** Query of the callback, e.g. `code=…&state=…`. */
  query: URLSearchParams
  pending: Omit<PendingAuthorisation, 'url'>
  credential: Credential
}

/** Signature activation data (SAD, EN 419 241-1): used once, short-lived. */
export interface Activation {
  sad: Secret
  expiresAt: Date
}

export interface SignRequest {
  credential: Credential
  activation: Activation
  algorithm: SignatureAlgorithm
  hash: HashAlgorithm
  data: readonly DataToBeSigned[]
}

export interface TransactionRequest extends AuthorisationRequest {
  algorithm: SignatureAlgorithm
  /** The caller's own id of this transaction: letters, digits and `-`, unguessable, never used before. */
  reference: string
  /** Where the caller holds some of the factors itself, as for a seal. */
  factors?: Readonly<Record<string, Secret>>
}

/** Plain data but for `token`, which must be kept like a password. */
export interface PendingTransaction {
  reference: string
  /** What the provider knows it by; null when its answer was lost. */
  token: Secret | null
  /** How often it was asked. */
  asked: number
  /** Milliseconds; grows with every question. */
  askAfterMs: number
  /** When the provider gives it up, so that nobody waits for ever. */
  expiresAt: Date
}

export interface TransactionQuestion {
  pending: PendingTransaction
  credential: Credential
  algorithm: SignatureAlgorithm
  hash: HashAlgorithm
  data: readonly DataToBeSigned[]
}

export type TransactionAnswer
  = | { state: 'waiting', pending: PendingTransaction, /** The person has said yes; from here on it may be signed. */ isAuthorised?: true }
  /** In the order of `data`, each verified against the credential's certificate. */
    | { state: 'signed', signatures: Uint8Array[] }

/** A call that somebody made to the address that the provider was given. */
export interface ProviderNotification { query: URLSearchParams, body: Uint8Array }

export interface TransactionNotice {
  reference: string
  /** For a pending transaction that has none. */
  token: Secret | null
}

/** Where notifications arrive; the key proves that an address was given out by us. */
export interface NotificationSettings { url: string, key: Secret }

export interface PendingLink { url: string, state: string, verifier: Secret, redirectUri: string }

/** Keeps what a linked account gave us, encrypted, one a person. */
export interface GrantStore {
  find(userId: string): Promise<Secret | null>
  save(userId: string, grant: Secret): Promise<void>
  remove(userId: string): Promise<void>
}

/** A key that lies here: the portal's own seal. */
export interface LocalSigner {
  algorithm: SignatureAlgorithm
  /** DER, signing certificate first. */
  certificates: Uint8Array[]
  certificate: CertificateSummary
  /** @param data DER of the signed attributes */
  sign(data: Uint8Array, hash: HashAlgorithm): Promise<Uint8Array>
}
