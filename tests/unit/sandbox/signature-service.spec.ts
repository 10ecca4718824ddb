import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { SandboxPerson } from '../../../sandbox/index.ts'
import { findBreak } from '../../../sandbox/signature-service/activation-log.ts'
import { startTemporarySandbox, type TemporarySandbox } from '../../support/sandbox.ts'
import { locationOf, PlainBrowser } from '../../support/plain-browser.ts'

const origin = 'http://localhost:3996'
const redirectUri = `${origin}/signing/callback`
const sha256Oid = '2.16.840.1.101.3.4.2.1'
const rsaSha256 = '1.2.840.113549.1.1.11'
const hash = createHash('sha256').update('what is signed').digest('base64')
const verifier = 'v'.repeat(43)
const challenge = createHash('sha256').update(verifier).digest('base64url')

let world: TemporarySandbox
beforeAll(async () => {
  world = await startTemporarySandbox(origin)
})
afterAll(() => world.remove())
afterEach(() => world.sandbox.control.reset())

let taken = 40
function somebody(): SandboxPerson {
  const person = world.sandbox.people.slice(taken).find(({ pin }) => pin !== null)
  if (person === undefined) throw new Error('nobody is left')
  taken = world.sandbox.people.indexOf(person) + 1
  return person
}

const base = (): string => world.environment.PORTAL_CSC_URL ?? ''
const credentials = () => ({ client_id: world.environment.PORTAL_CSC_CLIENT_ID ?? '', client_secret: world.environment.PORTAL_CSC_CLIENT_SECRET ?? '' })
const postForm = (step: string, fields: Record<string, string>): Promise<Response> =>
  fetch(`${base()}/${step}`, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams(fields).toString() })
const json = async (response: Response): Promise<Record<string, unknown>> => await response.json() as Record<string, unknown>
async function serviceToken(): Promise<string> {
  return String((await json(await postForm('oauth2/token', { grant_type: 'client_credentials', ...credentials() }))).access_token)
}
async function call(step: string, body: unknown, token?: string): Promise<{ status: number, body: Record<string, unknown> }> {
  const response = await fetch(`${base()}/${step}`, { method: 'POST', headers: { 'content-type': 'application/json', 'authorization': `Bearer ${token ?? await serviceToken()}` }, body: JSON.stringify(body) })
  return { status: response.status, body: await json(response) }
}
async function credentialOf({ personalId }: SandboxPerson): Promise<string> {
  const { body } = await call('credentials/list', { userID: personalId })
  return (body.credentialIDs as string[])[0] ?? ''
}
const detailsFor = (credentialID: string, hashes = [hash]): string => JSON.stringify([{ type: 'credential', credentialID, documentDigests: hashes.map(one => ({ hash: one, label: 'Tờ khai <CT01>' })), hashAlgorithmOID: sha256Oid }])
function authorizeUrl(changed: Record<string, string>): string {
  const url = new URL(`${base()}/oauth2/authorize`)
  const parameters = { response_type: 'code', client_id: credentials().client_id, redirect_uri: redirectUri, code_challenge: challenge, code_challenge_method: 'S256', state: 'state', ...changed }
  for (const [name, value] of Object.entries(parameters)) if (value !== '') url.searchParams.set(name, value)
  return url.href
}
const factorsOf = async (person: SandboxPerson) => ({ pin: person.pin ?? '', otp: await world.sandbox.control.oneTimeCode(person.personalId) })

/** Walks through the pages; gives the code. */
async function authorise(person: SandboxPerson, details: string): Promise<string> {
  const browser = new PlainBrowser()
  const page = locationOf(await browser.get(authorizeUrl({ authorization_details: details })))
  const back = new URL(locationOf(await browser.post(`${page}/sign`, await factorsOf(person))))
  expect(back.searchParams.get('state')).toBe('state')
  return back.searchParams.get('code') ?? ''
}
const redeem = (code: string, details: string, changed: Record<string, string> = {}): Promise<Response> =>
  postForm('oauth2/token', { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier, authorization_details: details, ...credentials(), ...changed })
async function sadFor(person: SandboxPerson, hashes = [hash]): Promise<{ credentialID: string, sad: string }> {
  const credentialID = await credentialOf(person)
  const details = detailsFor(credentialID, hashes)
  return { credentialID, sad: String((await json(await redeem(await authorise(person, details), details))).access_token) }
}

