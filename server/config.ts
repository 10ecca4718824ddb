import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { readProviderConfigs, Secret, type NamedProviderConfig } from '#signing/providers'

const role = z.enum(['clerk', 'agency-signatory', 'agency-administrator', 'operator', 'auditor'])
const officialsFile = z.array(z.object({ personalId: z.string().regex(/^\d{12}$/), role, agency: z.string().nullable() }))
const agenciesFile = z.array(z.object({
  id: z.string(), code: z.string(), kind: z.enum(['commune-police', 'commune-committee', 'province-police']), province: z.string(), commune: z.string(),
  title: z.object({ vi: z.string(), en: z.string() }), phone: z.string(),
  backendUrl: z.url(), backendToken: z.string(), callbackToken: z.string().min(16), sealCredential: z.string(), sealPin: z.string(),
  /** What the seal may be put to, by slug; without it, results of every procedure. */
  sealProcedures: z.array(z.string()).default(['*']),
})).refine(all => (['id', 'code', 'callbackToken'] as const).every(key => new Set(all.map(one => one[key])).size === all.length))
const anchorEntry = z.strictObject({
  label: z.string(), pem: z.string(),
  uses: z.array(z.enum(['signature', 'timestamp'])).min(1).optional(), trustedUntil: z.iso.datetime({ offset: true }).transform(text => new Date(text)).optional(),
})
// Strict: a misspelt condition would be trust without it.
const trustFile = z.array(z.union([anchorEntry, z.strictObject({ trustedListFile: z.string(), signersFile: z.string() })])).min(1)

const count = (least: number, most: number) => z.coerce.number().int().min(least).max(most)

const environment = z.object({
  NODE_ENV: z.string().default('development'),
  PORTAL_ORIGIN: z.url().transform(url => new URL(url).origin),
  PORTAL_DATA_DIR: z.string().default('.data'),
  PORTAL_ASSETS_DIR: z.string().optional(),
  DATABASE_URL: z.string().optional(),
  PORTAL_ALLOW_EMBEDDED: z.enum(['0', '1']).default('0'),
  PORTAL_SESSION_SECRET: z.string().min(32),
  PORTAL_OIDC_ISSUER: z.url(),
  PORTAL_OIDC_CLIENT_ID: z.string(),
  PORTAL_OIDC_CLIENT_SECRET: z.string(),
  PORTAL_XROAD_SERVER: z.url(),
  PORTAL_XROAD_CLIENT: z.string(),
  PORTAL_XROAD_POPULATION: z.string(),
  PORTAL_REGISTRIES_FILE: z.string().optional(),
  PORTAL_CSC_URL: z.url(),
  PORTAL_CSC_CLIENT_ID: z.string(),
  PORTAL_CSC_CLIENT_SECRET: z.string(),
  PORTAL_CSC_TITLE: z.string().default('Chữ ký số từ xa'),
  PORTAL_PROVIDERS_FILE: z.string().optional(),
  PORTAL_TSA_URL: z.url(),
  PORTAL_TRUST_FILE: z.string(),
  PORTAL_OFFICIALS_FILE: z.string(),
  PORTAL_AGENCIES_FILE: z.string(),
  PORTAL_SEAL_KEY_FILE: z.string(),
  PORTAL_SEAL_CERTIFICATES_FILE: z.string(),
  PORTAL_OUTGOING_ALLOW: z.string().default(''),
  PORTAL_PROXIES: count(0, 10).default(0),
  PORTAL_METRICS_TOKEN: z.string().min(32).optional(),
  PORTAL_DATA_TRACKER_TOKEN: z.string().min(32).optional(),
  PORTAL_CALLS_PER_SESSION: count(1, 1_000_000).default(1_200),
  PORTAL_CALLS_PER_ADDRESS: count(1, 1_000_000).default(6_000),
  PORTAL_SIGN_INS_PER_ADDRESS: count(1, 1_000_000).default(240),
  PORTAL_FILES_PER_ADDRESS: count(1, 1_000_000).default(240),
  PORTAL_PATIENCE_SECONDS: count(1, 300).default(30),
})

export type Official = z.infer<typeof officialsFile>[number]
export type AgencyEntry = z.infer<typeof agenciesFile>[number]
export type PortalConfig = ReturnType<typeof readConfig>

