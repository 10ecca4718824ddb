import { createHash, verify, X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createCscProvider, ProviderError, Secret, type Credential, type DataToBeSigned, type PendingAuthorisation, type RemoteSignatureProvider } from '#signing/providers'
import { startSandbox, type Sandbox, type SandboxPerson, type StoryId } from '../../../../sandbox/index.ts'
import { directNetwork } from '../../../support/direct-network.ts'
import { locationOf, PlainBrowser } from '../../../support/plain-browser.ts'

const origin = 'http://localhost:3999'
const redirectUri = `${origin}/signing/callback`
const document: DataToBeSigned = { data: Buffer.from('signed attributes of a form'), label: 'Tờ khai CT01' }

let folder: string
let sandbox: Sandbox
let environment: Record<string, string>
let provider: RemoteSignatureProvider

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'motlan-csc-'))
  sandbox = await startSandbox({ dataDir: folder, ports: { identity: 0, registries: 0, signature: 0, agency: 0 } })
  environment = sandbox.portalEnvironment(origin)
  provider = newProvider()
})
afterAll(async () => {
  await sandbox.stop()
  rmSync(folder, { recursive: true, force: true })
})
afterEach(() => sandbox.control.reset())

const newProvider = (timeoutMs = 5000): RemoteSignatureProvider => createCscProvider({
  baseUrl: environment.PORTAL_CSC_URL ?? '',
  clientId: environment.PORTAL_CSC_CLIENT_ID ?? '',
  clientSecret: new Secret(environment.PORTAL_CSC_CLIENT_SECRET ?? ''),
  network: directNetwork,
  now: () => new Date(),
  timeoutMs,
})

const who = (id: StoryId): SandboxPerson => {
  const person = sandbox.people.find(({ storyId }) => storyId === id)
  if (person === undefined) throw new Error(`nobody for ${id}`)
  return person
}
/** A one-time code works once, so every test that signs takes somebody new from the crowd. */
let taken = 40
const somebody = (): SandboxPerson => {
  const person = sandbox.people.slice(taken).find(({ pin }) => pin !== null)
  if (person === undefined) throw new Error('nobody is left')
  taken = sandbox.people.indexOf(person) + 1
  return person
}
const credentialOf = async (person: SandboxPerson): Promise<Credential> => {
  const [credential] = await provider.listCredentials(person.personalId)
  if (credential === undefined) throw new Error('no credential')
  return credential
}
const codeOf = async (work: Promise<unknown>): Promise<string> => work.then(() => 'no error', (error: unknown) => error instanceof ProviderError ? error.code : `not ours: ${inspect(error)}`)

/** What the person does on the provider's page; gives the query with which they come back. */
async function answer(pending: PendingAuthorisation, fields: { pin: string, otp: string } | 'decline', browser = new PlainBrowser()): Promise<URLSearchParams> {
  const page = locationOf(await browser.get(pending.url))
  const reply = fields === 'decline' ? await browser.post(`${page}/decline`, {}) : await browser.post(`${page}/sign`, fields)
  return new URL(locationOf(reply)).searchParams
}

async function authorised(person: SandboxPerson, data = [document]) {
  const credential = await credentialOf(person)
  const pending = await provider.beginAuthorisation({ credential, hash: 'SHA-256', data, redirectUri })
  const query = await answer(pending, { pin: person.pin ?? '', otp: await sandbox.control.oneTimeCode(person.personalId) })
  return { credential, pending, query, activation: await provider.completeAuthorisation({ query, pending, credential }) }
}
const signed = { algorithm: 'RSA-PKCS1', hash: 'SHA-256', data: [document] } as const