describe('the authorisation page', () => {
  it('shows the digest in short groups, the label escaped, and who signs', async () => {
    const person = somebody()
    const browser = new PlainBrowser()
    const page = locationOf(await browser.get(authorizeUrl({ authorization_details: detailsFor(await credentialOf(person)) })))
    const text = await (await browser.get(page)).text()
    const hex = Buffer.from(hash, 'base64').toString('hex').toUpperCase()
    expect(text).toContain(hex.match(/.{4}/g)?.map(group => `<span>${group}</span>`).join(''))
    expect(text).toContain('Tờ khai &#60;CT01&#62;')
    expect(text).toContain(person.fullName)
  })

  it('answers only the browser that opened it', async () => {
    const page = locationOf(await new PlainBrowser().get(authorizeUrl({ authorization_details: detailsFor(await credentialOf(somebody())) })))
    expect((await new PlainBrowser().get(page)).status).toBe(403)
    expect((await new PlainBrowser().post(`${page}/sign`, { pin: '1', otp: '2' })).status).toBe(403)
  })

  it('says the same whichever factor was wrong, and takes the right ones then', async () => {
    const person = somebody()
    const browser = new PlainBrowser()
    const page = locationOf(await browser.get(authorizeUrl({ authorization_details: detailsFor(await credentialOf(person)) })))
    const right = await factorsOf(person)
    const texts = []
    for (const wrong of [{ ...right, pin: 'x' }, { ...right, otp: '000000' }]) {
      const reply = await browser.post(`${page}/sign`, wrong)
      expect(reply.status).toBe(403)
      texts.push(await reply.text())
    }
    expect(texts[0]).toBe(texts[1])
    expect((await browser.post(`${page}/sign`, right)).status).toBe(303)
    expect((await browser.post(`${page}/sign`, right)).status).toBe(410)
  })

  it('keeps a locked credential locked over a restart, until it is unlocked', async () => {
    const person = world.who('locked-credential')
    const attempt = async () => {
      const browser = new PlainBrowser()
      const page = locationOf(await browser.get(authorizeUrl({ authorization_details: detailsFor(await credentialOf(person)) })))
      return (await browser.post(`${page}/sign`, await factorsOf(person))).status
    }
    expect(await attempt()).toBe(423)
    await world.restart()
    expect(await attempt()).toBe(423)
    await world.sandbox.control.unlock(person.personalId)
    expect(await attempt()).toBe(303)
  })

  it('takes parallel guesses one after the other, so that none slips past the counter', async () => {
    const person = somebody()
    const browser = new PlainBrowser()
    const page = locationOf(await browser.get(authorizeUrl({ authorization_details: detailsFor(await credentialOf(person)) })))
    await Promise.all(Array.from({ length: 20 }, (_, index) => browser.post(`${page}/sign`, { pin: String(100000 + index), otp: '000000' })))
    const log = readFileSync(join(world.dataDir, 'signature-service', 'activations.jsonl'), 'utf8').trim().split('\n').map(line => JSON.parse(line) as { event: string, credential: string })
    expect(log.filter(({ event, credential }) => event === 'factors-refused' && credential === `person-${person.personalId}`)).toHaveLength(3)
  })

  it('takes a one-time code once', async () => {
    const person = somebody()
    const details = detailsFor(await credentialOf(person))
    const factors = await factorsOf(person)
    const statuses = []
    for (let n = 0; n < 2; n += 1) {
      const browser = new PlainBrowser()
      const page = locationOf(await browser.get(authorizeUrl({ authorization_details: details })))
      statuses.push((await browser.post(`${page}/sign`, factors)).status)
    }
    expect(statuses).toEqual([303, 403])
  })

  it('does not send the browser back when the callback is to be lost', async () => {
    const person = somebody()
    world.sandbox.control.signature('callback-lost', { personalId: person.personalId, times: 1 })
    const browser = new PlainBrowser()
    const page = locationOf(await browser.get(authorizeUrl({ authorization_details: detailsFor(await credentialOf(person)) })))
    expect((await browser.post(`${page}/sign`, await factorsOf(person))).status).toBe(200)
  })

  it('calls back a second time when it is told to', async () => {
    const calls: string[] = []
    const portal = createServer((request, response) => {
      calls.push(request.url ?? '')
      response.end()
    })
    await new Promise<void>(resolve => portal.listen(0, '127.0.0.1', resolve))
    const address = portal.address()
    const portalOrigin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
    world.sandbox.portalEnvironment(portalOrigin)
    const person = somebody()
    world.sandbox.control.signature('callback-twice', { personalId: person.personalId, times: 1 })
    const browser = new PlainBrowser()
    const page = locationOf(await browser.get(authorizeUrl({ redirect_uri: `${portalOrigin}/signing/callback`, authorization_details: detailsFor(await credentialOf(person)) })))
    const first = locationOf(await browser.post(`${page}/sign`, await factorsOf(person)))
    await expect.poll(() => calls, { timeout: 5000 }).toEqual([first.slice(portalOrigin.length)])
    portal.close()
  })
})

