import { inspect } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createSmartCaProvider, ProviderError, Secret, type Credential, type DataToBeSigned } from '#signing/providers'
import type { SandboxPerson } from '../../../../sandbox/index.ts'
import { answerLink, link, memoryGrants, newReference, openWorld, redirectOf, settle, smartCaOf, type World } from './flows.ts'

/** What is particular to a gateway in the manner of SmartCA; all else is in the contract. */

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())
afterEach(() => world.sandbox.control.reset())

let taken = 40
const somebody = (): SandboxPerson => {
  const person = world.sandbox.people.slice(taken).find(({ pin }) => pin !== null)!
  taken = world.sandbox.people.indexOf(person) + 1
  return person
}
const codeOf = (work: Promise<unknown>): Promise<string> => work.then(() => 'no error', (error: unknown) => error instanceof ProviderError ? error.code : `not ours: ${inspect(error)}`)
const fieldsOf = async (person: SandboxPerson) => ({ answer: 'agree', person: person.personalId, pin: person.pin ?? '', otp: await world.sandbox.control.oneTimeCode(person.personalId, 'device') })
const algorithm = { algorithm: 'RSA-PKCS1', hash: 'SHA-256' } as const
let documents = 0
const newDocument = (): DataToBeSigned => ({ data: Buffer.from(`form ${documents += 1}`), label: 'to-khai.pdf' })
const linked = async (options: Parameters<typeof smartCaOf>[1] = {}): Promise<{ person: SandboxPerson, provider: ReturnType<typeof smartCaOf>, credential: Credential }> => {
  const person = somebody()
  const provider = smartCaOf(world, options)
  await link(world, provider, person)
  const [credential] = await provider.listCredentials(person.personalId)
  return { person, provider, credential: credential! }
}

describe('linking an account', () => {
  it('shows nothing of a person before, and their credential after', async () => {
    const person = somebody()
    const provider = smartCaOf(world, { grants: memoryGrants() })
    expect([await provider.isLinked(person.personalId), await provider.listCredentials(person.personalId)]).toEqual([false, []])
    await link(world, provider, person)
    expect([await provider.isLinked(person.personalId), (await provider.listCredentials(person.personalId)).length]).toEqual([true, 1])
  })

  it('refuses a code that is fifteen seconds old, as the gateway does', async () => {
    const person = somebody()
    const provider = smartCaOf(world)
    const pending = await provider.beginLink({ redirectUri: redirectOf(world) })
    world.sandbox.control.signature('expire', { at: 'auth/authorize', times: 1 })
    // The credential must exist before a fault can concern its owner.
    await world.sandbox.control.oneTimeCode(person.personalId, 'device')
    const query = await answerLink(world, pending.url, await fieldsOf(person))
    expect(await codeOf(provider.completeLink({ userId: person.personalId, query, pending }))).toBe('expired')
    expect(await provider.isLinked(person.personalId)).toBe(false)
  })

  it('redeems a code once', async () => {
    const person = somebody()
    const provider = smartCaOf(world)
    const pending = await provider.beginLink({ redirectUri: redirectOf(world) })
    const query = await answerLink(world, pending.url, await fieldsOf(person))
    await provider.completeLink({ userId: person.personalId, query, pending })
    expect(await codeOf(provider.completeLink({ userId: person.personalId, query, pending }))).toBe('expired')
  })

  it('does not link somebody else’s account', async () => {
    const [person, other] = [somebody(), somebody()]
    const provider = smartCaOf(world)
    const pending = await provider.beginLink({ redirectUri: redirectOf(world) })
    const query = await answerLink(world, pending.url, await fieldsOf(other))
    expect(await codeOf(provider.completeLink({ userId: person.personalId, query, pending }))).toBe('certificate-mismatch')
    expect(await provider.isLinked(person.personalId)).toBe(false)
  })

  it.each([['a refusal', { answer: 'decline' }, 'declined']] as const)('tells %s', async (_what, fields, code) => {
    const provider = smartCaOf(world)
    const pending = await provider.beginLink({ redirectUri: redirectOf(world) })
    expect(await codeOf(provider.completeLink({ userId: '0', query: await answerLink(world, pending.url, fields), pending }))).toBe(code)
  })

  it('refuses a callback with another state', async () => {
    const person = somebody()
    const provider = smartCaOf(world)
    const pending = await provider.beginLink({ redirectUri: redirectOf(world) })
    const query = await answerLink(world, pending.url, await fieldsOf(person))
    expect(await codeOf(provider.completeLink({ userId: person.personalId, query, pending: { ...pending, state: 'x' } }))).toBe('sad-invalid')
  })

  it('says the same whichever of number, PIN and code was wrong', async () => {
    const person = somebody()
    const right = await fieldsOf(person)
    const { url } = await smartCaOf(world).beginLink({ redirectUri: redirectOf(world) })
    const page = await (await fetch(url)).text()
    const path = /action="(\/smartca\/link\/[^"]+)"/.exec(page)?.[1] ?? ''
    const attempt = async (changed: Record<string, string>) => {
      const reply = await fetch(world.sandbox.urls.signature + path, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams({ ...right, ...changed }).toString() })
      return `${reply.status} ${await reply.text()}`
    }
    const told = [await attempt({ pin: 'x' }), await attempt({ otp: '000000' }), await attempt({ person: '000000000000' })]
    expect(new Set(told).size).toBe(1)
    expect(told[0]).toMatch(/^403/)
  })

  it('renews what was given when it is too old, once for all who wait', async () => {
    let clock = Date.now()
    const { person, provider } = await linked({ now: () => new Date(clock) })
    clock += 2 * 60 * 60 * 1000
    const lists = await Promise.all(Array.from({ length: 10 }, () => provider.listCredentials(person.personalId)))
    expect(lists.every(list => list.length === 1)).toBe(true)
  })

  it('asks to be linked again when the gateway no longer knows the account', async () => {
    const grants = memoryGrants()
    const { person, provider, credential } = await linked({ grants })
    await grants.save(person.personalId, new Secret(JSON.stringify({ access: 'gone', refresh: 'gone', expiresAt: 0 })))
    expect(await codeOf(provider.readCredential(credential.id))).toBe('expired')
    expect([await provider.isLinked(person.personalId), await provider.listCredentials(person.personalId)]).toEqual([false, []])
  })

  it('tells a wrong client secret', async () => {
    const person = somebody()
    const provider = smartCaOf(world, { clientSecret: new Secret('guess') })
    const pending = await provider.beginLink({ redirectUri: redirectOf(world) })
    const query = await answerLink(world, pending.url, await fieldsOf(person))
    expect(await codeOf(provider.completeLink({ userId: person.personalId, query, pending }))).toBe('client-refused')
  })
})

