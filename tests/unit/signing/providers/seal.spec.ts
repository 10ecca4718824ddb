import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { canAuthorise, canKeepActivations, canRedirect, canSendCodes, canSignByTransaction, createCscProvider, createHashList, guardSeals, needsLink, openProvider, ProviderError, readProviderConfigs, Secret, type Credential, type CscProvider } from '#signing/providers'
import { directNetwork } from '../../../support/direct-network.ts'
import { startTemporarySandbox, type TemporarySandbox } from '../../../support/sandbox.ts'
import { memoryGrants } from './flows.ts'

let world: TemporarySandbox
let provider: CscProvider
let credential: Credential
let pin: Secret
beforeAll(async () => {
  world = await startTemporarySandbox('http://localhost:3990')
  const { PORTAL_CSC_URL = '', PORTAL_CSC_CLIENT_ID = '', PORTAL_CSC_CLIENT_SECRET = '', PORTAL_AGENCIES_FILE = '' } = world.environment
  provider = createCscProvider({ baseUrl: PORTAL_CSC_URL, clientId: PORTAL_CSC_CLIENT_ID, clientSecret: new Secret(PORTAL_CSC_CLIENT_SECRET), network: directNetwork, now: () => new Date() })
  const [agency] = JSON.parse(readFileSync(PORTAL_AGENCIES_FILE, 'utf8')) as { sealCredential: string, sealPin: string }[]
  pin = new Secret(agency?.sealPin ?? '')
  credential = await provider.readCredential(agency?.sealCredential ?? '')
})
afterAll(() => world.remove())

const documentOf = (text: string) => ({ data: Buffer.from(text), label: text })
const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64')
const codeOf = (work: () => unknown): Promise<string> => Promise.resolve().then(work).then(() => 'no error', (error: unknown) => error instanceof ProviderError ? error.code : 'not ours')

describe('a seal that is authorised by machine', () => {
  const open = (now = () => new Date()) => {
    const list = createHashList({ procedures: { [credential.id]: ['1.004222'] }, now })
    return { list, guarded: guardSeals(provider, list) }
  }
  const seal = (guarded: CscProvider, texts: string[]) => codeOf(async () => {
    const order = { credential, hash: 'SHA-256', data: texts.map(documentOf) } as const
    const activation = await guarded.authorise({ ...order, factors: { PIN: pin } })
    await guarded.sign({ ...order, activation, algorithm: 'RSA-PKCS1' })
  })

  it('seals what was decided, once', async () => {
    const { list, guarded } = open()
    list.permit({ credential: credential.id, procedure: '1.004222', digests: [digestOf('result')] })
    expect(await seal(guarded, ['result'])).toBe('no error')
    expect(await seal(guarded, ['result'])).toBe('request-refused')
  })

  it('seals nothing that nobody decided upon, and nothing beside it', async () => {
    const { list, guarded } = open()
    list.permit({ credential: credential.id, procedure: '1.004222', digests: [digestOf('decided')] })
    expect(await seal(guarded, ['slipped in'])).toBe('request-refused')
    expect(await seal(guarded, ['decided', 'slipped in'])).toBe('request-refused')
    expect(await seal(guarded, ['decided', 'decided'])).toBe('request-refused')
    expect(await seal(guarded, ['decided'])).toBe('no error')
  })

  it('seals for its own procedures only', () => {
    const { list } = open()
    expect(() => list.permit({ credential: credential.id, procedure: 'another', digests: [digestOf('x')] })).toThrow(ProviderError)
    expect(() => list.permit({ credential: '__proto__', procedure: '1.004222', digests: [digestOf('x')] })).toThrow(ProviderError)
  })

  it('does not seal what was decided long ago', async () => {
    let clock = Date.now()
    const { list, guarded } = open(() => new Date(clock))
    list.permit({ credential: credential.id, procedure: '1.004222', digests: [digestOf('late')] })
    clock += 11 * 60_000
    expect(await seal(guarded, ['late'])).toBe('request-refused')
  })

  it('is guarded in transactions too', async () => {
    const { list, guarded } = open()
    const begin = () => codeOf(() => guarded.beginTransaction({ credential, hash: 'SHA-256', algorithm: 'RSA-PKCS1', data: [documentOf('batch')], reference: `r-${Date.now()}`, factors: { PIN: pin } }))
    expect(await begin()).toBe('request-refused')
    list.permit({ credential: credential.id, procedure: '1.004222', digests: [digestOf('batch')] })
    expect(await begin()).toBe('no error')
  })
})

describe('a provider that an operator wrote down', () => {
  const deps = { network: directNetwork, now: () => new Date(), grants: memoryGrants(), notifications: { url: 'http://localhost/n', key: new Secret('k') } }
  const written = { id: 'smartca', title: 'VNPT SmartCA', protocol: 'smartca', baseUrl: 'https://gateway.example', clientId: 'a', clientSecret: 'very secret' }

  it('is read from a list', () => {
    const [config] = readProviderConfigs([written])
    expect(config).toMatchObject({ id: 'smartca', protocol: 'smartca' })
    expect(JSON.stringify(config)).not.toContain('very secret')
    const [basic] = readProviderConfigs([{ ...written, protocol: 'csc-v1', login: { kind: 'basic', userName: 'portal', password: 'also secret' } }])
    expect(JSON.stringify(basic)).not.toContain('also secret')
  })

  it.each([
    ['nothing', []],
    ['one id twice', [written, written]],
    ['another protocol', [{ ...written, protocol: 'soap' }]],
    ['an id that would not fit an address', [{ ...written, id: '../x' }]],
    ['a member too many', [{ ...written, pin: '1' }]],
    ['no address', [{ ...written, baseUrl: 'gateway' }]],
  ])('is refused with %s, without a word of the secret', (_what, list) => {
    expect(() => readProviderConfigs(list)).toThrow(RangeError)
    expect(() => readProviderConfigs(list)).not.toThrow(/very secret/)
  })

  it.each([
    ['csc-v2', { redirect: true, authorise: true, codes: true, transaction: true, keeps: true, link: false }],
    ['csc-v1', { redirect: true, authorise: true, codes: true, transaction: false, keeps: false, link: false }],
    ['smartca', { redirect: false, authorise: false, codes: false, transaction: true, keeps: false, link: true }],
  ] as const)('%s is opened, and asked what it can do', (protocol, abilities) => {
    const opened = openProvider({ protocol, baseUrl: 'http://provider.example', clientId: 'a', clientSecret: new Secret('b') }, deps)
    expect({ redirect: canRedirect(opened), authorise: canAuthorise(opened), codes: canSendCodes(opened), transaction: canSignByTransaction(opened), keeps: canKeepActivations(opened), link: needsLink(opened) }).toEqual(abilities)
  })
})