describe('oauth2/authorize', () => {
  it.each([
    ['another redirect address', { redirect_uri: 'http://localhost:3996/elsewhere' }],
    ['another client', { client_id: 'stranger' }],
    ['a reference that was never pushed', { request_uri: 'urn:ietf:params:oauth:request_uri:guess' }],
  ])('sends nobody anywhere with %s', async (_what, changed) => {
    expect((await new PlainBrowser().get(authorizeUrl(changed))).status).toBe(400)
  })

  it.each([
    ['no PKCE', { code_challenge: '' }, 'invalid_request'],
    ['PKCE in the clear', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['another flow', { response_type: 'token' }, 'unsupported_response_type'],
    ['service scope', { scope: 'service' }, 'invalid_scope'],
    ['details that are no JSON', { authorization_details: '{' }, 'invalid_request'],
    ['an unknown credential', { authorization_details: detailsFor('person-000000000000') }, 'invalid_request'],
    ['no digests', { authorization_details: JSON.stringify([{ type: 'credential', credentialID: 'x', documentDigests: [], hashAlgorithmOID: sha256Oid }]) }, 'invalid_request'],
  ])('tells the client of %s', async (_what, changed, error) => {
    const back = new URL(locationOf(await new PlainBrowser().get(authorizeUrl(changed))))
    expect([back.origin, back.searchParams.get('error'), back.searchParams.get('state')]).toEqual([origin, error, 'state'])
  })

  it('takes the older form of the request too', async () => {
    const person = somebody()
    const credentialID = await credentialOf(person)
    const browser = new PlainBrowser()
    const url = authorizeUrl({ scope: 'credential', credentialID, numSignatures: '1', hashes: Buffer.from(hash, 'base64').toString('base64url'), hashAlgorithmOID: sha256Oid, description: 'Tờ khai' })
    const page = locationOf(await browser.get(url))
    const code = new URL(locationOf(await browser.post(`${page}/sign`, await factorsOf(person)))).searchParams.get('code') ?? ''
    const reply = await postForm('oauth2/token', { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier, ...credentials() })
    expect(await json(reply)).toEqual({ access_token: expect.any(String), token_type: 'Bearer', expires_in: 300 })
  })

  it('takes a request that was pushed, once', async () => {
    const details = detailsFor(await credentialOf(somebody()))
    const pushed = await postForm('oauth2/pushed_authorize', { response_type: 'code', redirect_uri: redirectUri, code_challenge: challenge, code_challenge_method: 'S256', authorization_details: details, ...credentials() })
    expect(pushed.status).toBe(201)
    const { request_uri: reference } = await json(pushed)
    const url = `${base()}/oauth2/authorize?client_id=${credentials().client_id}&request_uri=${encodeURIComponent(String(reference))}`
    expect(locationOf(await new PlainBrowser().get(url))).toContain('/authorise/')
    expect((await new PlainBrowser().get(url)).status).toBe(400)
  })
})

describe('oauth2/token', () => {
  it.each([
    ['no client', { client_id: '' }, 'invalid_request'],
    ['a wrong secret', { client_secret: 'guess' }, 'invalid_client'],
    ['no grant type', { grant_type: '' }, 'invalid_request'],
    ['a password grant', { grant_type: 'password' }, 'invalid_request'],
    ['an unknown code', { code: 'guess' }, 'invalid_grant'],
  ])('refuses %s', async (_what, changed, error) => {
    const fields = Object.entries({ grant_type: 'authorization_code', code: 'x', ...credentials(), ...changed }).filter(([, value]) => value !== '')
    expect((await json(await postForm('oauth2/token', Object.fromEntries(fields)))).error).toBe(error)
  })

  it.each([
    ['another verifier', { code_verifier: 'w'.repeat(43) }],
    ['another redirect address', { redirect_uri: `${origin}/` }],
    ['other details', { authorization_details: '[]' }],
  ])('refuses a right code with %s', async (_what, changed) => {
    const person = somebody()
    const details = detailsFor(await credentialOf(person))
    expect((await redeem(await authorise(person, details), details, changed)).status).toBe(400)
  })
})

describe('signatures/signHash', () => {
  const ask = async (sad: string, changed: Record<string, unknown>) => call('signatures/signHash', { SAD: sad, hashes: [hash], signAlgo: rsaSha256, ...changed })

  it('takes the credential token as SAD parameter or as bearer', async () => {
    const one = await sadFor(somebody())
    expect((await ask(one.sad, { credentialID: one.credentialID })).status).toBe(200)
    const two = await sadFor(somebody())
    expect((await call('signatures/signHash', { credentialID: two.credentialID, hashes: [hash], signAlgo: rsaSha256 }, two.sad)).status).toBe(200)
  })

  it.each([
    ['SAD', { SAD: 7 }, 'Missing (or invalid type) string parameter SAD'],
    ['SAD', { SAD: 'guess' }, 'Invalid parameter SAD'],
    ['credentialID', { credentialID: undefined }, 'Missing (or invalid type) string parameter credentialID'],
    ['credentialID', { credentialID: '__proto__' }, 'Invalid parameter credentialID'],
    ['hashes', { hashes: 'x' }, 'Missing (or invalid type) array parameter hashes'],
    ['hashes', { hashes: [] }, 'Empty hash array'],
    ['hashes', { hashes: ['<>'] }, 'Invalid Base64 hash string parameter'],
    ['hashes', { hashes: ['AAAA'] }, 'Invalid digest value length'],
    ['signAlgo', { signAlgo: undefined }, 'Missing (or invalid type) string parameter signAlgo'],
    ['signAlgo', { signAlgo: '1.2.3' }, 'Invalid parameter signAlgo'],
    ['hashAlgorithmOID', { signAlgo: '1.2.840.113549.1.1.1' }, 'Missing (or invalid type) string parameter hashAlgorithmOID'],
    ['hashAlgorithmOID', { signAlgo: '1.2.840.113549.1.1.1', hashAlgorithmOID: '1.2.3' }, 'Invalid parameter hashAlgorithmOID'],
    ['operationMode', { operationMode: 'B' }, 'Invalid parameter operationMode'],
    ['validity_period', { operationMode: 'A', validity_period: 'x' }, 'Invalid parameter validity_period'],
    ['validity_period', { operationMode: 'A', validity_period: 5 }, 'Out of bounds parameter validity_period'],
    ['response_uri', { operationMode: 'A', response_uri: 'http://192.0.2.1/' }, 'Invalid parameter response_uri'],
  ])('says what is wrong with %s in the standard’s words (%o)', async (_what, changed, description) => {
    expect(await ask('x', { credentialID: await credentialOf(world.who('marital-status')), ...changed })).toEqual({ status: 400, body: { error: 'invalid_request', error_description: description } })
  })

  it('does not sign with a certificate that has expired or was revoked', async () => {
    const [expired, revoked] = await Promise.all([sadFor(world.who('expired-certificate')), sadFor(world.who('revoked-certificate'))])
    expect((await ask(expired.sad, { credentialID: expired.credentialID })).body.error_description).toBe('Signing certificate is expired')
    expect((await ask(revoked.sad, { credentialID: revoked.credentialID })).body.error_description).toBe('Signing certificate is revoked')
  })

  it('does not sign after the certificate was revoked between the authorisation and now', async () => {
    const person = somebody()
    const { sad, credentialID } = await sadFor(person)
    await world.sandbox.control.revokeCertificate(person.personalId)
    expect((await ask(sad, { credentialID })).body.error_description).toBe('Signing certificate is revoked')
  })

  it('refuses calls without a token, or with one that was never given', async () => {
    const bare = await fetch(`${base()}/signatures/signHash`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })
    expect([bare.status, await json(bare)]).toEqual([400, { error: 'invalid_request', error_description: 'Malformed authorization header' }])
    expect((await call('credentials/info', {}, 'guess')).status).toBe(401)
  })

  it('tells methods that it does not have', async () => {
    expect((await call('signatures/signDoc', {})).status).toBe(501)
  })
})