describe('a CSC v2 provider', () => {
  it('is described by itself', async () => {
    const description = await provider.describe()
    expect(description).toMatchObject({ specification: '2.0.0.2', region: 'VN', authorisation: ['redirect', 'explicit', 'transaction'] })
  })

  it('lists the credential of a person, read from its certificate', async () => {
    const person = who('marital-status')
    const credential = await credentialOf(person)
    expect(credential).toMatchObject({ usable: true, certificateStatus: 'valid', scal: 'SCAL2', multisign: 50, authorisation: { mode: 'redirect' } })
    expect(credential.certificate.userIds).toEqual([`CCCD:${person.personalId}`])
    expect(credential.certificate.commonName).toBe('NGUYỄN THỊ TƯỜNG VI HOÀNG OANH')
    expect(credential.algorithms).toContainEqual({ algorithm: 'RSA-PKCS1', hash: 'SHA-512' })
    expect(new X509Certificate(credential.certificates[0] ?? '').checkIssued(new X509Certificate(credential.certificates[1] ?? ''))).toBe(true)
  })

  it.each([['expired-certificate', 'expired'], ['revoked-certificate', 'revoked']] as const)('says that the credential of %s is not usable', async (id, status) => {
    expect(await credentialOf(who(id))).toMatchObject({ usable: false, certificateStatus: status })
  })

  it('lists nothing for somebody without a credential, and for nobody', async () => {
    expect(await provider.listCredentials(who('no-certificate').personalId)).toEqual([])
    expect(await provider.listCredentials('000000000000')).toEqual([])
  })

  it('signs what the person authorised, once', async () => {
    const { credential, activation } = await authorised(somebody())
    const [signature] = await provider.sign({ credential, activation, ...signed })
    const key = new X509Certificate(credential.certificates[0] ?? '').publicKey
    expect(verify('sha256', document.data, key, signature ?? new Uint8Array())).toBe(true)
    expect(await codeOf(provider.sign({ credential, activation, ...signed }))).toBe('sad-invalid')
  })

  it('signs several documents with one authorisation, in their order', async () => {
    const data = ['one', 'two', 'three'].map(text => ({ data: Buffer.from(text), label: text }))
    const { credential, activation } = await authorised(somebody(), data)
    expect(await provider.sign({ credential, activation, ...signed, data })).toHaveLength(3)
  })

  it('refuses to sign anything else with the activation, and the activation is gone', async () => {
    const { credential, activation } = await authorised(somebody())
    const other = [{ data: Buffer.from('another document'), label: document.label }]
    expect(await codeOf(provider.sign({ credential, activation, ...signed, data: other }))).toBe('sad-invalid')
    expect(await codeOf(provider.sign({ credential, activation, ...signed }))).toBe('sad-invalid')
  })

  it('refuses one document more than was authorised', async () => {
    const { credential, activation } = await authorised(somebody())
    expect(await codeOf(provider.sign({ credential, activation, ...signed, data: [document, document] }))).toBe('sad-invalid')
  })

  it('refuses the activation of another credential', async () => {
    const { activation } = await authorised(somebody())
    expect(await codeOf(provider.sign({ credential: await credentialOf(somebody()), activation, ...signed }))).toBe('sad-invalid')
  })

  it('refuses an activation that is too old without asking', async () => {
    const { credential, activation } = await authorised(somebody())
    expect(await codeOf(provider.sign({ credential, activation: { ...activation, expiresAt: new Date(0) }, ...signed }))).toBe('expired')
  })

  it('tells that the person declined', async () => {
    const credential = await credentialOf(somebody())
    const pending = await provider.beginAuthorisation({ credential, hash: 'SHA-256', data: [document], redirectUri })
    expect(await codeOf(provider.completeAuthorisation({ query: await answer(pending, 'decline'), pending, credential }))).toBe('declined')
  })

  it('refuses a callback with a state that is not ours, or for another credential', async () => {
    const person = somebody()
    const credential = await credentialOf(person)
    const pending = await provider.beginAuthorisation({ credential, hash: 'SHA-256', data: [document], redirectUri })
    const query = await answer(pending, { pin: person.pin ?? '', otp: await sandbox.control.oneTimeCode(person.personalId) })
    expect(await codeOf(provider.completeAuthorisation({ query, pending: { ...pending, state: 'x' }, credential }))).toBe('sad-invalid')
    expect(await codeOf(provider.completeAuthorisation({ query, pending, credential: await credentialOf(somebody()) }))).toBe('sad-invalid')
  })

  it('redeems a code once; the second time takes back what the first gave', async () => {
    const { credential, pending, query, activation } = await authorised(somebody())
    expect(await codeOf(provider.completeAuthorisation({ query, pending, credential }))).toBe('expired')
    expect(await codeOf(provider.sign({ credential, activation, ...signed }))).toBe('sad-invalid')
  })

  it('does not take a locked credential to the person again', async () => {
    const person = who('locked-credential')
    const credential = await credentialOf(person)
    const pending = await provider.beginAuthorisation({ credential, hash: 'SHA-256', data: [document], redirectUri })
    const browser = new PlainBrowser()
    const page = locationOf(await browser.get(pending.url))
    const reply = await browser.post(`${page}/sign`, { pin: person.pin ?? '', otp: await sandbox.control.oneTimeCode(person.personalId) })
    expect(reply.status).toBe(423)
    const back = /class="button" href="([^"]+)"/.exec(await reply.text())?.[1]?.replaceAll('&#38;', '&') ?? ''
    expect(await codeOf(provider.completeAuthorisation({ query: new URL(back).searchParams, pending, credential }))).toBe('credential-locked')
  })

  it('refuses to begin without hash binding, or with more documents than the provider signs at once', async () => {
    const credential = await credentialOf(somebody())
    const begin = (changed: Partial<Credential>, data = [document]) => codeOf(provider.beginAuthorisation({ credential: { ...credential, ...changed }, hash: 'SHA-256', data, redirectUri }))
    expect(await begin({ scal: 'SCAL1' })).toBe('credential-not-usable')
    expect(await begin({ multisign: 1 }, [document, document])).toBe('credential-not-usable')
    expect(await begin({}, [])).toBe('credential-not-usable')
  })

  it('keeps secrets out of texts, logs and JSON', async () => {
    const { pending, activation } = await authorised(somebody())
    const told = [JSON.stringify({ pending, activation }), inspect({ pending, activation }, { depth: 9 }), `${pending.verifier} ${activation.sad}`].join()
    expect(told).not.toContain(activation.sad.reveal())
    expect(told).not.toContain((JSON.parse(pending.verifier.reveal()) as string[])[0])
  })
})

