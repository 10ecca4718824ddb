/** What the service's process says to the bench. */
export interface ServiceStart {
  kind: 'start'
  url: string
  token: string
  credential: string
  clientId: string
  clientSecret: string
  pin: string
}

export interface Activation { sad: string, hashes: string[] }
export interface Activations { kind: 'activations', activations: Activation[] }

/** Operations a second of an open key, nothing around it. */
export interface KeyRate { kind: 'key', rawRate: number }

/** What the bench asks for. */
export type Order = 'measure the key' | { count: number, hashes: number }