describe('credentials', () => {
  it('are described as far as asked', async () => {
    const credentialID = await credentialOf(world.who('marital-status'))
    const { body } = await call('credentials/info', { credentialID, certificates: 'none', certInfo: true })
    expect(body).toMatchObject({ key: { status: 'enabled', len: 2048 }, auth: { mode: 'oauth2code' }, SCAL: '2', multisign: 50 })
    expect(body.cert).toMatchObject({ status: 'valid', subjectDN: 'UID=CCCD:000198100002,CN=NGUYỄN THỊ TƯỜNG VI HOÀNG OANH,C=VN', validTo: expect.stringMatching(/^\d{14}Z$/) })
    expect(body.cert).not.toHaveProperty('certificates')
    expect((await call('credentials/info', { credentialID, certificates: 'all' })).body.error_description).toBe('Invalid parameter certificates')
  })

  it('are listed only as far as they can be used, when asked so', async () => {
    const userID = world.who('revoked-certificate').personalId
    expect((await call('credentials/list', { userID })).body.credentialIDs).toHaveLength(1)
    expect((await call('credentials/list', { userID, onlyValid: true })).body).toEqual({ credentialIDs: [], onlyValid: true })
    expect((await call('credentials/list', {})).body.error_description).toBe('Invalid parameter userID')
  })

  it('of people are not authorised by the client', async () => {
    const person = world.who('marital-status')
    const reply = await call('credentials/authorize', { credentialID: await credentialOf(person), numSignatures: 1, hashes: [hash], hashAlgorithmOID: sha256Oid, authData: [{ id: 'PIN', value: person.pin }] })
    expect(reply.status).toBe(400)
  })

  it.each([
    ['numSignatures', { numSignatures: '1' }, 'invalid_request', 'Missing (or invalid type) integer parameter numSignatures'],
    ['numSignatures', { numSignatures: 0 }, 'invalid_request', 'Invalid value for parameter numSignatures'],
    ['hashes', { hashes: undefined }, 'invalid_request', 'Missing (or invalid type) array parameter hashes'],
    ['too many', { numSignatures: 51, hashes: Array.from({ length: 51 }, () => hash) }, 'invalid_request', 'Numbers of signatures is too high'],
    ['authData', { authData: [{ id: 'PIN', value: 'x' }] }, 'invalid_authentication_data', 'The authentication data is invalid'],
  ])('of agencies are authorised with the PIN; refuses wrong %s', async (_what, changed, error, error_description) => {
    const reply = await call('credentials/authorize', { credentialID: 'seal-committee-26743', numSignatures: 1, hashes: [hash], hashAlgorithmOID: sha256Oid, authData: [], ...changed })
    expect(reply).toEqual({ status: 400, body: { error, error_description } })
  })
})