describe('a transaction', () => {
  it('is told of once, and the call is believed only about its address', async () => {
    const { person, provider, credential } = await linked()
    const [reference, data] = [newReference(), [newDocument()]]
    const pending = await provider.beginTransaction({ credential, data, ...algorithm, reference })
    await world.sandbox.control.answerOnPhone(person.personalId, 'agree')
    await expect.poll(() => world.received.filter(({ query }) => query.get('reference') === reference).length).toBe(1)
    const call = world.received.find(({ query }) => query.get('reference') === reference)!
    expect(JSON.parse(Buffer.from(call.body).toString())).toEqual({ tranId: pending.token?.reveal(), refTranId: reference, status: 1 })
    expect(provider.readNotification(call)).toMatchObject({ reference })
    // A body about another transaction names nothing.
    expect(provider.readNotification({ ...call, body: Buffer.from(JSON.stringify({ tranId: 'x', refTranId: 'other' })) }).token).toBeNull()
    const other = new URLSearchParams(call.query)
    other.set('reference', newReference())
    expect(() => provider.readNotification({ ...call, query: other })).toThrow(ProviderError)
  })

  it('is the same when it is begun twice with one reference, where the provider says so', async () => {
    const { person, provider, credential } = await linked({ repeatsAreSafe: true, notifications: undefined })
    const [reference, data] = [newReference(), [newDocument()]]
    world.sandbox.control.signature('half-answer', { personalId: person.personalId, at: 'signature/signhash', times: 1 })
    const pending = await provider.beginTransaction({ credential, data, ...algorithm, reference })
    expect(pending.token).toBeNull()
    expect(world.sandbox.control.phone(person.personalId)).toHaveLength(1)
    await world.sandbox.control.answerOnPhone(person.personalId, 'agree')
    expect(await settle(world, provider, { credential, data, pending })).toHaveLength(1)
    expect(world.sandbox.control.phone(person.personalId)).toHaveLength(0)
  })

  it('is never begun again where the provider does not say so, and is given up visibly', async () => {
    const { person, provider, credential } = await linked({ notifications: undefined, patienceMs: 500 })
    const data = [newDocument()]
    world.sandbox.control.signature('half-answer', { personalId: person.personalId, at: 'signature/signhash', times: 1 })
    const pending = await provider.beginTransaction({ credential, data, ...algorithm, reference: newReference() })
    expect(await codeOf(settle(world, provider, { credential, data, pending }))).toBe('expired')
    expect(world.sandbox.control.phone(person.personalId)).toHaveLength(1)
  })

  it('outlives the portal: what was kept is enough to go on', async () => {
    const { person, provider, credential } = await linked()
    const data = [newDocument(), newDocument()]
    const begun = await provider.beginTransaction({ credential, data, ...algorithm, reference: newReference() })
    const kept = JSON.parse(JSON.stringify({ ...begun, token: begun.token?.reveal() })) as Record<string, string>
    await world.sandbox.control.answerOnPhone(person.personalId, 'agree')
    const another = smartCaOf(world)
    const pending = { ...begun, token: new Secret(kept.token ?? ''), expiresAt: new Date(kept.expiresAt ?? 0) }
    expect(await settle(world, another, { credential: await another.readCredential(credential.id), data, pending })).toHaveLength(2)
  })

  it('is not another person’s to ask about', async () => {
    const [one, other] = [await linked(), await linked()]
    const data = [newDocument()]
    const pending = await one.provider.beginTransaction({ credential: one.credential, data, ...algorithm, reference: newReference() })
    expect(await codeOf(other.provider.askTransaction({ pending, credential: other.credential, data, ...algorithm }))).toBe('request-refused')
  })

  it('must be about our reference', async () => {
    const { provider, credential } = await linked()
    const data = [newDocument()]
    const pending = await provider.beginTransaction({ credential, data, ...algorithm, reference: newReference() })
    expect(await codeOf(provider.askTransaction({ pending: { ...pending, reference: 'another' }, credential, data, ...algorithm }))).toBe('reply-invalid')
  })

  it('does SHA-256 with RSA and fifty hashes at most', async () => {
    const { provider, credential } = await linked()
    const begin = (changed: object) => codeOf(provider.beginTransaction({ credential, data: [newDocument()], ...algorithm, reference: newReference(), ...changed }))
    expect(await begin({ hash: 'SHA-512' })).toBe('credential-not-usable')
    expect(await begin({ data: Array.from({ length: 51 }, newDocument) })).toBe('credential-not-usable')
    expect(await begin({ credential: { ...credential, scal: 'SCAL1' } })).toBe('credential-not-usable')
  })
})

