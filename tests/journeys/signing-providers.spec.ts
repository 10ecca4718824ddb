import type { Server } from 'node:http'
import { join } from 'node:path'
import { sql as raw } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { SandboxPerson } from '../../sandbox/index.ts'
import { createGuardedNetwork } from '../../server/adapters/network/index.ts'
import { openDatabase } from '../../server/db/client.ts'
import type { SigningSessionView } from '../../shared/api/drafts.ts'
import type { NetworkPort } from '../../signing/types.ts'
import { authorise, crowd, openCorridor, prepare, problemOf, until, type Corridor } from '../support/corridor.ts'
import { openNotificationDoor, type ProviderCall } from '../support/notification-door.ts'
import { linkAccount, startWith, writeProviders, type Signing as Case } from '../support/phone.ts'

let corridor: Corridor
let door: Server
let somebody: () => SandboxPerson
/** Calls of providers that reached the portal, to be sent again. */
const calls: ProviderCall[] = []
/** Nobody opens the door. */
let isDeaf = false
/** How far the portal's clock is ahead, in milliseconds. */
let ahead = 0

const tell = ({ provider, query, body }: ProviderCall): Promise<void> => corridor.portal.signatures.notice(provider, { query: new URLSearchParams(query), body })

let outside: NetworkPort
const secrets = new Set<string>()
/** Remembers every secret that providers give or get. */
function overheard(network: NetworkPort): NetworkPort {
  const listen = (bytes: Uint8Array): void => {
    for (const [, , value] of Buffer.from(bytes).toString().matchAll(/"?(access_token|refresh_token|SAD|PIN|OTP|client_secret|code_verifier)"?\s*[:=]\s*"?([^"&,{}\s]+)/g)) secrets.add(value!)
  }
  return {
    send: async (request) => {
      if (corridor?.cut(request.url)) throw new Error('cut off')
      if (request.body !== undefined) listen(request.body)
      const response = await network.send(request)
      listen(response.body)
      return response
    },
  }
}

beforeAll(async () => {
  const { origin, server } = await openNotificationDoor(async (call) => {
    calls.push(call)
    if (isDeaf) return false
    await tell(call)
    return true
  })
  door = server
  corridor = await openCorridor({
    origin,
    settings: (environment, dataDir) => {
      outside = createGuardedNetwork({ allow: environment.PORTAL_OUTGOING_ALLOW!.split(',') })
      return writeProviders(environment, dataDir, ({ csc, typed, phone, device }) =>
        [csc, { ...csc, id: 'pages-v1', protocol: 'csc-v1', baseUrl: csc.baseUrl.replace(/2$/, '1') }, typed, device, phone])
    },
    now: () => new Date(Date.now() + ahead),
    network: overheard({ send: request => outside.send(request) }),
  })
  somebody = crowd(corridor.world)
})
afterAll(async () => {
  await corridor.remove()
  door.close()
})
afterEach(() => {
  isDeaf = false
  ahead = 0
  corridor.cut = () => false
  corridor.world.sandbox.control.reset()
})

const verbs = (): Corridor['portal']['signatures'] => corridor.portal.signatures
const control = (): Corridor['world']['sandbox']['control'] => corridor.world.sandbox.control

async function arrive(): Promise<Case> {
  const person = somebody()
  return { person, ...await prepare(corridor, person) }
}

const start = (one: Case, provider: string): Promise<SigningSessionView> => startWith(corridor.portal, one, provider)
/** As the page does: looks again until it is over. */
const ended = ({ actor, draft }: Case): Promise<SigningSessionView | null> => until(() => verbs().view(actor, draft), seen => seen !== null && ['completed', 'declined', 'expired', 'failed'].includes(seen.state), 40)
const seen = ({ actor, draft }: Case): Promise<SigningSessionView | null> => verbs().view(actor, draft)
const onPhone = ({ person }: Case, answer: 'agree' | 'decline' | { pin: string } = 'agree'): Promise<void> => control().answerOnPhone(person.personalId, answer)

const link = (one: Case, fields: Record<string, string> = {}): Promise<URLSearchParams> => linkAccount(corridor, one, { fields })
async function arriveLinked(): Promise<Case> {
  const one = await arrive()
  expect(await verbs().answer(one.actor, await link(one))).toEqual({ returnTo: '/', problem: null })
  return one
}