describe('what is kept', () => {
  it('holds no key, PIN or one-time-code secret in the clear', async () => {
    const person = somebody()
    await sadFor(person)
    const text = readFileSync(join(world.dataDir, 'signature-service', 'credentials.json'), 'utf8')
    const stored = (JSON.parse(text) as Record<string, { key: string, pin: object }>)[`person-${person.personalId}`]
    expect(Buffer.from(stored?.key ?? '', 'base64').includes(Buffer.from('2a864886f70d010101', 'hex'))).toBe(false)
    expect(text).not.toContain(`"${person.pin}"`)
  })

  it('logs every activation so that a changed or missing line shows', async () => {
    const person = somebody()
    const { sad, credentialID } = await sadFor(person)
    await call('signatures/signHash', { SAD: sad, credentialID, hashes: [hash], signAlgo: rsaSha256 })
    const path = join(world.dataDir, 'signature-service', 'activations.jsonl')
    const text = readFileSync(path, 'utf8')
    expect(findBreak(path)).toBeNull()
    expect(text).not.toContain(sad)
    const lines = text.trim().split('\n')
    expect(lines.filter(line => line.includes(`person-${person.personalId}`)).map(line => (JSON.parse(line) as { event: string }).event)).toEqual(['enrolled', 'factors-accepted', 'sad-issued', 'signed'])
    const copy = join(world.dataDir, 'copy.jsonl')
    writeFileSync(copy, lines.toSpliced(2, 1).join('\n'))
    expect(findBreak(copy)).toBe(3)
    writeFileSync(copy, lines.map((line, index) => index === 1 ? line.replace('"at":"2', '"at":"3') : line).join('\n'))
    expect(findBreak(copy)).toBe(2)
  })

  it('signs with the same certificate after a restart', async () => {
    const person = somebody()
    const certificate = async () => ((await call('credentials/info', { credentialID: await credentialOf(person) })).body.cert as { certificates: string[] }).certificates[0]
    const before = await certificate()
    await world.restart()
    expect(await certificate()).toBe(before)
  })
})