describe('what a gateway may answer', () => {
  const provider = (status: number, body: string) => createSmartCaProvider({
    baseUrl: 'http://gateway.example', clientId: 'a', clientSecret: new Secret('b'), now: () => new Date(), network: { send: async () => ({ status, body: Buffer.from(body) }) },
    grants: { ...memoryGrants(), find: async () => new Secret(JSON.stringify({ access: 'x', refresh: null, expiresAt: Date.now() + 1e6 })) },
  })
  it.each([
    ['not JSON', 200, '<html>', 'reply-invalid'],
    ['no content', 200, '{"code":0,"codeDesc":"SUCCESS"}', 'reply-invalid'],
    ['a code of its own', 400, '{"code":64000,"codeDesc":"X","content":null}', 'request-refused'],
    ['an unknown credential', 400, '{"code":60000,"codeDesc":"CREDENTIAL_NOT_EXIST","content":null}', 'credential-unknown'],
    ['an error of its own with status 200', 200, '{"code":50000,"codeDesc":"SERVAR_INTERNAL_ERROR","content":null}', 'unavailable'],
    ['a used-up service pack', 400, '{"code":65000,"codeDesc":"SERVICE_PACK_EXEED_OR_INVALID","content":null}', 'credential-not-usable'],
    ['a redirect', 302, '', 'reply-invalid'],
    ['too many requests', 429, '{}', 'unavailable'],
    ['a list of numbers', 200, '{"code":0,"content":[1,2]}', 'reply-invalid'],
  ])('%s', async (_what, status, body, code) => {
    expect(await codeOf(provider(status, body).listCredentials('000000000001'))).toBe(code)
  })
})
