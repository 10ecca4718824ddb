import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { sql as raw } from 'drizzle-orm'
import { lookupAction, type AuditEntry } from '#domain/audit'
import { createDeliveries, deliver, requeueDeliveries, type AgencySystem, type Deliveries } from '#domain/delivery'
import { createDocuments, inspectUpload, loadSlips, loadTypefaces } from '#domain/documents'
import { createCorrectionGlance, createDossiers, onPaper, type AcceptanceJournal, type Dossiers, type Seal } from '#domain/dossiers'
import { createDrafts, type Blobs, type Drafts } from '#domain/drafts'
import { createIdentity, type Identity, type IdentityProvider, type MachineKey } from '#domain/identity'
import { createInsight, type Insight, type UsageOwner } from '#domain/insight'
import type { Transact } from '#domain/outbox'
import { accountSource, createPrefill, type LookupEntry, type PersonRegistry } from '#domain/prefill'
import { loadProcedures, type Procedures } from '#domain/procedures'
import { createReviews, issueResult, permitSeals, requeueResults, type AgencySeal, type DecidedSeals, type Reviews } from '#domain/reviews'
import { createSignatures, type NamedProvider, type PdfSigner, type Signatures } from '#domain/signatures'
import { createValidation, type SignatureValidator, type Validation } from '#domain/validation'
import { dayInVietnam } from '#shared/forms/dates.ts'
import { ProblemError } from '#shared/problem.ts'
import type { ReportView } from '#shared/report/verdict.ts'
import { createIssuerSource, createRevocationSource, createTimestampSource, type NetworkPort } from '#signing'
import { createCscProvider, createHashList, guardSeals, openLocalSigner, openProvider, Secret } from '#signing/providers'
import { createHttpAgencies } from './adapters/agencies/index.ts'
import { createOidcProvider } from './adapters/identity/index.ts'
import { createPortalMetrics } from './adapters/metrics/index.ts'
import { createGuardedNetwork } from './adapters/network/index.ts'
import { createPopulationRegistry, createRegistries, registryNames } from './adapters/registries/index.ts'
import { createSealer, deriveKey } from './adapters/secrets/index.ts'
import { createAgencySeal, createIsolatedValidator, createPdfSigner, createPortalSeal, createSignatureValidator, readTrust, type IsolatedValidator } from './adapters/signatures/index.ts'
import { createFilesystemBlobs } from './adapters/storage/index.ts'
import { every, limitConcurrency, type Repetition } from './adapters/timers/index.ts'
import { ConfigError, type PortalConfig } from './config.ts'
import { openDatabase, type Database } from './db/client.ts'
import { readFigures } from './db/figures.ts'
import { createGrantStore } from './db/grant-store.ts'
import { openJournal } from './db/open-journal.ts'
import { startWork, stopWork } from './db/outbox-store.ts'
import { createLoginStore, createSessionStore } from './db/sessions-store.ts'
import { createStores, createTransact, type Stores } from './db/transact.ts'

export type { Actor, OpenSession } from '#domain/identity'
export { ConfigError, readConfig, type PortalConfig } from './config.ts'

/** Everything that the doors can ask for; the rooms decide who may. */
export interface Portal {
  identity: Identity
  procedures: Procedures
  drafts: Drafts
  signatures: Signatures
  dossiers: Dossiers
  reviews: Reviews
  deliveries: Deliveries
  insight: Insight
  validation: Validation
  /** Validates a stranger's file, a few at a time. @throws ProblemError `too-many-requests` when too many wait already */
  verifyFile(pdf: Uint8Array, fileName: string | null): Promise<ReportView>
  /** Begins to deliver, to issue results and to tidy up. */
  startWork(): Promise<void>
  /** Whether the database answers. */
  isReady(): Promise<boolean>
  /** Prometheus text format; numbers only, no personal data. */
  metrics(): Promise<string>
  /** Other places that forms may lead to (Content-Security-Policy `form-action`). */
  origins: readonly string[]
  /** Lets the work in hand end, then closes the database. */
  close(): Promise<void>
}

/** What went wrong in the background: codes and ids, never contents. */
export interface LogEntry { level: 'info' | 'warn' | 'error', event: string, error?: unknown, [field: string]: unknown }

