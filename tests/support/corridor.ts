import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SandboxPerson } from '../../sandbox/index.ts'
import { createGuardedNetwork } from '../../server/adapters/network/index.ts'
import { readConfig } from '../../server/config.ts'
import { createPortal, type Actor, type Portal, type PortalOverrides } from '../../server/portal.ts'
import type { DossierView, DeskDossierView } from '../../shared/api/dossiers.ts'
import type { DraftView } from '../../shared/api/drafts.ts'
import type { Answers } from '../../shared/forms/definition.ts'
import { dayInVietnam } from '../../shared/forms/dates.ts'
import { ProblemError, type ProblemCode } from '../../shared/problem.ts'
import type { NetworkPort } from '../../signing/types.ts'
import { emptyDatabases } from './databases.ts'
import { locationOf, PlainBrowser } from './plain-browser.ts'
import { startTemporarySandbox, type TemporarySandbox } from './sandbox.ts'

/** The portal without its web server, amid the real sandbox; it answers to an origin where nobody listens. */
export interface Corridor {
  portal: Portal
  world: TemporarySandbox
  dataDir: string
  environment: Record<string, string>
  /** Addresses that cannot be reached now. */
  cut: (url: string) => boolean
  /** Closes the portal, unless it is, and opens it again on the same data. */
  reopen(overrides?: PortalOverrides, state?: { isClosed: boolean }): Promise<void>
  remove(): Promise<void>
}

const nobody = 'http://localhost:3995'

export interface CorridorOptions extends PortalOverrides {
  databaseUrl?: string
  /** Where the portal is said to be. */
  origin?: string
  /** More settings, made from those of the sandbox. */
  settings?: (environment: Record<string, string>, dataDir: string) => Record<string, string>
}

