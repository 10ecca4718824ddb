import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SandboxPerson, SigningLine } from '../../../sandbox/index.ts'
import { locationOf, PlainBrowser } from '../../support/plain-browser.ts'
import { startTemporarySandbox, type TemporarySandbox } from '../../support/sandbox.ts'

/** Guessing, replaying and listening at the service, over HTTP, with a clock that the tests move. */

const origin = 'http://localhost:3991'
const redirectUri = `${origin}/signing/callback`
const sha256 = '2.16.840.1.101.3.4.2.1'
const rsaSha256 = '1.2.840.113549.1.1.11'
const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64')

let world: TemporarySandbox
let clock = Date.now()
const pass = (seconds: number): void => {
  clock += seconds * 1000
}
const printed: string[] = []
const console_ = { error: console.error, log: console.log, warn: console.warn }
beforeAll(async () => {
  for (const name of ['error', 'log', 'warn'] as const) {
    console[name] = (...parts: unknown[]) => {
      printed.push(parts.map(String).join(' '))
      console_[name](...parts)
    }
  }
  world = await startTemporarySandbox(origin, { now: () => new Date(clock) })
})
afterAll(async () => {
  Object.assign(console, console_)
  await world.remove()
})

let taken = 40
const somebody = (): SandboxPerson => {
  const person = world.sandbox.people.slice(taken).find(({ pin }) => pin !== null)!
  taken = world.sandbox.people.indexOf(person) + 1
  return person
}
/** Everything secret that came by, to be looked for afterwards. */
const secrets = new Map<string, string>()
const remember = (what: string, value: unknown): string => {
  if (typeof value === 'string' && value !== '') secrets.set(value, what)
  return String(value)
}
const client = () => ({ client_id: world.environment.PORTAL_CSC_CLIENT_ID ?? '', client_secret: remember('client secret', world.environment.PORTAL_CSC_CLIENT_SECRET) })
const postForm = (path: string, fields: Record<string, string>): Promise<Response> => fetch(world.sandbox.urls.signature + path, { method: 'POST', redirect: 'manual', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams(fields).toString() })
let held = { token: '', at: 0 }
const token = async (): Promise<string> => {
  if (clock - held.at > 3_000_000) held = { at: clock, token: remember('service token', (await (await postForm('/csc/v2/oauth2/token', { grant_type: 'client_credentials', ...client() })).json() as { access_token: string }).access_token) }
  return held.token
}
const call = async (path: string, body: unknown, bearer: string): Promise<{ status: number, text: string, json: Record<string, unknown> }> => {
  const response = await fetch(world.sandbox.urls.signature + path, { method: 'POST', headers: { 'content-type': 'application/json', 'authorization': `Bearer ${bearer}` }, body: JSON.stringify(body) })
  const text = await response.text()
  return { status: response.status, text, json: text === '' ? {} : JSON.parse(text) as Record<string, unknown> }
}
interface LogLine { event: string, credential: string, detail: string | null }
const logOf = (credential: string): LogLine[] => readFileSync(join(world.dataDir, 'signature-service', 'activations.jsonl'), 'utf8').trim().split('\n').map(text => JSON.parse(text) as LogLine).filter(line => line.credential === credential)
const otpOf = async (person: SandboxPerson, line: SigningLine): Promise<string> => remember(`one-time code on the line ${line}`, await world.sandbox.control.oneTimeCode(person.personalId, line))

/** One try with these factors, told as whatever the service answers, without what changes from page to page. */
type Attempt = (person: SandboxPerson, factors: { pin: string, otp: string }) => Promise<string>
interface Surface { name: string, line: SigningLine, prepare: (person: SandboxPerson) => Promise<void>, attempt: Attempt, isRight: (told: string) => boolean }

