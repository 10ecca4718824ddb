import type { PopulationRecord } from './people/record.ts'
import type { Pkcs11Settings } from './signature-service/pkcs11-token.ts'

export interface SandboxPorts { identity: number, registries: number, signature: number, agency: number }

export interface SandboxOptions {
  /** Keys, logins, credentials and received dossiers live here and survive a restart. */
  dataDir: string
  /** 0 = any free port. @defaultValue identity 3001, registries 3002, signature 3003, agency 3004 */
  ports?: Partial<SandboxPorts>
  /** Same seed, same people. @defaultValue 2026 */
  seed?: number
  /** @defaultValue 10 000, which is also the most */
  people?: number
  /** A token that holds the master key of the signature service. @defaultValue a key file in `dataDir` */
  pkcs11?: Pkcs11Settings
  /** The clock of all servers, for tests. @defaultValue the system's */
  now?: () => Date
}

export interface Sandbox {
  urls: SandboxUrls
  /** Everybody in the population registry; those with a `story` first. */
  people: SandboxPerson[]
  officials: SandboxOfficial[]
  /**
   * Environment of a portal at `origin` (e.g. `http://localhost:3000`) that uses this sandbox. Writes the files it names
   * below `dataDir` and registers the origin's callback addresses with the identity provider and the signature service.
   */
  portalEnvironment(origin: string): Record<string, string>
  control: SandboxControl
  stop(): Promise<void>
}

/** Base addresses without a trailing slash. */
export interface SandboxUrls { identity: string, registries: string, signature: string, agency: string }

/** The roles that a story needs; tests pick people by these names. */
export type StoryId
  = | 'temporary-residence' | 'marital-status' | 'expired-certificate' | 'revoked-certificate' | 'no-certificate' | 'locked-credential'
    | 'clerk-police' | 'clerk-committee' | 'clerk-elsewhere' | 'clerk-province-police' | 'operator' | 'agency-signatory' | 'auditor'

export interface SandboxPerson {
  personalId: string
  fullName: string
  /** What the person is for, in Vietnamese; null for the crowd. */
  story: string | null
  storyId: StoryId | null
  /** PIN of the signing credential; null when the person has none. */
  pin: string | null
  record: PopulationRecord
}

export interface SandboxOfficial extends SandboxPerson {
  role: 'clerk' | 'agency-signatory' | 'operator' | 'auditor'
  /** Id of the agency, null for those above agencies. */
  agency: string | null
}

/** Outside-world faults on demand. A fault stays until `reset`, or for `times` calls. */
export interface SandboxControl {
  registry(fault: RegistryFault, options?: FaultOptions): void
  signature(fault: SignatureFault, options?: FaultOptions): void
  agency(fault: AgencyFault, options?: FaultOptions): void
  reset(): void
  /** The one-time code that the person's phone shows now; on the line `typed` the one that was sent last. */
  oneTimeCode(personalId: string, line?: SigningLine): Promise<string>
  /** Signing requests that wait on the person's phone. */
  phone(personalId: string): PhoneRequest[]
  /** What the person does on the phone; with another PIN than theirs when `pin` says so. */
  answerOnPhone(personalId: string, answer: 'agree' | 'decline' | { pin: string }): Promise<void>
  /** Unlocks credentials, as the provider's help desk would. */
  unlock(personalId: string, line?: SigningLine): Promise<void>
  revokeCertificate(personalId: string, line?: SigningLine): Promise<void>
  /** Requests that the agency's back-end accepted, oldest first. */
  receivedDossiers(): ReceivedDossier[]
}

/** Where people answer: on the service's pages, by typing at the client, on their phone. */
export type SigningLine = 'page' | 'typed' | 'device'

export interface PhoneRequest { id: string, documents: { label: string, digest: string }[] }

export interface FaultOptions {
  /** Only for this person. */
  personalId?: string
  /** Only the next n calls. */
  times?: number
  /** Only this step of the signature service, e.g. `signatures/signHash`, `credentials/info`, `oauth2/token`; or this registry. */
  at?: string
  /** For `slow`. @defaultValue 30 000 */
  delayMs?: number
  /** How likely it is at each call, from 0 to 1. @defaultValue 1 */
  rate?: number
}

/**
 * `stale`: an old copy answers; `partial`: every second attribute is left out; `half-answer`: the connection ends in the
 * middle. `at` names one registry (`population`, `tax` …); without it all of them are meant.
 */
export const registryFaults = ['down', 'slow', 'nonsense', 'wrong-person', 'stale', 'partial', 'half-answer', 'unknown-person'] as const
export type RegistryFault = typeof registryFaults[number]

/**
 * `callback-lost`: the person has authorised, but the browser is not sent back. `callback-twice`: it is, and the same
 * callback comes again from elsewhere; likewise for notifications from server to server. `revoked-certificate`: the
 * authority revokes the certificate just then. `half-answer`: the work is done, but half of the answer is lost.
 */
export const signatureFaults = ['slow', 'decline', 'expire', 'wrong-certificate', 'revoked-certificate', 'wrong-signature', 'server-error', 'half-answer', 'callback-lost', 'callback-twice'] as const
export type SignatureFault = typeof signatureFaults[number]

/**
 * `acknowledgement-late`: 202 without a code, the code comes by a call of the agency's own. `duplicate-acknowledgement`:
 * the code in the answer, and twice more by the agency's own calls.
 */
export const agencyFaults = ['down', 'server-error', 'slow', 'acknowledgement-lost', 'acknowledgement-late', 'duplicate-acknowledgement'] as const
export type AgencyFault = typeof agencyFaults[number]

export interface ReceivedDossier {
  idempotencyKey: string
  agency: string
  dossierCode: string | null
  receivedAt: string
  /** How often the same delivery came. */
  deliveries: number
  acknowledgement: string
  parts: { name: string, fileName: string | null, type: string, size: number, sha256: string }[]
}