/** What the rooms stand on: the outside world and the stores. */
export interface PortalPorts {
  transact: Transact<Stores>
  journal: AcceptanceJournal
  blobs: Blobs
  identityProvider: IdentityProvider
  /** By id, `population` among them. */
  registries: Readonly<Record<string, PersonRegistry>>
  /** Where people can sign. */
  signatureProviders: readonly NamedProvider[]
  signer: PdfSigner
  validator: SignatureValidator
  strangersValidator: IsolatedValidator
  seal: Seal
  /** Who may permit a seal: the room of the decisions alone. */
  decidedSeals: DecidedSeals
  agencySeal: AgencySeal
  agencySystem: AgencySystem
}

export interface PortalOverrides {
  now?: () => Date
  newId?: () => string
  network?: NetworkPort
  log?: (entry: LogEntry) => void
  /** Seconds between looks for work whose time has come; new work is told at once. @defaultValue 0.5 */
  pollSeconds?: number
  /** Another outside world, or this one with faults. */
  ports?: (ports: PortalPorts) => PortalPorts
}

interface House { config: PortalConfig, assets: string, database: Database, stores: Stores, now: () => Date, newId: () => string, log: (entry: LogEntry) => void }

/**
 * Opens the database, puts back what a crash took from it, and wires the rooms to the outside world.
 * @throws ConfigError, DatabaseLockedError, ProcedureFileError, TrustSettingsError
 */
export async function createPortal(config: PortalConfig, overrides: PortalOverrides = {}): Promise<Portal> {
  const { now = () => new Date(), newId = randomUUID, log = () => {} } = overrides
  refuseWhatLosesData(config)
  const assets = resolve(config.assetsDir ?? 'server')
  const database = await openDatabase({ url: config.databaseUrl, dataDir: config.dataDir, migrationsDir: join(assets, 'db', 'migrations'), onQueueError: error => log({ level: 'error', event: 'queue-failed', error }) })
  const house: House = { config, assets, database, stores: createStores(database.sql, database.queue), now, newId, log }
  try {
    const transact = createTransact(database.sql, database.queue)
    const journal = await openJournalFor(house, transact)
    const usual = { transact, journal, ...connectOutside(house, overrides.network ?? createGuardedNetwork({ allow: config.outgoingAllow })) }
    const ports = overrides.ports?.(usual) ?? usual
    return openRooms(house, ports, { pollSeconds: overrides.pollSeconds ?? 0.5, close: async () => {
      await journal.close()
      await database.close()
    } })
  }
  catch (error) {
    await database.close()
    throw error
  }
}

function refuseWhatLosesData({ production, databaseUrl, allowEmbedded }: PortalConfig): void {
  if (!production || databaseUrl !== null || allowEmbedded) return
  throw new ConfigError('DATABASE_URL is not set. The embedded database never calls fsync: a power cut loses drafts and decisions (accepted dossiers are in the journal), and only one process can use it. Name a PostgreSQL, or set PORTAL_ALLOW_EMBEDDED=1 if that is good enough here.')
}

/** PostgreSQL needs none: its commits are durable by themselves. */
async function openJournalFor({ config, database, now, log }: House, transact: Transact<Stores>): Promise<AcceptanceJournal & { close(): Promise<void> }> {
  if (database.engine === 'postgresql') return { record: async () => {}, close: async () => {} }
  return openJournal({
    sql: database.sql, transact, dataDir: config.dataDir, now,
    onReplay: replayed => log({ level: 'warn', event: 'journal-replayed', replayed }),
    onTorn: line => log({ level: 'warn', event: 'journal-line-torn', line }),
  })
}

