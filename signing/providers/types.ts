import type { CertificateSummary, HashAlgorithm, SignatureAlgorithm } from '../types.ts'
import type { Secret } from './secret.ts'

/** A service that holds keys for others. What it can do is read from it, never assumed. Every method rejects with ProviderError. */
export interface SignatureProvider {
  describe(): Promise<ProviderDescription>
  /** Credentials of a user (for people: the 12-digit personal id), usable or not: `usable` says. */
  listCredentials(userId: string): Promise<Credential[]>
  readCredential(credentialId: string): Promise<Credential>
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

export type RemoteSignatureProvider = SignatureProvider & RedirectAuthorisation & ExplicitAuthorisation

export interface ProviderDescription {
  name: string
  /** Version of the specification, e.g. "2.0.0.2". */
  specification: string
  region: string
  /** Methods that it says it answers, e.g. `signatures/signHash`. */
  methods: string[]
  authorisation: ('redirect' | 'explicit')[]
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
  authorisation: { mode: 'redirect' | 'explicit' | 'implicit', factors: { id: string, type: string, label: string | null }[] }
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

/** A key that lies here: the portal's own seal. */
export interface LocalSigner {
  algorithm: SignatureAlgorithm
  /** DER, signing certificate first. */
  certificates: Uint8Array[]
  certificate: CertificateSummary
  /** @param data DER of the signed attributes */
  sign(data: Uint8Array, hash: HashAlgorithm): Promise<Uint8Array>
}
