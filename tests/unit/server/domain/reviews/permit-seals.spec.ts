import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { permitSeals, type AgencySeal, type DecidedSeals, type Decision, type PreparedPaper } from '#domain/reviews'
import type { Dossier } from '#domain/dossiers'
import { createRevocationSource, createTimestampSource, prepareSignature } from '#signing'
import { createCscProvider, createHashList, guardSeals, ProviderError, Secret } from '#signing/providers'
import { samplePdf } from '#signing/testing'
import { createAgencySeal } from '../../../../../server/adapters/signatures/index.ts'
import { ProblemError } from '../../../../../shared/problem.ts'
import { openEmbeddedStores, type OpenStores } from '../../../../support/databases.ts'
import { directNetwork as network } from '../../../../support/direct-network.ts'
import { startTemporarySandbox, type TemporarySandbox } from '../../../../support/sandbox.ts'
import { sampleDossier } from '../../../../support/store-samples.ts'

const paper = (title: string): Uint8Array => samplePdf({ catalog: `/Title <${Buffer.from(title).toString('hex')}>` })
const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const now = (): Date => new Date()

let world: TemporarySandbox
let open: OpenStores
let decided: DecidedSeals
/** The adapter as the portal wires it: it knows the PIN, and has nothing but the guarded provider. */
let seal: AgencySeal
let agency: string
beforeAll(async () => {
  [world, open] = await Promise.all([startTemporarySandbox('http://localhost:3989'), openEmbeddedStores()])
  const { PORTAL_CSC_URL = '', PORTAL_CSC_CLIENT_ID = '', PORTAL_CSC_CLIENT_SECRET = '', PORTAL_AGENCIES_FILE = '', PORTAL_TSA_URL = '' } = world.environment
  const [first] = JSON.parse(readFileSync(PORTAL_AGENCIES_FILE, 'utf8')) as { id: string, sealCredential: string, sealPin: string }[]
  agency = first?.id ?? ''
  decided = permitSeals({ dossiers: open.stores.dossiers, list: createHashList({ procedures: { [first?.sealCredential ?? '']: ['temporary-residence'] }, now }) })
  const provider = createCscProvider({ baseUrl: PORTAL_CSC_URL, clientId: PORTAL_CSC_CLIENT_ID, clientSecret: new Secret(PORTAL_CSC_CLIENT_SECRET), network, now })
  seal = createAgencySeal({
    provider: guardSeals(provider, decided),
    seals: [{ agency, credential: first?.sealCredential ?? '', pin: new Secret(first?.sealPin ?? '') }],
    authorities: { timestamp: createTimestampSource({ url: PORTAL_TSA_URL, network }), revocation: createRevocationSource({ network, now }), issuers: [] },
  })
}, 120_000)
afterAll(async () => {
  await open.remove()
  await world.remove()
})

/** A dossier whose decision names this paper, as it is stored. */
async function decide(bytes: Uint8Array, change: Partial<Dossier> = {}): Promise<Dossier> {
  const dossier = sampleDossier({ agency, state: 'accepted', version: 3, acceptance: { official: { name: 'Trần Quang Huy', role: '' }, at: now().toISOString(), result: digestOf(bytes) }, ...change })
  await open.stores.dossiers.insert(dossier)
  return dossier
}
const decisionOf = ({ id, version }: Dossier): Decision => ({ dossier: id, version })

async function prepare(bytes: Uint8Array): Promise<{ credential: string, ready: PreparedPaper }> {
  const { credential, ...key } = await seal.describe(agency)
  return { credential, ready: prepareSignature(bytes, { ...key, signingTime: now(), reason: 'Kết quả' }) }
}
const permit = (decision: Decision, { credential, ready }: Awaited<ReturnType<typeof prepare>>): Promise<void> => decided.permit(decision, { credential, prepared: ready.prepared })
const sealIt = ({ ready }: Awaited<ReturnType<typeof prepare>>): Promise<Uint8Array> => seal.seal(agency, ready, 'Kết quả')

const refused = async (work: Promise<unknown>): Promise<string> => work.then(() => 'sealed', (error: unknown) => error instanceof ProviderError || error instanceof ProblemError ? error.code : String(error))

describe('an agency’s seal', () => {
  it('is put on the paper that a stored decision names, once for each permit', async () => {
    const bytes = paper('a result')
    const dossier = await decide(bytes)
    const order = await prepare(bytes)
    await permit(decisionOf(dossier), order)
    expect(Buffer.from(await sealIt(order)).subarray(0, bytes.length)).toEqual(Buffer.from(bytes))
    expect(await refused(sealIt(order))).toBe('request-refused')
    // After a crash: the same paper once more.
    await permit(decisionOf(dossier), order)
    expect(await refused(sealIt(order))).toBe('sealed')
  })

  it('is not to be had by the adapter alone, for a paper that no decision names', async () => {
    const bytes = paper('slipped in')
    const dossier = await decide(paper('another'))
    const order = await prepare(bytes)
    expect(await refused(sealIt(order))).toBe('request-refused')
    expect(await refused(permit(decisionOf(dossier), order))).toBe('state-conflict')
    expect(await refused(sealIt(order))).toBe('request-refused')
  })

  it('does not go from the permitted paper to another', async () => {
    const bytes = paper('permitted')
    await permit(decisionOf(await decide(bytes)), await prepare(bytes))
    expect(await refused(sealIt(await prepare(paper('swapped'))))).toBe('request-refused')
  })

  it.each<[string, Partial<Dossier>]>([
    ['the decision was taken back', { state: 'submitted', acceptance: null }],
    ['the dossier was refused after all', { state: 'refused' }],
    ['the result is there already', { state: 'decided' }],
    ['the decision was changed', {}],
  ])('is withheld when, after the permit, %s', async (what, change) => {
    const bytes = paper(what)
    const dossier = await decide(bytes)
    const order = await prepare(bytes)
    await permit(decisionOf(dossier), order)
    expect(await open.stores.dossiers.update({ ...dossier, ...change, version: dossier.version + 1 })).toBe(true)
    expect(await refused(sealIt(order))).toBe('request-refused')
    expect(await refused(permit(decisionOf(dossier), order))).toBe('state-conflict')
  })

  it('is not given twice for one decision, with another paper', async () => {
    const [bytes, second] = [paper('the first'), paper('the second')]
    const dossier = await decide(bytes)
    const order = await prepare(bytes)
    await permit(decisionOf(dossier), order)
    await sealIt(order)
    expect(await refused(permit(decisionOf(dossier), await prepare(second)))).toBe('state-conflict')
  })

  it.each<[string, Partial<Dossier>]>([
    ['not accepted', { state: 'submitted' }],
    ['accepted before any paper was printed', { acceptance: { official: { name: 'x', role: '' }, at: now().toISOString(), result: null } }],
  ])('is not given for a dossier that is %s', async (what, change) => {
    const bytes = paper(what)
    expect(await refused(permit(decisionOf(await decide(bytes, change)), await prepare(bytes)))).toBe('state-conflict')
  })

  it('is given for the seal’s own procedures only, and for no dossier that is not there', async () => {
    const bytes = paper('elsewhere')
    expect(await refused(permit(decisionOf(await decide(bytes, { procedure: 'marital-status-certificate' })), await prepare(bytes)))).toBe('request-refused')
    expect(await refused(permit({ dossier: 'nobody', version: 1 }, await prepare(bytes)))).toBe('state-conflict')
  })
})
