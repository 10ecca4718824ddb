import { z } from 'zod'

/**
 * The registries file: security servers and gateways by a name of the operator's own, then each registry with the way to
 * it. What is not in it is not connected: its values are declared, and its papers may be asked.
 */
const tls = z.strictObject({ keyFile: z.string(), certificateFile: z.string(), authoritiesFile: z.string() })

const identifier = (least: number, most: number) => z.string().refine((text) => {
  const parts = text.split('/')
  return parts.length >= least && parts.length <= most && parts.every(part => part !== '')
}, 'INSTANCE/CLASS/MEMBER/…')

const securityServer = z.strictObject({ url: z.url(), client: identifier(3, 4), tls: tls.optional() })
const gateway = z.strictObject({ url: z.url(), tokenUrl: z.url(), clientId: z.string().min(1), clientSecret: z.string().min(1), tls: tls.optional() })
const timeout = { timeoutMs: z.int().min(100).max(60_000).optional() }

const connection = z.discriminatedUnion('transport', [
  z.strictObject({ transport: z.literal('x-road-rest'), server: z.string(), service: identifier(4, 5), ...timeout }),
  z.strictObject({
    transport: z.literal('x-road-soap'), server: z.string(), service: identifier(4, 5), path: z.string().regex(/^\//).default('/'), ...timeout,
    platform: z.strictObject({ apiKey: z.string(), user: z.string(), secret: z.string(), authUrl: z.string() }).optional(),
    caller: z.strictObject({ official: z.string().regex(/^\d{12}$/), unit: z.string().min(1), account: z.string().min(1) }),
  }),
  z.strictObject({ transport: z.literal('bearer-rest'), gateway: z.string(), path: z.string().regex(/^\//), ...timeout }),
])

const settings = z.strictObject({
  securityServers: z.record(z.string(), securityServer).default({}),
  gateways: z.record(z.string(), gateway).default({}),
  registries: z.record(z.string(), connection),
})

export type RegistrySettings = z.infer<typeof settings>
export type TlsSettings = z.infer<typeof tls>
export type ConnectionSettings = z.infer<typeof connection>

/** The registries file makes no sense; the message names places in it and holds no secret. */
export class RegistrySettingsError extends Error {
  override name = 'RegistrySettingsError'
}

/** @throws RegistrySettingsError */
export function parseRegistrySettings(value: unknown): RegistrySettings {
  const parsed = settings.safeParse(value)
  if (parsed.success) return parsed.data
  throw new RegistrySettingsError(`Registries file: ${parsed.error.issues.map(({ path, code }) => `${path.join('.')} (${code})`).join('; ')}`)
}
