import { createHash, verify, X509Certificate } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { SandboxPerson } from '../../../sandbox/index.ts'
import { startTemporarySandbox, type TemporarySandbox } from '../../support/sandbox.ts'

/** The methods of CSC API v1.0.4.0 and v2.0.0.2 beyond the way of the portal's citizens. */

let world: TemporarySandbox
let portal: Server
let origin: string
const calls: { url: string, body: string }[] = []
beforeAll(async () => {
  portal = createServer((request, response) => {
    let body = ''
    request.on('data', part => body += String(part))
    request.on('end', () => {
      calls.push({ url: request.url ?? '', body })
      response.end()
    })
  })
  await new Promise<void>(resolve => portal.listen(0, '127.0.0.1', resolve))
  const address = portal.address()
  origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  world = await startTemporarySandbox(origin)
})
afterAll(async () => {
  await world.remove()
  await new Promise(resolve => portal.close(resolve))
})
afterEach(() => world.sandbox.control.reset())

type Reply = { status: number, body: Record<string, unknown> }
const sha256 = '2.16.840.1.101.3.4.2.1'
const rsaSha256 = '1.2.840.113549.1.1.11'
const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64')
const client = () => ({ client_id: world.environment.PORTAL_CSC_CLIENT_ID ?? '', client_secret: world.environment.PORTAL_CSC_CLIENT_SECRET ?? '' })
const read = async (response: Response): Promise<Reply> => {
  const text = await response.text()
  return { status: response.status, body: text === '' ? {} : JSON.parse(text) as Record<string, unknown> }
}
const post = async (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Reply> =>
  read(await fetch(world.sandbox.urls.signature + path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }))
let known: string | undefined
const token = async (): Promise<string> => known ??= String((await read(await fetch(`${world.sandbox.urls.signature}/csc/v2/oauth2/token`, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams({ grant_type: 'client_credentials', ...client() }).toString() }))).body.access_token)
const call = async (path: string, body: unknown, bearer?: string): Promise<Reply> => post(path, body, { authorization: `Bearer ${bearer ?? await token()}` })
const problem = (description: string, error = 'invalid_request', status = 400): Reply => ({ status, body: { error, error_description: description } })

let taken = 40
const somebody = (): SandboxPerson => {
  const person = world.sandbox.people.slice(taken).find(({ pin }) => pin !== null)!
  taken = world.sandbox.people.indexOf(person) + 1
  return person
}
const credentialOf = async (person: SandboxPerson, path: string): Promise<string> => ((await call(`${path}/credentials/list`, { userID: person.personalId })).body.credentialIDs as string[])[0] ?? ''
const keyOf = async (path: string, credentialID: string) => new X509Certificate(Buffer.from(((await call(`${path}/credentials/info`, { credentialID })).body.cert as { certificates: string[] }).certificates[0] ?? '', 'base64')).publicKey

