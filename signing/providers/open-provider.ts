import type { NetworkPort } from '../types.ts'
import { createCscProvider, createCscV1Provider, type CscLogin } from './csc/index.ts'
import type { Secret } from './secret.ts'
import { createSmartCaProvider } from './smartca/index.ts'
import type { AnyProvider, GrantStore, NotificationSettings } from './types.ts'

/** A provider as an operator writes it down. */
export interface ProviderConfig {
  protocol: 'csc-v2' | 'csc-v1' | 'smartca'
  baseUrl: string
  clientId: string
  clientSecret: Secret
  /** Version 1 only. */
  login?: CscLogin
  /** SmartCA only: the provider has confirmed that the same reference twice is one transaction. */
  repeatsAreSafe?: boolean
  /** For one call, in milliseconds. */
  timeoutMs?: number
}

export interface ProviderDependencies {
  network: NetworkPort
  now: () => Date
  /** What linked accounts gave; one store a provider. */
  grants: GrantStore
  /** Where this provider's calls arrive; the address should name the provider. */
  notifications?: NotificationSettings
}

/** Whatever protocol it speaks; what it can do is asked with the predicates of `abilities.ts`. */
export function openProvider({ protocol, login, repeatsAreSafe, ...config }: ProviderConfig, { grants, notifications, ...outside }: ProviderDependencies): AnyProvider {
  const settings = { ...config, ...outside, ...(notifications === undefined ? {} : { notifications }) }
  switch (protocol) {
    case 'csc-v2': return createCscProvider(settings)
    case 'csc-v1': return createCscV1Provider({ ...settings, ...(login === undefined ? {} : { login }) })
    case 'smartca': return createSmartCaProvider({ ...settings, grants, ...(repeatsAreSafe === undefined ? {} : { repeatsAreSafe }) })
  }
}
