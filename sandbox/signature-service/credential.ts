import type { PinHash } from './factors.ts'
import type { StoredPasskey } from './passkey.ts'

/**
 * Where a credential's owner answers: `page` on our own pages (PIN and the code that their phone makes), `typed` at the
 * client (PIN and a code that is sent to their phone), `device` on the phone itself. Each line has addresses of its own.
 * A `seal` is an organisation's, authorised by its PIN.
 */
export type CredentialLine = 'page' | 'typed' | 'device'

const prefixes: Record<CredentialLine, string> = { page: 'person-', typed: 'typed-', device: 'device-' }

export const credentialIdOf = (personalId: string, line: CredentialLine): string => `${prefixes[line]}${personalId}`

export function lineOf(credentialId: string): CredentialLine | 'seal' {
  return (Object.keys(prefixes) as CredentialLine[]).find(line => credentialId.startsWith(prefixes[line])) ?? 'seal'
}

/** A signing key that is held for somebody, its certificate, and how its owner unlocks it. */
export interface StoredCredential {
  id: string
  /** What `credentials/list` finds it by: a personal id, or an agency's id. */
  userId: string
  description: string
  /** How the API calls it: people answer on our pages, or factors are sent (for an organisation its PIN, CSC API 8.5.3, strategy 1). */
  mode: 'oauth2code' | 'explicit'
  /** Wrapped private key; what is in it only the master key knows. */
  key: string
  keyLength: number
  /** Base64 DER, signing certificate first. */
  certificates: string[]
  pin: PinHash
  /** Wrapped; null when there is no second factor. */
  otpSecret: string | null
  /** Signatures with one authorisation. */
  multisign: number
  /** Wrong tries since the last right one, and until when no further try is looked at. */
  wrongTries: number
  /** ISO 8601, or null. */
  waitUntil: string | null
  lastOtpStep: number
  /** Instead of the one-time code, where the owner has added one. */
  passkeys?: StoredPasskey[]
}

export const keyPurpose = (id: string): string => `signing key of ${id}`
export const otpPurpose = (id: string): string => `one-time codes of ${id}`

/** Wrong tries after which the credential is locked. */
export const mostTries = 5

/** Growing delay: two slips are free, then 2 s and 8 s, then a quarter of an hour, doubled with every further try up to a day. */
export function waitAfter(wrongTries: number): number {
  if (wrongTries < 3) return 0
  if (wrongTries < mostTries) return [2, 8][wrongTries - 3]! * 1000
  return Math.min(15 * 60 * 2 ** (wrongTries - mostTries), 24 * 60 * 60) * 1000
}

export function isLocked({ wrongTries, waitUntil }: StoredCredential, now: Date): boolean {
  return wrongTries >= mostTries && waitUntil !== null && new Date(waitUntil) > now
}