describe('CSC v2, typed factors', () => {
  const typed = '/typed/csc/v2'
  const authorise = async (person: SandboxPerson, changed: Record<string, unknown> = {}): Promise<Reply> => {
    const credentialID = await credentialOf(person, typed)
    await call(`${typed}/credentials/getChallenge`, { credentialID, authObjectID: 'OTP' })
    return call(`${typed}/credentials/authorize`, { credentialID, numSignatures: 1, hashes: [hashOf('a')], hashAlgorithmOID: sha256, authData: [{ id: 'PIN', value: person.pin }, { id: 'OTP', value: await world.sandbox.control.oneTimeCode(person.personalId, 'typed') }], ...changed })
  }

  it('says which factors it takes', async () => {
    const { body } = await call(`${typed}/credentials/info`, { credentialID: await credentialOf(somebody(), typed), authInfo: true })
    expect(body.auth).toMatchObject({ mode: 'explicit', expression: 'PIN AND OTP', objects: [{ type: 'Password', id: 'PIN' }, { type: 'ChallengeResponse', id: 'OTP' }] })
  })

  it('sends a code that works once, and only the newest', async () => {
    const person = somebody()
    const credentialID = await credentialOf(person, typed)
    const send = () => call(`${typed}/credentials/getChallenge`, { credentialID, authObjectID: 'OTP' })
    expect(await send()).toEqual({ status: 204, body: {} })
    const older = await world.sandbox.control.oneTimeCode(person.personalId, 'typed')
    await send()
    const newer = await world.sandbox.control.oneTimeCode(person.personalId, 'typed')
    const attempt = (value: string) => call(`${typed}/credentials/authorize`, { credentialID, numSignatures: 1, hashes: [hashOf('a')], hashAlgorithmOID: sha256, authData: [{ id: 'PIN', value: person.pin }, { id: 'OTP', value }] })
    if (older !== newer) expect(await attempt(older)).toEqual(problem('The authentication data is invalid', 'invalid_authentication_data'))
    expect((await attempt(newer)).status).toBe(200)
    expect(await attempt(newer)).toEqual(problem('The authentication data is invalid', 'invalid_authentication_data'))
  })

  it.each([
    ['another object', { authObjectID: 'PIN' }, 'Invalid parameter authObjectID'],
    ['no credential', { credentialID: 'typed-000000000000' }, 'Invalid parameter credentialID'],
  ])('makes no challenge for %s', async (_what, changed, description) => {
    expect(await call(`${typed}/credentials/getChallenge`, { credentialID: await credentialOf(somebody(), typed), authObjectID: 'OTP', ...changed })).toEqual(problem(description))
  })

  it('extends a transaction whose second hash depends on the first signature, as far as was agreed', async () => {
    const person = somebody()
    const credentialID = await credentialOf(person, typed)
    const { SAD: first } = (await authorise(person, { numSignatures: 2 })).body
    const sign = (SAD: unknown, text: string) => call(`${typed}/signatures/signHash`, { credentialID, SAD, hashes: [hashOf(text)], signAlgo: rsaSha256 })
    expect((await sign(first, 'a')).status).toBe(200)
    const extend = (SAD: unknown, hashes: string[]) => call(`${typed}/credentials/extendTransaction`, { credentialID, SAD, hashes, hashAlgorithmOID: sha256 })
    const { SAD: second } = (await extend(first, [hashOf('b')])).body
    expect((await sign(second, 'b')).status).toBe(200)
    expect(await extend(second, [hashOf('c')])).toEqual(problem('Numbers of signatures is too high'))
    expect(await extend('guess', [hashOf('c')])).toEqual(problem('Invalid parameter SAD'))
    expect(await extend(first, [hashOf('c')])).toEqual(problem('Numbers of signatures is too high'))
  })

  it('signs in its own time, tells, and gives the result as often as it is asked', async () => {
    const person = somebody()
    const credentialID = await credentialOf(person, typed)
    const { SAD } = (await authorise(person)).body
    const { responseID } = (await call(`${typed}/signatures/signHash`, { credentialID, SAD, hashes: [hashOf('a')], signAlgo: rsaSha256, operationMode: 'A', response_uri: `${origin}/told` })).body
    const poll = () => call(`${typed}/signatures/signPolling`, { requestID: responseID })
    await expect.poll(async () => (await poll()).status).toBe(200)
    const { signatures } = (await poll()).body as { signatures: string[] }
    expect(verify('sha256', Buffer.from('a'), await keyOf(typed, credentialID), Buffer.from(signatures[0] ?? '', 'base64'))).toBe(true)
    await expect.poll(() => calls.find(({ url }) => url === '/told')?.body).toBe(JSON.stringify({ responseID }))
    expect(await call(`${typed}/signatures/signPolling`, { requestID: 'guess' })).toEqual(problem('Invalid parameter requestID'))
    expect(await call(`${typed}/signatures/signPolling`, {})).toEqual(problem('Missing (or invalid type) string parameter requestID'))
  })

  it('refuses a SAD that was used at once, in asynchronous mode too', async () => {
    const person = somebody()
    const credentialID = await credentialOf(person, typed)
    const { SAD } = (await authorise(person)).body
    const sign = () => call(`${typed}/signatures/signHash`, { credentialID, SAD, hashes: [hashOf('a')], signAlgo: rsaSha256, operationMode: 'A' })
    expect((await sign()).status).toBe(200)
    expect(await sign()).toEqual(problem('Invalid parameter SAD'))
  })

  it('carries out a fault that the call itself orders', async () => {
    const bearer = await token()
    const reply = await post(`${typed}/credentials/list`, { userID: somebody().personalId }, { 'authorization': `Bearer ${bearer}`, 'x-sandbox-fault': 'server-error' })
    expect(reply.status).toBe(500)
    const start = Date.now()
    await post(`${typed}/credentials/list`, { userID: somebody().personalId }, { 'authorization': `Bearer ${bearer}`, 'x-sandbox-fault': 'slow; delay=200' })
    expect(Date.now() - start).toBeGreaterThanOrEqual(200)
  })
})

