import type { NetworkPort } from '../../types.ts'
import type { Secret } from '../secret.ts'
import type { GrantStore, NotificationSettings } from '../types.ts'

export interface SmartCaSettings {
  /** Address of the gateway without a path, e.g. `https://gwsca.example`. */
  baseUrl: string
  clientId: string
  clientSecret: Secret
  network: NetworkPort
  now: () => Date
  /** What linked accounts gave us: an access token for an hour, a refresh token for three months. */
  grants: GrantStore
  /** For one call, in milliseconds. @defaultValue 15 000 */
  timeoutMs?: number
  /** How long a transaction may take until it is given up, in milliseconds; longer than the gateway's own patience. @defaultValue 600 000 */
  patienceMs?: number
  /** `notifyUrl`: called once, never again. Without it, or when it is lost, the service is asked. */
  notifications?: NotificationSettings
  /** The provider has confirmed that the same `refTranId` twice is one transaction. @defaultValue false: what may have been begun is never begun again */
  repeatsAreSafe?: boolean
  /** For state. @defaultValue the system's generator */
  randomBytes?: (size: number) => Uint8Array
}

/** "At most 50 hashes a call" (integration document v1.1, 5.2.4). */
export const mostHashes = 50