const detailsFor = (credentialID: string): string => JSON.stringify([{ type: 'credential', credentialID, documentDigests: [{ hash: hashOf('a'), label: 'Tờ khai' }], hashAlgorithmOID: sha256 }])
const openPage = async (person: SandboxPerson): Promise<{ browser: PlainBrowser, page: string }> => {
  const url = new URL(`${world.sandbox.urls.signature}/csc/v2/oauth2/authorize`)
  for (const [name, value] of Object.entries({ response_type: 'code', client_id: client().client_id, redirect_uri: redirectUri, code_challenge: createHash('sha256').update('v'.repeat(43)).digest('base64url'), code_challenge_method: 'S256', state: 's', authorization_details: detailsFor(`person-${person.personalId}`) })) url.searchParams.set(name, value)
  const browser = new PlainBrowser()
  return { browser, page: locationOf(await browser.get(url.href)) }
}
const typed = (version: 1 | 2): Surface => ({
  name: `CSC v${version}, credentials/authorize`,
  line: 'typed',
  prepare: async (person) => {
    await call(`/typed/csc/v${version}/${version === 1 ? 'credentials/sendOTP' : 'credentials/getChallenge'}`, { credentialID: `typed-${person.personalId}`, authObjectID: 'OTP' }, await token())
  },
  attempt: async (person, { pin, otp }) => {
    const factors = version === 1 ? { hash: [hashOf('a')], PIN: pin, OTP: otp } : { hashes: [hashOf('a')], hashAlgorithmOID: sha256, authData: [{ id: 'PIN', value: pin }, { id: 'OTP', value: otp }] }
    const { status, text } = await call(`/typed/csc/v${version}/credentials/authorize`, { credentialID: `typed-${person.personalId}`, numSignatures: 1, ...factors }, await token())
    return `${status} ${text}`
  },
  isRight: told => told.startsWith('200'),
})
const page: Surface = {
  name: 'the authorisation page',
  line: 'page',
  prepare: async (person) => {
    await call('/csc/v2/credentials/list', { userID: person.personalId }, await token())
  },
  attempt: async (person, { pin, otp }) => {
    const { browser, page } = await openPage(person)
    const reply = await browser.post(`${page}/sign`, { pin, otp })
    const text = await reply.text()
    return `${reply.status} ${/<h1>([^<]*)/.exec(text)?.[1] ?? ''} ${/<div class="alert"[^>]*>([\s\S]*?)<\/div>/.exec(text)?.[1] ?? ''}`
  },
  isRight: told => told.startsWith('303'),
}
const link: Surface = {
  name: 'the gateway’s log-in',
  line: 'device',
  prepare: async (person) => {
    await world.sandbox.control.oneTimeCode(person.personalId, 'device')
  },
  attempt: async (person, { pin, otp }) => {
    const url = new URL(`${world.sandbox.urls.signature}/smartca/auth/authorize`)
    for (const [name, value] of Object.entries({ response_type: 'code', client_id: client().client_id, redirect_uri: redirectUri, scope: 'sign offline_access', state: 's' })) url.searchParams.set(name, value)
    const path = /action="(\/smartca\/link\/[^"]+)"/.exec(await (await fetch(url)).text())?.[1] ?? ''
    const reply = await postForm(path, { answer: 'agree', person: person.personalId, pin, otp })
    return `${reply.status} ${(await reply.text()).replaceAll(path, '')}`
  },
  isRight: told => told.startsWith('303'),
}

describe.each([page, typed(1), typed(2), link])('a thousand guesses at $name', ({ line, prepare, attempt, isRight }) => {
  it('lock, long before the thousandth, and the right factors open nothing then', async () => {
    const person = somebody()
    await prepare(person)
    for (let guess = 0; guess < 1000; guess += 1) {
      expect(isRight(await attempt(person, { pin: String(100_000 + guess), otp: String(900_000 - guess) }))).toBe(false)
      pass(60)
    }
    const credential = `${{ page: 'person', typed: 'typed', device: 'device' }[line]}-${person.personalId}`
    const looks = logOf(credential).filter(({ event }) => event === 'factors-refused' || event === 'credential-locked')
    expect(logOf(credential).some(({ event }) => event === 'credential-locked')).toBe(true)
    expect(looks.length).toBeLessThan(20)
    if (line === 'typed') await prepare(person)
    expect(isRight(await attempt(person, { pin: remember('PIN', person.pin), otp: await otpOf(person, line) }))).toBe(false)
  }, 120_000)

  it('are told the same whichever of the two was wrong', async () => {
    const told: string[] = []
    for (const wrong of ['pin', 'otp', 'both'] as const) {
      // Everybody is new, so that the count of tries says nothing either.
      const person = somebody()
      await prepare(person)
      pass(601)
      await (line === 'typed' ? prepare(person) : undefined)
      const right = { pin: remember('PIN', person.pin), otp: await otpOf(person, line) }
      const reply = await attempt(person, { pin: wrong === 'otp' ? right.pin : '000000', otp: wrong === 'pin' ? right.otp : '000000' })
      told.push(reply.replaceAll(person.personalId, '').replaceAll(person.fullName, ''))
    }
    expect(new Set(told).size).toBe(1)
  })
})