describe('CSC v2, confirmed on the phone', () => {
  const device = '/device/csc/v2'
  const begin = async (person: SandboxPerson): Promise<{ credentialID: string, handle: string }> => {
    const credentialID = await credentialOf(person, device)
    const reply = await call(`${device}/credentials/authorize`, { credentialID, numSignatures: 1, hashes: [hashOf('a')], hashAlgorithmOID: sha256, description: 'Tờ khai', authData: [{ id: 'PHONE' }] })
    expect(reply.status).toBe(202)
    return { credentialID, handle: String(reply.body.handle) }
  }
  const check = (handle: string) => call(`${device}/credentials/authorizeCheck`, { handle })

  it('shows the hash on the phone, waits, and gives one SAD however often it is asked', async () => {
    const person = somebody()
    const { credentialID, handle } = await begin(person)
    expect(world.sandbox.control.phone(person.personalId)).toMatchObject([{ documents: [{ label: 'Tờ khai', digest: hashOf('a') }] }])
    expect(await check(handle)).toEqual({ status: 202, body: { handle } })
    await world.sandbox.control.answerOnPhone(person.personalId, 'agree')
    const first = await check(handle)
    expect((await check(handle)).body.SAD).toBe(first.body.SAD)
    expect((await call(`${device}/signatures/signHash`, { credentialID, SAD: first.body.SAD, hashes: [hashOf('a')], signAlgo: rsaSha256 })).status).toBe(200)
    expect(await check(handle)).toEqual(problem('Invalid parameter handle'))
  })

  it.each([['decline', 'The person declined to sign'], ['expire', 'The authorization request has expired']] as const)('tells the end: %s', async (fault, description) => {
    const person = somebody()
    const { handle } = await begin(person)
    world.sandbox.control.signature(fault, { personalId: person.personalId, at: 'phone', times: 1 })
    await world.sandbox.control.answerOnPhone(person.personalId, 'agree')
    expect(await check(handle)).toEqual(problem(description, 'access_denied'))
  })

  it('takes the phone’s answer for one request to no other', async () => {
    const person = somebody()
    await begin(person)
    const pageOf = async () => (await fetch(`${world.sandbox.urls.signature}/phone?person=${person.personalId}`)).text()
    const proof = /name="proof" value="([^"]+)"/.exec(await pageOf())?.[1] ?? ''
    await world.sandbox.control.answerOnPhone(person.personalId, 'decline')
    const { handle } = await begin(person)
    const path = /action="(\/phone\/requests\/[^"]+)"/.exec(await pageOf())?.[1] ?? ''
    const answer = await fetch(world.sandbox.urls.signature + path, { method: 'POST', redirect: 'manual', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams({ answer: 'agree', pin: person.pin ?? '', proof }).toString() })
    expect(answer.headers.get('location')).toContain('problem=refused')
    expect((await check(handle)).status).toBe(202)
  })

  it('knows no other handle', async () => {
    expect(await check('guess')).toEqual(problem('Invalid parameter handle'))
    expect(await call(`${device}/credentials/authorizeCheck`, {})).toEqual(problem('Invalid parameter handle'))
  })
})

