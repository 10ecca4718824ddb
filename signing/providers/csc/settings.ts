import type { NetworkPort } from '../../types.ts'
import type { Secret } from '../secret.ts'
import type { NotificationSettings } from '../types.ts'

export interface CscSettings {
  /** Base address of the service with the version in it, e.g. `https://signing.example/csc/v2`. */
  baseUrl: string
  clientId: string
  clientSecret: Secret
  network: NetworkPort
  now: () => Date
  /** For one call, in milliseconds. @defaultValue 15 000 */
  timeoutMs?: number
  /** How long a transaction may take until it is given up, in milliseconds; longer than the service's own patience. @defaultValue 600 000 */
  patienceMs?: number
  /** How long a code that was sent gets to arrive before another may be asked for, in milliseconds. @defaultValue 30 000 */
  codePauseMs?: number
  /** For PKCE and state. @defaultValue the system's generator */
  randomBytes?: (size: number) => Uint8Array
  /** Where the service may tell that it has signed (v2, `response_uri`); without it, it is only asked. */
  notifications?: NotificationSettings
}