function connectOutside({ config, assets, database, stores, now, log }: House, network: NetworkPort): Omit<PortalPorts, 'transact' | 'journal'> {
  const { anchors, lists } = readTrust(config.trust, now())
  for (const list of lists) log({ level: 'info', event: 'trusted-list-read', ...list })
  const revocation = createRevocationSource({ network, now })
  const authorities = { timestamp: createTimestampSource({ url: config.tsaUrl, network }), revocation, issuers: anchors.map(({ certificate }) => certificate) }
  const grants = createSealer(config.sessionSecret, 'linked accounts')
  const notificationKey = deriveKey(config.sessionSecret, 'notifications of providers')
  const decidedSeals = permitSeals({ dossiers: stores.dossiers, list: createHashList({ procedures: Object.fromEntries(config.agencies.map(({ sealCredential, sealProcedures }) => [sealCredential, sealProcedures])), now }) })
  // Nobody but the guard has this one.
  const sealProvider = createCscProvider({ baseUrl: config.csc.url, clientId: config.csc.clientId, clientSecret: new Secret(config.csc.clientSecret), network, now })
  return {
    blobs: createFilesystemBlobs(join(config.dataDir, 'blobs')),
    identityProvider: createOidcProvider({ ...config.oidc, redirectUri: `${config.origin}/auth/callback`, afterSignOut: `${config.origin}/` }),
    registries: {
      population: createPopulationRegistry({ server: config.xroad.server, client: config.xroad.client, service: config.xroad.population, network, now }),
      ...(config.registries === null ? {} : createRegistries(config.registries, { network, openNetwork: tls => createGuardedNetwork({ allow: config.outgoingAllow, tls }), now })),
    },
    signatureProviders: config.providers.map(({ id, title, ...one }) => ({
      id, title,
      service: openProvider(one, { network, now, grants: createGrantStore(database.sql, { provider: id, sealer: grants, now }), notifications: { url: `${config.origin}/signing/notifications/${id}`, key: notificationKey } }),
    })),
    signer: createPdfSigner(authorities),
    validator: createSignatureValidator({ anchors, revocation, issuers: createIssuerSource({ network, now }), now }),
    strangersValidator: createIsolatedValidator({ anchors, network, now, workerFile: findWorker(assets) }),
    seal: createPortalSeal({ signer: openLocalSigner({ key: new Secret(config.seal.key), certificates: config.seal.certificates }), authorities, now }),
    decidedSeals,
    agencySeal: createAgencySeal({ provider: guardSeals(sealProvider, decidedSeals), seals: config.agencies.map(({ id, sealCredential, sealPin }) => ({ agency: id, credential: sealCredential, pin: new Secret(sealPin) })), authorities }),
    agencySystem: createHttpAgencies({ agencies: config.agencies.map(({ id, backendUrl, backendToken }) => ({ id, url: backendUrl, token: backendToken })), network }),
  }
}