export async function openCorridor({ databaseUrl, origin = nobody, settings = () => ({}), ...overrides }: CorridorOptions = {}): Promise<Corridor> {
  const dataDir = mkdtempSync(join(tmpdir(), 'motlan-journey-'))
  if (databaseUrl === undefined) (await emptyDatabases()).put(dataDir)
  const world = await startTemporarySandbox(origin)
  const environment = { ...world.environment, PORTAL_DATA_DIR: dataDir, ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }), ...settings(world.environment, dataDir) }
  const config = readConfig(environment)
  const outside = createGuardedNetwork({ allow: config.outgoingAllow })
  const network: NetworkPort = { send: request => corridor.cut(request.url) ? Promise.reject(new Error('cut off')) : outside.send(request) }
  const open = (more: PortalOverrides = {}): Promise<Portal> => createPortal(config, { pollSeconds: 0.5, log: printErrors, network, ...overrides, ...more })
  const corridor: Corridor = {
    portal: await open(),
    world,
    dataDir,
    environment,
    cut: () => false,
    reopen: async (more, { isClosed } = { isClosed: false }) => {
      if (!isClosed) await corridor.portal.close()
      corridor.portal = await open(more)
    },
    remove: async () => {
      await corridor.portal.close()
      await world.remove()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
  return corridor
}

/** Failures that a test provokes on purpose are silenced by a log of its own. */
const printErrors: NonNullable<PortalOverrides['log']> = (entry) => {
  if (entry.level === 'error') console.error(entry)
}

/** Logs in on the identity provider's own pages. */
export async function signIn(portal: Portal, person: Pick<SandboxPerson, 'personalId'>, assurance: 'low' | 'substantial' | 'high' = 'high'): Promise<Actor> {
  const browser = new PlainBrowser()
  const { url, state } = await portal.identity.beginSignIn('/')
  const page = locationOf(await browser.get(url))
  const resume = locationOf(await browser.post(`${page}/login`, { person: person.personalId, assurance }))
  const { token } = await portal.identity.completeSignIn(new URL(locationOf(await browser.get(resume))), state)
  const session = await portal.identity.findSession(token)
  if (session === null) throw new Error('no session')
  return session.actor
}

const inDays = (days: number): string => dayInVietnam(new Date(Date.now() + days * 86_400_000))

/** What a person adds to what the registries know. */
export const additions: Readonly<Record<string, () => Answers>> = {
  'temporary-residence': () => ({
    phone: '0912345678', occupation: 'Kỹ sư', newAddress: { province: '01', commune: '00166', detail: 'Số 12 phố Duy Tân' }, stayFrom: inDays(2), stayUntil: inDays(400),
    dwelling: 'own', landCertificate: 'BK 123456', household: 'own', guardianNeeded: 'no', resultChannel: 'electronic',
  }),
  'marital-status-certificate': () => ({
    relation: 'self', phone: '0912345678', requesterPaperKind: 'identity-card', requesterResidenceKind: 'permanent', residences: [{ from: '2008', place: { province: '01', commune: '00166', detail: 'Số 5 phố Duy Tân' } }],
    purpose: 'credit', resultChannel: 'electronic', commitment: true,
  }),
}

/** Opens a draft and fills it until nothing stands in the way, section by section as the pages save. */
export async function fill(portal: Portal, actor: Actor, slug: string, changes: Answers = {}): Promise<DraftView> {
  let { draft } = await portal.drafts.open(actor, slug)
  for (const [field, value] of Object.entries({ ...additions[slug]!(), ...changes })) draft = await portal.drafts.save(actor, draft.id, { version: draft.version, given: { json: { [field]: value } } })
  return draft
}

const usedCodes = new Map<string, string>()

/** A code that the phone has not shown before: each is good for one signature, and there is a new one every 30 seconds. */
async function freshCode({ world }: Pick<Corridor, 'world'>, { personalId }: SandboxPerson): Promise<string> {
  const code = await until(() => world.sandbox.control.oneTimeCode(personalId), shown => shown !== usedCodes.get(personalId))
  usedCodes.set(personalId, code)
  return code
}

/** Answers on the signature service's own pages. @returns the query with which the browser comes back */
export async function authorise(corridor: Pick<Corridor, 'world'>, person: SandboxPerson, url: string): Promise<URLSearchParams> {
  const browser = new PlainBrowser()
  const page = locationOf(await browser.get(url))
  const otp = await freshCode(corridor, person)
  return new URL(locationOf(await browser.post(`${page}/sign`, { pin: person.pin ?? '', otp }))).searchParams
}

/** Prepares and signs. @returns what the callback told the page */
export async function sign(corridor: Pick<Corridor, 'world' | 'portal'>, person: SandboxPerson, { actor, draft }: { actor: Actor, draft: string }): Promise<ProblemCode | null> {
  const { signatures } = corridor.portal
  const session = await signatures.start(actor, draft, { credential: null, returnTo: `/drafts/${draft}/review` })
  if (session.authorisePath === null) throw new Error(`nowhere to authorise: ${session.state}`)
  const { problem } = await signatures.answer(actor, await authorise(corridor, person, session.authorisePath))
  return problem
}

/** Opens, fills and prepares a draft of somebody. */
export async function prepare(corridor: Pick<Corridor, 'portal'>, person: SandboxPerson, slug = 'temporary-residence'): Promise<{ actor: Actor, draft: string }> {
  const actor = await signIn(corridor.portal, person)
  const draft = await fill(corridor.portal, actor, slug, slug === 'temporary-residence' ? { currentAddress: { province: '01', commune: '00166', detail: 'Số 1' } } : {})
  await corridor.portal.drafts.prepareDocument(actor, draft.id)
  return { actor, draft: draft.id }
}

/** Grown-up people with a credential and no story, one after the other, each once. */
export function crowd(world: TemporarySandbox): () => SandboxPerson {
  const people = world.sandbox.people.filter(({ storyId, pin, record }) => storyId === null && pin !== null && record.dateOfBirth < '2006')
  let next = 0
  return () => {
    next += 1
    return people[next * 7 % people.length]!
  }
}

export interface Filed { citizen: Actor, person: SandboxPerson, draft: string, dossier: DossierView }

/** From the log-in to the receipt. */
export async function file(corridor: Corridor, person: SandboxPerson): Promise<Filed> {
  const { actor: citizen, draft } = await prepare(corridor, person)
  const problem = await sign(corridor, person, { actor: citizen, draft })
  if (problem !== null) throw new Error(`not signed: ${problem}`)
  const { dossier } = await corridor.portal.dossiers.submit(citizen, draft, `key-${draft}`)
  return { citizen, person, draft, dossier }
}

/** The code of the problem that it ends in. @throws Error when it ends well or otherwise */
export async function problemOf(work: Promise<unknown>): Promise<ProblemCode> {
  try {
    await work
  }
  catch (error) {
    if (error instanceof ProblemError) return error.code
    throw error
  }
  throw new Error('it was done')
}

/** Looks again until it is so. @throws Error after `seconds` */
export async function until<T>(look: () => Promise<T>, isSo: (seen: T) => boolean, seconds = 60): Promise<T> {
  for (const end = Date.now() + seconds * 1000; ;) {
    const seen = await look()
    if (isSo(seen)) return seen
    if (Date.now() > end) throw new Error(`still not so: ${JSON.stringify(seen).slice(0, 600)}`)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

export const acknowledged = (portal: Portal, actor: Actor, id: string): Promise<DossierView> => until(() => portal.dossiers.view(actor, id), ({ delivery }) => delivery.state === 'acknowledged')
export const decided = (portal: Portal, clerk: Actor, id: string): Promise<DeskDossierView> => until(() => portal.reviews.view(clerk, id), ({ state }) => state === 'decided')
