import { z } from 'zod'
import type { NetworkPort } from '../types.ts'
import { createCscProvider, createCscV1Provider, type CscLogin } from './csc/index.ts'
import { Secret } from './secret.ts'
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
  /** CSC only: how long a code that was sent gets to arrive before another may be asked for, in milliseconds. */
  codePauseMs?: number
}

/** One that people can choose: its id goes into addresses, its title is read by people. */
export interface NamedProviderConfig extends ProviderConfig { id: string, title: string }

const login = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('client-credentials') }),
  z.strictObject({ kind: z.literal('basic'), userName: z.string().min(1), password: z.string().min(1) }),
  z.strictObject({ kind: z.literal('profile'), url: z.url(), profileId: z.string().min(1) }),
])
const configsSchema = z.array(z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/),
  title: z.string().min(1).max(100),
  protocol: z.enum(['csc-v2', 'csc-v1', 'smartca']),
  baseUrl: z.url(),
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  login: login.optional(),
  repeatsAreSafe: z.boolean().optional(),
  timeoutMs: z.int().min(100).max(120_000).optional(),
  codePauseMs: z.int().min(0).max(120_000).optional(),
})).min(1).refine(all => new Set(all.map(({ id }) => id)).size === all.length, 'two providers with one id')

/** The list of providers as an operator writes it (`docs/providers.md`). @throws RangeError that names the places that make no sense, and no secret */
export function readProviderConfigs(value: unknown): NamedProviderConfig[] {
  const parsed = configsSchema.safeParse(value)
  if (!parsed.success) throw new RangeError(`providers: ${parsed.error.issues.map(({ path }) => path.join('.') || '(whole)').join(', ')}`)
  return parsed.data.map(({ clientSecret, login, repeatsAreSafe, timeoutMs, codePauseMs, ...rest }) => ({
    ...rest,
    clientSecret: new Secret(clientSecret),
    ...(login === undefined ? {} : { login: login.kind === 'basic' ? { ...login, password: new Secret(login.password) } : login }),
    ...(repeatsAreSafe === undefined ? {} : { repeatsAreSafe }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(codePauseMs === undefined ? {} : { codePauseMs }),
  }))
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