describe('an agency’s seal', () => {
  const agency = async (): Promise<{ credential: Credential, pin: Secret }> => {
    const [first] = JSON.parse(readFileSync(environment.PORTAL_AGENCIES_FILE ?? '', 'utf8')) as { sealCredential: string, sealPin: string }[]
    return { credential: await provider.readCredential(first?.sealCredential ?? ''), pin: new Secret(first?.sealPin ?? '') }
  }

  it('is authorised with its PIN and signs', async () => {
    const { credential, pin } = await agency()
    expect(credential).toMatchObject({ usable: true, authorisation: { mode: 'explicit', factors: [{ id: 'PIN' }] } })
    const activation = await provider.authorise({ credential, hash: 'SHA-256', data: [document], factors: { PIN: pin } })
    expect(await provider.sign({ credential, activation, ...signed })).toHaveLength(1)
  })

  it('tells a wrong PIN and takes the right one afterwards', async () => {
    const { credential, pin } = await agency()
    const attempt = (value: Secret) => codeOf(provider.authorise({ credential, hash: 'SHA-256', data: [document], factors: { PIN: value } }))
    expect(await attempt(new Secret('not the PIN'))).toBe('pin-or-code-wrong')
    expect(await attempt(pin)).toBe('no error')
  })

  it('is not authorised without the factor it wants, nor by redirect', async () => {
    const { credential } = await agency()
    expect(await codeOf(provider.authorise({ credential, hash: 'SHA-256', data: [document], factors: {} }))).toBe('credential-not-usable')
    expect(await codeOf(provider.beginAuthorisation({ credential, hash: 'SHA-256', data: [document], redirectUri }))).toBe('credential-not-usable')
  })
})

