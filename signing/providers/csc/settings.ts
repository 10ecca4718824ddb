import type { NetworkPort } from '../../types.ts'
import type { Secret } from '../secret.ts'

export interface CscSettings {
  /** Base address of the service, e.g. `https://signing.example/csc/v2`. */
  baseUrl: string
  clientId: string
  clientSecret: Secret
  network: NetworkPort
  now: () => Date
  /** For one call, in milliseconds. @defaultValue 15 000 */
  timeoutMs?: number
  /** For PKCE and state. @defaultValue the system's generator */
  randomBytes?: (size: number) => Uint8Array
}
