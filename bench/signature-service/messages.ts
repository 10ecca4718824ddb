/** What the service's process says to the bench. */
export interface ServiceStart {
  kind: 'start'
  url: string
  /** Operations a second of an open key, nothing around it. */
  rawRate: number
  token: string
  credential: string
  clientId: string
  clientSecret: string
  pin: string
}

export interface Activation { sad: string, hashes: string[] }
export interface Activations { kind: 'activations', activations: Activation[] }

export interface KeyRate { kind: 'key', rawRate: number }

/** What the bench asks for. */
export type Order = 'measure the key' | { count: number, hashes: number }