describe('activation data that is not used as it was meant', () => {
  const path = '/typed/csc/v2'
  const sadFor = async (person: SandboxPerson): Promise<{ SAD: string, credentialID: string, bearer: string }> => {
    const [credentialID, bearer] = [`typed-${person.personalId}`, await token()]
    await call(`${path}/credentials/getChallenge`, { credentialID, authObjectID: 'OTP' }, bearer)
    const authData = [{ id: 'PIN', value: remember('PIN', person.pin) }, { id: 'OTP', value: await otpOf(person, 'typed') }]
    const { json } = await call(`${path}/credentials/authorize`, { credentialID, numSignatures: 1, hashes: [hashOf('a')], hashAlgorithmOID: sha256, authData }, bearer)
    return { SAD: remember('SAD', json.SAD), credentialID, bearer }
  }
  const sign = ({ SAD, credentialID, bearer }: { SAD: string, credentialID: string, bearer: string }, changed: Record<string, unknown> = {}, base = path) =>
    call(`${base}/signatures/signHash`, { SAD, credentialID, hashes: [hashOf('a')], hash: [hashOf('a')], signAlgo: rsaSha256, ...changed }, bearer)
  const refusals = (credential: string): (string | null)[] => logOf(credential).filter(({ event }) => event === 'sad-refused').map(({ detail }) => detail)

  it.each([
    ['for another hash', async () => ({ hashes: [hashOf('b')] }), 'Hash is not authorized by the SAD'],
    ['with one hash more', async () => ({ hashes: [hashOf('a'), hashOf('b')] }), 'Hash is not authorized by the SAD'],
    ['with the same hash twice', async () => ({ hashes: [hashOf('a'), hashOf('a')] }), 'Hash is not authorized by the SAD'],
    ['for another algorithm', async () => ({ signAlgo: '1.2.840.113549.1.1.13', hashes: [createHash('sha512').update('a').digest('base64')] }), 'Hash is not authorized by the SAD'],
  ])('%s is refused, logged, and worth nothing afterwards', async (_what, change, description) => {
    const given = await sadFor(somebody())
    expect(await sign(given, await change())).toMatchObject({ status: 400, json: { error: 'invalid_request', error_description: description } })
    expect((await sign(given)).json.error_description).toBe('Invalid parameter SAD')
    expect(refusals(given.credentialID)).toEqual([description, 'Invalid parameter SAD'])
  })

  it('for another credential is refused at both, and logged', async () => {
    const [mine, other] = [await sadFor(somebody()), await sadFor(somebody())]
    expect((await sign(mine, { credentialID: other.credentialID })).json.error_description).toBe('Invalid parameter SAD')
    expect(refusals(other.credentialID)).toEqual(['Invalid parameter SAD'])
    expect((await sign(mine)).json.error_description).toBe('Invalid parameter SAD')
  })

  it('replayed is refused and logged, by the other version of the API too', async () => {
    const given = await sadFor(somebody())
    expect((await sign(given)).status).toBe(200)
    expect((await sign(given)).json.error_description).toBe('Invalid parameter SAD')
    expect((await sign(given, {}, '/typed/csc/v1')).json.error_description).toBe('Invalid parameter SAD')
    expect(refusals(given.credentialID)).toHaveLength(2)
  })

  it('of a hundred callers at once signs for one', async () => {
    const given = await sadFor(somebody())
    const replies = await Promise.all(Array.from({ length: 100 }, () => sign(given)))
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(logOf(given.credentialID).filter(({ event }) => event === 'signed')).toHaveLength(1)
  })

  it('after five minutes is refused and logged', async () => {
    const given = await sadFor(somebody())
    pass(300)
    expect((await sign(given)).json.error_description).toBe('SAD expired')
    expect(refusals(given.credentialID)).toEqual(['SAD expired'])
  })

  it('that was never given, a thousand times, signs nothing', async () => {
    const given = await sadFor(somebody())
    const bearer = given.bearer
    for (let guess = 0; guess < 1000; guess += 1) expect((await call(`${path}/signatures/signHash`, { SAD: createHash('sha256').update(String(guess)).digest('base64url'), credentialID: given.credentialID, hashes: [hashOf('a')], signAlgo: rsaSha256 }, bearer)).status).toBe(400)
    expect((await sign(given)).status).toBe(200)
  }, 60_000)
})

it('none of the secrets that came by is in a file of the service, in its log, or on the terminal', () => {
  const folder = join(world.dataDir, 'signature-service')
  // The client's own secret must lie where the service can compare it.
  const files = readdirSync(folder).filter(name => name !== 'client.json')
  expect(files).toEqual(expect.arrayContaining(['activations.jsonl', 'credentials.json', 'pki.json']))
  expect(new Set(secrets.values()).size).toBeGreaterThanOrEqual(7)
  const texts = [...files.map(name => [name, readFileSync(join(folder, name), 'utf8')] as const), ['terminal', printed.join('\n')] as const]
  const found = texts.flatMap(([name, text]) => [...secrets].filter(([secret]) => new RegExp(`(^|[^0-9A-Za-z_-])${secret.replace(/[^\w]/g, '\\$&')}($|[^0-9A-Za-z_-])`).test(text)).map(([, what]) => `${what} in ${name}`))
  expect(found).toEqual([])
})