/** The settings make no sense; `message` names each of them in one line and holds no secret. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

/** Reads settings from an environment and the files it names. @throws ConfigError */
export function readConfig(env: Record<string, string | undefined>) {
  const parsed = environment.safeParse(env)
  if (!parsed.success) throw new ConfigError(`Settings missing or wrong: ${parsed.error.issues.map(issue => `${issue.path.join('.')} (${issue.message})`).join('; ')}`)
  const value = parsed.data
  return {
    production: value.NODE_ENV === 'production',
    origin: value.PORTAL_ORIGIN,
    dataDir: value.PORTAL_DATA_DIR,
    assetsDir: value.PORTAL_ASSETS_DIR ?? null,
    databaseUrl: value.DATABASE_URL ?? null,
    allowEmbedded: value.PORTAL_ALLOW_EMBEDDED === '1',
    sessionSecret: value.PORTAL_SESSION_SECRET,
    oidc: { issuer: value.PORTAL_OIDC_ISSUER, clientId: value.PORTAL_OIDC_CLIENT_ID, clientSecret: value.PORTAL_OIDC_CLIENT_SECRET },
    xroad: { server: value.PORTAL_XROAD_SERVER, client: value.PORTAL_XROAD_CLIENT, population: value.PORTAL_XROAD_POPULATION },
    /** Read by the registries' adapter, which knows its shape; null: the population registry alone, by the three settings above. */
    registries: value.PORTAL_REGISTRIES_FILE === undefined ? null : readJson(value.PORTAL_REGISTRIES_FILE, z.unknown()),
    csc: { url: value.PORTAL_CSC_URL, clientId: value.PORTAL_CSC_CLIENT_ID, clientSecret: value.PORTAL_CSC_CLIENT_SECRET, title: value.PORTAL_CSC_TITLE },
    /** Where people can sign; the service of the settings above alone when no file names others. It holds the agencies' seals in any case. */
    providers: value.PORTAL_PROVIDERS_FILE === undefined
      ? [{ id: 'csc', title: value.PORTAL_CSC_TITLE, protocol: 'csc-v2', baseUrl: value.PORTAL_CSC_URL, clientId: value.PORTAL_CSC_CLIENT_ID, clientSecret: new Secret(value.PORTAL_CSC_CLIENT_SECRET) } satisfies NamedProviderConfig]
      : readProviders(value.PORTAL_PROVIDERS_FILE),
    tsaUrl: value.PORTAL_TSA_URL,
    trust: readJson(value.PORTAL_TRUST_FILE, trustFile),
    officials: readJson(value.PORTAL_OFFICIALS_FILE, officialsFile),
    agencies: readJson(value.PORTAL_AGENCIES_FILE, agenciesFile),
    seal: { key: readText(value.PORTAL_SEAL_KEY_FILE), certificates: readText(value.PORTAL_SEAL_CERTIFICATES_FILE) },
    /** Reverse proxies in front: how many hops of X-Forwarded-For are believed. */
    proxies: value.PORTAL_PROXIES,
    metricsToken: value.PORTAL_METRICS_TOKEN ?? null,
    dataTrackerToken: value.PORTAL_DATA_TRACKER_TOKEN ?? null,
    /** Calls a minute. */
    allowances: { session: value.PORTAL_CALLS_PER_SESSION, address: value.PORTAL_CALLS_PER_ADDRESS, signIn: value.PORTAL_SIGN_INS_PER_ADDRESS, files: value.PORTAL_FILES_PER_ADDRESS },
    /** Seconds without a byte after which a body is given up. */
    patience: value.PORTAL_PATIENCE_SECONDS,
    outgoingAllow: value.PORTAL_OUTGOING_ALLOW.split(',').map(one => one.trim()).filter(one => one !== ''),
  }
}

function readProviders(path: string): NamedProviderConfig[] {
  try {
    return readProviderConfigs(readJson(path, z.unknown()))
  }
  catch (error) {
    // The library names the places, never the values.
    throw error instanceof RangeError ? new ConfigError(`${path}: ${error.message}`) : error
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  }
  catch (cause) {
    throw new ConfigError(`Cannot read ${path}`, { cause })
  }
}

function readJson<T>(path: string, schema: z.ZodType<T>): T {
  const text = readText(path)
  try {
    return schema.parse(JSON.parse(text))
  }
  catch {
    // Without its cause: the file may hold secrets and the parser quotes.
    throw new ConfigError(`${path} does not have the shape that docs/operating.md describes`)
  }
}