function openRooms(house: House, ports: PortalPorts, { pollSeconds, close }: { pollSeconds: number, close: () => Promise<void> }): Portal {
  const { config, assets, database, stores, now, newId, log } = house
  const { transact } = ports
  const agencies = config.agencies.map(({ id, code, kind, province, commune, title, phone }) => ({ id, code, kind, province, commune, title, phone }))
  const common = { ...stores, ...ports, agencies, now, newId }

  const identity = createIdentity({ provider: ports.identityProvider, sessions: createSessionStore(database.sql), logins: createLoginStore(database.sql), officials: config.officials, machines: machinesOf(config), now, secret: config.sessionSecret })
  const procedures = loadProcedures({ assetsDir: assets, registries: { ...registryNames(Object.keys(ports.registries)), account: accountSource } })
  const { labels } = procedures
  const prefill = createPrefill({ registries: ports.registries, now, labels, log: { record: lookup => transact(({ audit }) => audit.append(lookupDeed(lookup))) } })
  const documents = createDocuments({ typefaces: loadTypefaces(findTypefaces(assets)), labels, slips: loadSlips(assets) })
  const validation = createValidation({ validator: ports.validator, strangers: ports.strangersValidator })
  const signatures = createSignatures({
    ...common, procedures, validation,
    providers: ports.signatureProviders,
    sealer: createSealer(config.sessionSecret, 'pending authorisations'),
    redirectUri: `${config.origin}/signing/callback`,
    wait: milliseconds => pause(milliseconds),
  })
  const drafts = createDrafts({
    ...common, drafts: stores.drafts, procedures, prefill, signing: signatures, corrections: createCorrectionGlance(stores),
    renderer: { render: input => documents.renderForm({ ...input, agency: onPaper(input.agency) }) },
    uploads: { inspect: inspectUpload },
  })
  const dossiers = createDossiers({ ...common, dossiers: stores.dossiers, procedures, prefill, documents, validation, draftsRoom: drafts })
  const reviews = createReviews({ ...common, dossiers: stores.dossiers, procedures, documents })
  const deliveries = createDeliveries({ ...common, deliveries: stores.deliveries })
  const insight = createInsight({
    ...common,
    registries: Object.fromEntries(Object.entries(ports.registries).map(([id, { title }]) => [id, title])),
    procedure: slug => procedures.list(dayInVietnam(now())).find(one => one.slug === slug)?.title ?? null,
    owner: portalOwner(config),
  })

  const metrics = createPortalMetrics({ readFigures: () => readFigures(database.sql), now })
  const failed = (work: string) => (error: unknown): void => {
    metrics.countFailure(work)
    log({ level: 'error', event: 'work-failed', work, error })
  }
  const handlers = { deliver: deliver(common), issue: issueResult({ ...common, procedures, documents }) }
  const requeue = { deliveries: requeueDeliveries(common), results: requeueResults(common) }
  const verify = limitConcurrency({ atOnce: 2, inLine: 16, onFull: () => new ProblemError('too-many-requests') })
  let repetitions: Repetition[] = []

  return {
    identity, procedures, drafts, signatures, dossiers, reviews, deliveries, insight, validation,
    verifyFile: (pdf, fileName) => verify(() => validation.validateForAnyone(pdf, fileName)),
    startWork: async () => {
      await startWork(database.queue, {
        handlers: { 'deliver': ({ delivery }) => handlers.deliver(delivery), 'issue-result': ({ dossier }) => handlers.issue(dossier) },
        onError: (kind, error) => failed(kind)(error),
        pollSeconds,
      })
      await requeue.results()
      repetitions = [
        every(600, requeue.deliveries, failed('requeue')),
        every(20, signatures.sweep, failed('signing-sweep')),
        every(300, identity.sweep, failed('identity-sweep')),
      ]
    },
    isReady: () => Promise.race([
      database.sql.execute(raw`select 1`).then(() => true, () => false),
      new Promise<boolean>((answer) => { setTimeout(answer, 2000, false).unref() }),
    ]),
    metrics: metrics.text,
    origins: [...new Set([config.oidc.issuer, ...config.providers.map(({ baseUrl }) => baseUrl)].map(url => new URL(url).origin))],
    close: async () => {
      await Promise.all([stopWork(database.queue), ports.strangersValidator.close(), ...repetitions.map(one => one.stop())])
      await close()
    },
  }
}

/** Agencies' systems, and the national page when it is connected. */
const machinesOf = ({ agencies, dataTrackerToken }: PortalConfig): MachineKey[] => [
  ...agencies.map(({ id, callbackToken }): MachineKey => ({ token: callbackToken, actor: { role: 'machine', agency: id } })),
  ...(dataTrackerToken === null ? [] : [{ token: dataTrackerToken, actor: { role: 'data-tracker' } } satisfies MachineKey]),
]

/** The portal's owner goes by the member code of its subsystem: INSTANCE/CLASS/MEMBER/SUBSYSTEM. */
const portalOwner = ({ xroad, origin }: PortalConfig): UsageOwner => ({ code: xroad.client.split('/')[2] ?? xroad.client, name: 'MotLan', system: new URL(origin).host })

/** Who asked which registry about whom, for which case and on which ground; what was answered is not written down. */
const lookupDeed = ({ at, userId, registry, issue, subject, purpose, outcome }: LookupEntry): AuditEntry =>
  ({ at: at.toISOString(), actor: userId.replace(/^VN/, ''), role: 'citizen', agency: null, action: `${lookupAction} ${registry} ${outcome}`, object: issue, subject, ground: purpose })

/** Bundled beside the other assets, as in a built server, or the source itself. */
function findWorker(assets: string): string {
  const built = join(assets, 'validation-worker.mjs')
  return existsSync(built) ? built : join(assets, 'adapters', 'signatures', 'validation-worker.ts')
}

/** A copy beside the other assets, as in a built server, or the package itself. */
function findTypefaces(assets: string): string {
  const copy = join(assets, 'typefaces')
  return existsSync(copy) ? copy : dirname(createRequire(join(process.cwd(), 'package.json')).resolve('@expo-google-fonts/tinos/package.json'))
}