describe('when the provider fails', () => {
  it.each([
    ['a 5xx', 'server-error', 'unavailable'],
    ['half an answer', 'half-answer', 'unavailable'],
    ['a wrong signature', 'wrong-signature', 'signature-wrong'],
  ] as const)('%s at signHash becomes a code of ours', async (_what, fault, code) => {
    const person = somebody()
    const { credential, activation } = await authorised(person)
    sandbox.control.signature(fault, { personalId: person.personalId, at: 'signatures/signHash', times: 1 })
    expect(await codeOf(provider.sign({ credential, activation, ...signed }))).toBe(code)
  })

  it('an answer that takes too long is no answer', async () => {
    const impatient = newProvider(300)
    const person = somebody()
    await credentialOf(person)
    sandbox.control.signature('slow', { at: 'credentials/list', delayMs: 2000, times: 1 })
    expect(await codeOf(impatient.listCredentials(person.personalId))).toBe('unavailable')
  })

  it('somebody else’s certificate is found out when it comes to signing', async () => {
    const person = somebody()
    await credentialOf(person)
    sandbox.control.signature('wrong-certificate', { personalId: person.personalId, times: 1 })
    const { credential, activation } = await authorised(person)
    expect(credential.certificate.userIds).not.toEqual([`CCCD:${person.personalId}`])
    expect(await codeOf(provider.sign({ credential, activation, ...signed }))).toBe('certificate-mismatch')
  })

  it('a request that expired, a person who declined after all', async () => {
    for (const [fault, code] of [['expire', 'expired'], ['decline', 'declined']] as const) {
      const person = somebody()
      sandbox.control.signature(fault, { personalId: person.personalId, times: 1 })
      expect(await codeOf(authorised(person))).toBe(code)
    }
  })

  it('a service token that is no longer accepted is replaced without a word', async () => {
    const person = somebody()
    await credentialOf(person)
    const { PORTAL_CSC_URL, PORTAL_CSC_CLIENT_ID, PORTAL_CSC_CLIENT_SECRET } = environment
    let token = ''
    const spying = createCscProvider({
      baseUrl: PORTAL_CSC_URL ?? '', clientId: PORTAL_CSC_CLIENT_ID ?? '', clientSecret: new Secret(PORTAL_CSC_CLIENT_SECRET ?? ''), now: () => new Date(),
      network: { send: (request) => {
        token = request.headers?.authorization?.replace(/^Bearer /, '') ?? token
        return directNetwork.send(request)
      } },
    })
    await spying.listCredentials(person.personalId)
    const revoked = await fetch(`${PORTAL_CSC_URL}/oauth2/revoke`, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams({ token, client_id: PORTAL_CSC_CLIENT_ID ?? '', client_secret: PORTAL_CSC_CLIENT_SECRET ?? '' }).toString() })
    expect(revoked.status).toBe(204)
    expect(await spying.listCredentials(person.personalId)).toHaveLength(1)
  })

  it('a wrong client secret is told as such', async () => {
    const stranger = createCscProvider({ baseUrl: environment.PORTAL_CSC_URL ?? '', clientId: 'motlan', clientSecret: new Secret('guess'), network: directNetwork, now: () => new Date() })
    expect(await codeOf(stranger.listCredentials('000198100002'))).toBe('client-refused')
  })

  it.each([
    ['not JSON', 200, '<html>', 'reply-invalid'],
    ['a member missing', 200, '{"specs":"2.0.0.2"}', 'reply-invalid'],
    ['version 1', 200, '{"specs":"1.0.4.0","name":"x","region":"VN","oauth2":"https://x.example/","methods":[],"signAlgorithms":{"algos":[]}}', 'reply-invalid'],
    ['a redirect', 302, '', 'reply-invalid'],
    ['an error without the standard’s form', 400, 'no', 'reply-invalid'],
    ['too many requests', 429, '{}', 'unavailable'],
    ['invalid UTF-8', 200, Buffer.from([0x22, 0xff, 0x22]), 'reply-invalid'],
  ] as const)('%s from info becomes a code of ours', async (_what, status, body, code) => {
    const odd = createCscProvider({ baseUrl: 'http://provider.example', clientId: 'a', clientSecret: new Secret('b'), now: () => new Date(), network: { send: async () => ({ status, body: Buffer.from(body) }) } })
    expect(await codeOf(odd.describe())).toBe(code)
  })
})

it('hashes by itself what the provider is asked to sign', async () => {
  const person = somebody()
  const pending = await provider.beginAuthorisation({ credential: await credentialOf(person), hash: 'SHA-256', data: [document], redirectUri })
  const [{ documentDigests }] = JSON.parse(new URL(pending.url).searchParams.get('authorization_details') ?? '') as [{ documentDigests: { hash: string, label: string }[] }]
  expect(documentDigests).toEqual([{ hash: createHash('sha256').update(document.data).digest('base64'), label: 'Tờ khai CT01' }])
})