async function type({ actor, draft, person }: Case, pin = person.pin ?? ''): Promise<SigningSessionView | null> {
  return verbs().useFactors(actor, draft, { PIN: pin, OTP: await control().oneTimeCode(person.personalId, 'typed') })
}
/** One signature of the person on the form, and it can be submitted. */
async function expectSigned(one: Case): Promise<void> {
  expect(await ended(one)).toMatchObject({ state: 'completed', problem: null })
  expect((await corridor.portal.dossiers.submit(one.actor, one.draft, `key-${one.draft}`)).created).toBe(true)
}

describe('each way to answer', () => {
  it.each(['csc', 'pages-v1'])('%s: on the provider’s pages', async (provider) => {
    const one = await arrive()
    const session = await start(one, provider)
    expect(session).toMatchObject({ provider, factors: null, onPhone: false })
    expect((await verbs().answer(one.actor, await authorise(corridor, one.person, session.authorisePath!))).problem).toBeNull()
    await expectSigned(one)
  })

  it('PIN and code typed here; a wrong PIN ends nothing', async () => {
    const one = await arrive()
    const session = await start(one, 'csc-v1')
    expect([session.factors?.map(({ id }) => id), session.authorisePath, session.onPhone]).toEqual([['PIN', 'OTP'], null, false])
    expect(await problemOf(type(one, '000000'))).toBe('pin-or-code-wrong')
    expect(await seen(one)).toMatchObject({ id: session.id, state: 'awaiting' })
    await verbs().cancel(one.actor, one.draft)
    await start(one, 'csc-v1')
    expect(await type(one)).toMatchObject({ state: 'completed' })
    expect(await problemOf(verbs().useFactors(one.actor, one.draft, { PIN: one.person.pin!, OTP: '135790' }))).toBe('signing-already-answered')
    await expectSigned(one)
  })

  it('another code: after a pause, and only the newest is good', async () => {
    const one = await arrive()
    const [, sent] = (await start(one, 'csc-v1')).factors ?? []
    expect(sent?.sent).toMatchObject({ times: 1 })
    const first = await control().oneTimeCode(one.person.personalId, 'typed')
    // Too early: nothing is sent, and the refusal says how long to wait.
    await expect(verbs().sendCode(one.actor, one.draft)).rejects.toMatchObject({ code: 'code-just-sent', retryAfter: expect.toSatisfy((seconds: number) => seconds > 25 && seconds <= 30) })
    expect(await control().oneTimeCode(one.person.personalId, 'typed')).toBe(first)

    ahead = 31_000
    const twice = await Promise.allSettled([verbs().sendCode(one.actor, one.draft), verbs().sendCode(one.actor, one.draft)])
    expect(twice.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect((await seen(one))?.factors?.map(({ id, sent }) => [id, sent?.times])).toEqual([['PIN', undefined], ['OTP', 2]])
    const second = await control().oneTimeCode(one.person.personalId, 'typed')
    expect(second).not.toBe(first)
    expect(await problemOf(verbs().useFactors(one.actor, one.draft, { PIN: one.person.pin!, OTP: first }))).toBe('pin-or-code-wrong')
    await verbs().useFactors(one.actor, one.draft, { PIN: one.person.pin!, OTP: second })
    expect(await problemOf(verbs().sendCode(one.actor, one.draft))).toBe('signing-already-answered')
    await expectSigned(one)
  })

  it('another code where none is typed here, or for somebody else, is refused', async () => {
    const [one, other] = [await arrive(), await arrive()]
    await start(one, 'device')
    expect(await problemOf(verbs().sendCode(one.actor, one.draft))).toBe('signing-already-answered')
    expect(await problemOf(verbs().sendCode(other.actor, one.draft))).toBe('not-found')
  })

  it('another code from a provider that is down: the pause holds, for the code may be on its way', async () => {
    const one = await arrive()
    await start(one, 'csc-v1')
    ahead = 31_000
    corridor.cut = url => url.endsWith('/credentials/sendOTP')
    expect(await problemOf(verbs().sendCode(one.actor, one.draft))).toBe('provider-unavailable')
    expect(await problemOf(verbs().sendCode(one.actor, one.draft))).toBe('code-just-sent')
  })

  it('CSC v2 on the phone', async () => {
    const one = await arrive()
    expect(await start(one, 'device')).toMatchObject({ onPhone: true, authorisePath: null, factors: null })
    await onPhone(one)
    await expectSigned(one)
  })

  it('SmartCA: nothing before the account is linked, then on the phone', async () => {
    const one = await arrive()
    expect((await verbs().choices(one.actor, one.draft)).providers.at(-1)).toMatchObject({ id: 'smartca', state: 'link-needed' })
    const query = await link(one)
    expect((await verbs().answer(one.actor, query)).problem).toBeNull()
    // The same callback again is nobody's any more.
    expect(await problemOf(verbs().answer(one.actor, query))).toBe('not-found')
    const session = await start(one, 'smartca')
    expect(session.onPhone).toBe(true)
    expect(control().phone(one.person.personalId)[0]?.documents[0]?.digest).toContain(session.dtbsr.slice(0, 8))
    await onPhone(one)
    await expectSigned(one)
  })

  it('an account of somebody else is not linked, nor one that was declined, nor to another person', async () => {
    const [one, other] = [await arrive(), await arrive()]
    const theirs = await link(one, { person: other.person.personalId, pin: other.person.pin ?? '', otp: await control().oneTimeCode(other.person.personalId, 'device') })
    expect((await verbs().answer(one.actor, theirs)).problem).toBe('account-not-linked')
    expect((await verbs().answer(one.actor, await link(one, { answer: 'decline' }))).problem).toBe('account-not-linked')
    expect(await problemOf(verbs().answer(other.actor, await link(one)))).toBe('not-found')
    expect((await verbs().choices(one.actor, one.draft)).providers.at(-1)).toMatchObject({ state: 'link-needed' })
  })
})

describe('several providers', () => {
  it('one that is down hides nobody else’s credentials, and says so', async () => {
    const one = await arrive()
    corridor.cut = url => url.includes('/typed/')
    const { credentials, providers } = await verbs().choices(one.actor, one.draft)
    expect(providers.map(({ id, state }) => `${id} ${state}`)).toEqual(['csc answered', 'pages-v1 answered', 'csc-v1 unavailable', 'device answered', 'smartca link-needed'])
    expect(credentials.map(({ provider }) => provider)).toEqual(['csc', 'pages-v1', 'device'])
    const session = await start(one, 'csc')
    expect((await verbs().answer(one.actor, await authorise(corridor, one.person, session.authorisePath!))).problem).toBeNull()
    await expectSigned(one)
  })

  it('all down is a problem', async () => {
    const one = await arriveLinked()
    corridor.cut = () => true
    expect(await problemOf(verbs().choices(one.actor, one.draft))).toBe('provider-unavailable')
  })
})

describe('what the person does on the phone', () => {
  it.each([['device', 'decline', 'signing-declined'], ['smartca', 'decline', 'signing-declined']] as const)('%s: %s', async (provider, answer, problem) => {
    const one = await arriveLinked()
    await start(one, provider)
    await onPhone(one, answer)
    expect(await ended(one)).toMatchObject({ problem })
    expect(await start(one, provider)).toMatchObject({ state: 'awaiting', onPhone: true })
  })

  it.each(['device', 'smartca'])('%s: too late', async (provider) => {
    const one = await arriveLinked()
    await start(one, provider)
    control().signature('expire', { personalId: one.person.personalId, at: 'phone', times: 1 })
    await onPhone(one)
    expect(await ended(one)).toMatchObject({ state: 'expired', problem: 'signing-expired' })
  })
})

describe('what gets lost', () => {
  it.each(['device', 'smartca'])('%s: the portal stops while the phone waits, and nobody looks at the page', async (provider) => {
    const one = await arriveLinked()
    const session = await start(one, provider)
    await corridor.reopen()
    await onPhone(one)
    await until(async () => {
      await verbs().sweep()
      return verbs().latest(one.draft)
    }, now => now?.state === 'completed', 40)
    expect(await verbs().latest(one.draft)).toMatchObject({ id: session.id })
    await expectSigned(one)
  })

  it('the call of the provider: it is asked', async () => {
    isDeaf = true
    const one = await arriveLinked()
    await start(one, 'smartca')
    await onPhone(one)
    await expectSigned(one)
  })

  it('nothing: the call comes twice, and once more when all is over', async () => {
    const one = await arriveLinked()
    const before = calls.length
    await start(one, 'smartca')
    control().signature('callback-twice', { personalId: one.person.personalId, at: 'notification', times: 1 })
    await onPhone(one)
    await until(async () => calls.length - before, count => count >= 2)
    const own = calls.slice(before).filter(({ provider }) => provider === 'smartca')
    await until(() => verbs().latest(one.draft), now => now?.state === 'completed', 20)
    for (const call of own) await tell(call)
    await expectSigned(one)
    for (const call of own) await tell(call)
    expect(await problemOf(tell({ ...own[0]!, query: own[0]!.query.replace(/mac=./, 'mac=~') }))).toBe('not-found')
    expect(await problemOf(tell({ ...own[0]!, provider: 'csc-v1' }))).toBe('not-found')
  })

  it('the answer to the beginning: the call names it, it is not begun again', async () => {
    const one = await arriveLinked()
    control().signature('half-answer', { personalId: one.person.personalId, at: 'signature/signhash', times: 1 })
    const session = await start(one, 'smartca')
    expect(session).toMatchObject({ state: 'awaiting', onPhone: true })
    await corridor.reopen()
    await seen(one)
    expect(control().phone(one.person.personalId)).toHaveLength(1)
    await onPhone(one)
    await expectSigned(one)
    expect((await corridor.portal.dossiers.list(one.actor)).length).toBe(1)
  })

  it('half of the answer to signHash: the provider is asked, nothing is signed again', async () => {
    const one = await arrive()
    const session = await start(one, 'csc')
    const query = await authorise(corridor, one.person, session.authorisePath!)
    control().signature('half-answer', { personalId: one.person.personalId, at: 'signatures/signHash', times: 1 })
    expect((await verbs().answer(one.actor, query)).problem).toBeNull()
    expect(await ended(one)).toMatchObject({ id: session.id, state: 'completed' })
    await expectSigned(one)
  })

  it('the same where a provider cannot be asked: that is said, and the person signs anew', async () => {
    const one = await arrive()
    await start(one, 'csc-v1')
    control().signature('half-answer', { personalId: one.person.personalId, at: 'signatures/signHash', times: 1 })
    await type(one)
    expect(await ended(one)).toMatchObject({ state: 'failed', problem: 'signing-outcome-unknown' })
    await start(one, 'csc-v1')
    expect(await type(one)).toMatchObject({ state: 'completed' })
  })
})

describe('what you see is what you sign', () => {
  it.each(['device', 'csc-v1'])('%s: a form that changes meanwhile is not signed', async (provider) => {
    const one = await arrive()
    await start(one, provider)
    await corridor.portal.drafts.save(one.actor, one.draft, { version: null, given: { json: { occupation: 'Thợ mộc' } } })
    if (provider === 'device') await onPhone(one)
    else await type(one)
    expect(await ended(one)).toMatchObject({ state: 'failed', problem: 'document-changed' })
    expect(await problemOf(corridor.portal.dossiers.submit(one.actor, one.draft, 'key'))).toBe('signature-missing')
  })
})

describe('secrets', () => {
  it('are in no row of the database', async () => {
    const waiting = await arriveLinked()
    await start(waiting, 'smartca')
    const typing = await arrive()
    await start(typing, 'csc-v1')
    await verbs().useFactors(typing.actor, typing.draft, { PIN: '918273', OTP: '135790' }).catch(() => undefined)
    const kept = await arrive()
    const session = await start(kept, 'csc')
    const query = await authorise(corridor, kept.person, session.authorisePath!)
    isDeaf = true
    control().signature('half-answer', { personalId: kept.person.personalId, at: 'signatures/signHash', times: 1 })
    await verbs().answer(kept.actor, query)
    expect(await seen(kept)).toMatchObject({ state: 'authorised' })
    await corridor.portal.close()
    const database = await openDatabase({ url: null, dataDir: corridor.dataDir, migrationsDir: join('server', 'db', 'migrations'), onQueueError: () => undefined })
    const rows = async (query: string): Promise<Record<string, unknown>[]> => (await database.sql.execute(raw.raw(query)) as unknown as { rows: Record<string, unknown>[] }).rows
    const tables = await rows(`select table_schema || '.' || quote_ident(table_name) as name from information_schema.tables where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'`)
    const dump = (await Promise.all(tables.map(async ({ name }) => JSON.stringify(await rows(`select * from ${String(name)}`))))).join('\n')
    await database.close()
    await corridor.reopen({}, { isClosed: true })
    expect(dump).toContain(session.id)
    expect([...secrets].filter(one => one.length > 12).length).toBeGreaterThan(8)
    expect([...secrets].filter(secret => secret.length > 12 ? dump.includes(secret) : new RegExp(`(?<![\\w-])${secret}(?![\\w-])`).test(dump))).toEqual([])
  })
})