describe('CSC v1', () => {
  const typed = '/typed/csc/v1'

  it('describes itself and its credentials in the words of version 1', async () => {
    expect((await post(`${typed}/info`, {})).body).toMatchObject({ specs: '1.0.4.0', authType: ['basic', 'oauth2client'], methods: expect.arrayContaining(['credentials/sendOTP', 'auth/login']) })
    const credentialID = await credentialOf(somebody(), typed)
    expect((await call(`${typed}/credentials/info`, { credentialID, authInfo: true })).body).toMatchObject({ authMode: 'explicit', SCAL: '2', multisign: 50, PIN: { presence: 'true' }, OTP: { presence: 'true', type: 'online' } })
    expect((await call('/csc/v1/credentials/info', { credentialID: await credentialOf(somebody(), '/csc/v1') })).body).toMatchObject({ authMode: 'oauth2code' })
  })

  it('lets a technical user log in with Basic, and takes the token back', async () => {
    const basic = (user: string, password: string) => ({ authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` })
    const { client_id: id, client_secret: secret } = client()
    const { body } = await post(`${typed}/auth/login`, {}, basic(id, secret))
    expect(body.expires_in).toBe(3600)
    const own = String(body.access_token)
    expect((await call(`${typed}/credentials/list`, { userID: somebody().personalId }, own)).status).toBe(200)
    expect((await call(`${typed}/auth/revoke`, { token: own }, own)).status).toBe(204)
    expect((await call(`${typed}/credentials/list`, { userID: somebody().personalId }, own)).status).toBe(401)
    expect(await post(`${typed}/auth/login`, {}, basic(id, 'guess'))).toEqual(problem('An error occurred during authentication process', 'authentication_error'))
    expect(await post(`${typed}/auth/login`, {})).toEqual(problem('Malformed authentication parameter'))
  })

  it('gives a token that is one person’s own no other person’s credentials', async () => {
    const [person, other] = [somebody(), somebody()]
    const { access_token: own } = (await post('/ras/v1/login', { ...client(), user_id: person.personalId, profile_id: 'adss:ras:profile:001' })).body
    expect((await call(`${typed}/credentials/list`, {}, String(own))).body.credentialIDs).toEqual([`typed-${person.personalId}`])
    expect(await call(`${typed}/credentials/list`, { userID: other.personalId }, String(own))).toEqual(problem('userID parameter SHALL be null'))
    expect(await call(`${typed}/credentials/info`, { credentialID: await credentialOf(other, typed) }, String(own))).toEqual(problem('Invalid parameter credentialID'))
  })

  it('authorises with PIN and OTP, signs in the words of version 1, and extends', async () => {
    const person = somebody()
    const credentialID = await credentialOf(person, typed)
    expect((await call(`${typed}/credentials/sendOTP`, { credentialID })).status).toBe(204)
    const OTP = await world.sandbox.control.oneTimeCode(person.personalId, 'typed')
    const { SAD } = (await call(`${typed}/credentials/authorize`, { credentialID, numSignatures: 2, hash: [hashOf('a')], PIN: person.pin, OTP })).body
    const sign = (sad: unknown, text: string) => call(`${typed}/signatures/signHash`, { credentialID, SAD: sad, hash: [hashOf(text)], signAlgo: '1.2.840.113549.1.1.1', hashAlgo: sha256 })
    expect((await sign(SAD, 'a')).status).toBe(200)
    const next = (await call(`${typed}/credentials/extendTransaction`, { credentialID, SAD, hash: [hashOf('b')] })).body.SAD
    expect((await sign(next, 'b')).status).toBe(200)
    expect(await sign(next, 'b')).toEqual(problem('Invalid parameter SAD'))
  })

  it.each([
    ['no hash', { hash: undefined }, 'invalid_request', 'Invalid digest value length'],
    ['a hash too short', { hash: ['AAAA'] }, 'invalid_request', 'Invalid digest value length'],
    ['no number', { numSignatures: '1' }, 'invalid_request', 'Missing (or invalid type) integer parameter numSignatures'],
    ['too many', { numSignatures: 51 }, 'invalid_request', 'Numbers of signatures is too high'],
    ['a wrong PIN', { PIN: '000000' }, 'invalid_pin', 'The PIN or the OTP is invalid'],
    ['a wrong OTP', { OTP: '000000' }, 'invalid_pin', 'The PIN or the OTP is invalid'],
  ])('refuses %s', async (_what, changed, error, description) => {
    const person = somebody()
    const credentialID = await credentialOf(person, typed)
    await call(`${typed}/credentials/sendOTP`, { credentialID })
    const order = { credentialID, numSignatures: 1, hash: [hashOf('a')], PIN: person.pin, OTP: await world.sandbox.control.oneTimeCode(person.personalId, 'typed') }
    expect(await call(`${typed}/credentials/authorize`, { ...order, ...changed })).toEqual(problem(description, error))
  })

  it('answers methods that it does not have as the standard wants', async () => {
    expect((await call(`${typed}/signatures/signDoc`, {})).status).toBe(501)
  })
})

describe('time-stamps through the API', () => {
  it('carry the nonce that was asked for', async () => {
    const stamp = await call('/csc/v2/signatures/timestamp', { hash: hashOf('a'), hashAlgo: sha256, nonce: '0badcafe0badcafe' })
    expect(Buffer.from(String(stamp.body.timestamp), 'base64').includes(Buffer.from('0badcafe0badcafe', 'hex'))).toBe(true)
    expect(await call('/csc/v2/signatures/timestamp', { hash: hashOf('a'), hashAlgo: sha256, nonce: 'xyz' })).toEqual(problem('Invalid parameter nonce'))
  })
})
