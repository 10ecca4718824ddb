import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { SandboxPerson } from '../../sandbox/index.ts'
import { createSignatureValidator, readTrust } from '../../server/adapters/signatures/index.ts'
import { readConfig } from '../../server/config.ts'
import { createIssuerSource, createRevocationSource } from '../../signing/index.ts'
import { authorise, crowd, openCorridor, prepare, problemOf, sign, type Corridor } from '../support/corridor.ts'
import { directNetwork } from '../support/direct-network.ts'
import { locationOf, PlainBrowser } from '../support/plain-browser.ts'

let corridor: Corridor
let somebody: () => SandboxPerson
beforeAll(async () => {
  corridor = await openCorridor()
  somebody = crowd(corridor.world)
})
afterAll(() => corridor.remove())
afterEach(() => {
  corridor.cut = () => false
  corridor.world.sandbox.control.reset()
})

const choice = { credential: null, returnTo: '/' }
type Verbs = Corridor['portal']['signatures']
const start: Verbs['start'] = (...input) => corridor.portal.signatures.start(...input)
const view: Verbs['view'] = (...input) => corridor.portal.signatures.view(...input)
const answer: Verbs['answer'] = (...input) => corridor.portal.signatures.answer(...input)

describe('a certificate that cannot be used', () => {
  it.each([['expired-certificate', 'certificate-expired'], ['revoked-certificate', 'certificate-revoked'], ['no-certificate', 'no-credential']] as const)('%s is refused before anybody signs: %s', async (story, problem) => {
    const { actor, draft } = await prepare(corridor, corridor.world.who(story))
    expect(await problemOf(start(actor, draft, choice))).toBe(problem)
    expect(await view(actor, draft)).toBeNull()
  })

  it('of somebody else is not among the person’s own', async () => {
    const { signatures } = corridor.portal
    const [mine, other] = [somebody(), somebody()]
    const theirs = await prepare(corridor, other)
    const { credentials: [credential] } = await signatures.choices(theirs.actor, theirs.draft)
    const { actor, draft } = await prepare(corridor, mine)
    expect(await problemOf(start(actor, draft, { ...choice, credential: credential!.id }))).toBe('no-credential')
  })

  it('of somebody else, handed out by the service as theirs, is seen through', async () => {
    const person = somebody()
    const { actor, draft } = await prepare(corridor, person)
    corridor.world.sandbox.control.signature('wrong-certificate', { personalId: person.personalId })
    expect(['signatory-not-applicant', 'signing-failed', 'credential-not-usable']).toContain(await problemOf(start(actor, draft, choice)))
  })

  it('of an issuer that nobody here trusts makes no signed form', async () => {
    const { trust } = readConfig(corridor.environment)
    const government = readTrust(trust, new Date()).anchors.filter(({ label }) => !/công cộng/i.test(label))
    expect(government.length).toBe(trust.length - 1)
    const now = (): Date => new Date()
    await corridor.reopen({ ports: ports => ({ ...ports, validator: createSignatureValidator({ anchors: government, revocation: createRevocationSource({ network: directNetwork, now }), issuers: createIssuerSource({ network: directNetwork, now }), now }) }) })
    const person = somebody()
    const { actor, draft } = await prepare(corridor, person)
    expect(await sign(corridor, person, { actor, draft })).toBe('certificate-not-trusted')
    expect(await view(actor, draft)).toMatchObject({ state: 'failed', problem: 'certificate-not-trusted' })
    expect(await problemOf(corridor.portal.dossiers.submit(actor, draft, 'key'))).toBe('signature-missing')
    await corridor.reopen()
  })

  it('that is revoked while the person signs makes no signed form', async () => {
    const person = somebody()
    const { actor, draft } = await prepare(corridor, person)
    const session = await start(actor, draft, choice)
    const query = await authorise(corridor, person, session.authorisePath!)
    await corridor.world.sandbox.control.revokeCertificate(person.personalId)
    expect((await answer(actor, query)).problem).toBe('certificate-revoked')
  })
})

describe('what the person does on the service’s pages', () => {
  it('wrong PIN or code: they stay there, and what waits here goes on waiting', async () => {
    const person = somebody()
    const { actor, draft } = await prepare(corridor, person)
    const session = await start(actor, draft, choice)
    const browser = new PlainBrowser()
    const page = locationOf(await browser.get(session.authorisePath!))
    expect((await browser.post(`${page}/sign`, { pin: '000000x', otp: '000000' })).status).toBe(403)
    expect(await view(actor, draft)).toMatchObject({ state: 'awaiting', problem: null })
    const otp = await corridor.world.sandbox.control.oneTimeCode(person.personalId)
    const back = new URL(locationOf(await browser.post(`${page}/sign`, { pin: person.pin!, otp })))
    expect(await answer(actor, back.searchParams)).toEqual({ returnTo: '/', problem: null })
  })

  it('a one-time code works once, for another document too', async () => {
    const person = somebody()
    const { actor, draft } = await prepare(corridor, person)
    const session = await start(actor, draft, choice)
    const browser = new PlainBrowser()
    const page = locationOf(await browser.get(session.authorisePath!))
    const otp = await corridor.world.sandbox.control.oneTimeCode(person.personalId)
    expect((await browser.post(`${page}/sign`, { pin: person.pin!, otp })).status).toBe(303)
    await corridor.portal.signatures.cancel(actor, draft)
    const second = await start(actor, draft, choice)
    const secondPage = locationOf(await browser.get(second.authorisePath!))
    expect((await browser.post(`${secondPage}/sign`, { pin: person.pin!, otp })).status).toBe(403)
  })

  it('a locked credential ends the session with that reason', async () => {
    const person = corridor.world.who('locked-credential')
    const { actor, draft } = await prepare(corridor, person)
    const session = await start(actor, draft, choice)
    const browser = new PlainBrowser()
    const page = locationOf(await browser.get(session.authorisePath!))
    const reply = await browser.post(`${page}/sign`, { pin: person.pin!, otp: '123456' })
    expect(reply.status).toBe(423)
    const back = /class="button" href="([^"]+)"/.exec(await reply.text())?.[1]?.replaceAll('&amp;', '&').replaceAll('&#38;', '&') ?? ''
    expect((await answer(actor, new URL(back).searchParams)).problem).toBe('credential-locked')
  })

  it('declining ends the session; signing again begins another', async () => {
    const person = somebody()
    const { actor, draft } = await prepare(corridor, person)
    const session = await start(actor, draft, choice)
    const browser = new PlainBrowser()
    const page = locationOf(await browser.get(session.authorisePath!))
    const back = new URL(locationOf(await browser.post(`${page}/decline`, {})))
    expect((await answer(actor, back.searchParams)).problem).toBe('signing-declined')
    expect(await view(actor, draft)).toMatchObject({ state: 'declined' })
    expect(await sign(corridor, person, { actor, draft })).toBeNull()
  })

  it('answering too late ends the session as expired', async () => {
    const person = somebody()
    const { actor, draft } = await prepare(corridor, person)
    corridor.world.sandbox.control.signature('expire', { personalId: person.personalId, times: 1 })
    expect(await sign(corridor, person, { actor, draft })).toBe('signing-expired')
  })

  it('never coming back ends the session after its time, visibly', async () => {
    const { actor, draft } = await prepare(corridor, somebody())
    await start(actor, draft, choice)
    await corridor.reopen({ now: () => new Date(Date.now() + 16 * 60_000) })
    expect(await corridor.portal.signatures.sweep()).toBeGreaterThan(0)
    expect(await view(actor, draft)).toMatchObject({ state: 'expired', problem: 'signing-expired' })
    await corridor.reopen()
  })

  it('coming back twice, in two tabs at once, signs once', async () => {
    const person = somebody()
    const { actor, draft } = await prepare(corridor, person)
    const session = await start(actor, draft, choice)
    const query = await authorise(corridor, person, session.authorisePath!)
    const answers = await Promise.all([answer(actor, query), answer(actor, query), answer(actor, query)])
    expect(answers.map(({ problem }) => problem)).toEqual([null, null, null])
    expect((await answer(actor, query)).problem).toBeNull()
    expect(await view(actor, draft)).toMatchObject({ state: 'completed', id: session.id })
  })

  it('a callback with somebody else’s state is nobody’s', async () => {
    const [one, other] = [somebody(), somebody()]
    const mine = await prepare(corridor, one)
    const session = await start(mine.actor, mine.draft, choice)
    const { actor } = await prepare(corridor, other)
    expect(await problemOf(answer(actor, await authorise(corridor, one, session.authorisePath!)))).toBe('not-found')
    expect(await problemOf(answer(actor, new URLSearchParams({ code: 'x', state: 'forged' })))).toBe('not-found')
  })

  it('starting in two tabs leads to one session', async () => {
    const { actor, draft } = await prepare(corridor, somebody())
    const sessions = await Promise.all([start(actor, draft, choice), start(actor, draft, choice)])
    expect(new Set(sessions.map(({ id }) => id)).size).toBe(1)
  })
})

describe('what the service answers', () => {
  it('a wrong signature ends the session, and a later attempt works', async () => {
    const person = somebody()
    const { actor, draft } = await prepare(corridor, person)
    const session = await start(actor, draft, choice)
    const query = await authorise(corridor, person, session.authorisePath!)
    corridor.world.sandbox.control.signature('wrong-signature', { personalId: person.personalId, at: 'signatures/signHash', times: 1 })
    expect((await answer(actor, query)).problem).toBe('signing-failed')
    expect(await view(actor, draft)).toMatchObject({ state: 'failed' })
    corridor.world.sandbox.control.reset()
    expect((await start(actor, draft, choice)).state).toBe('awaiting')
  })

  it.each(['server-error', 'half-answer'] as const)('%s ends nothing: the activation is kept and the provider is asked', async (fault) => {
    const person = somebody()
    const { actor, draft } = await prepare(corridor, person)
    const session = await start(actor, draft, choice)
    const query = await authorise(corridor, person, session.authorisePath!)
    corridor.world.sandbox.control.signature(fault, { personalId: person.personalId, at: 'signatures/signHash', times: 1 })
    expect((await answer(actor, query)).problem).toBeNull()
    // Half an answer: it has signed, and only its call can say so; nobody listens here.
    expect(await view(actor, draft)).toMatchObject({ id: session.id, problem: null, state: fault === 'server-error' ? 'completed' : 'authorised' })
    expect(await start(actor, draft, choice)).toMatchObject({ id: session.id })
  })
})

describe('what changes meanwhile', () => {
  it('a form that is changed while it is being signed is not signed, and keeps the change', async () => {
    const person = somebody()
    const { actor, draft } = await prepare(corridor, person)
    const session = await start(actor, draft, choice)
    const query = await authorise(corridor, person, session.authorisePath!)
    await corridor.portal.drafts.save(actor, draft, { version: null, given: { json: { occupation: 'Thợ mộc' } } })
    expect((await answer(actor, query)).problem).toBe('document-changed')
    expect(await corridor.portal.drafts.view(actor, draft)).toMatchObject({ answers: { occupation: 'Thợ mộc' }, document: null })
    expect(await problemOf(corridor.portal.dossiers.submit(actor, draft, 'key'))).toBe('signature-missing')
  })

  it('a form that is changed after it was signed is unsigned, even when it is changed back', async () => {
    const { drafts, dossiers } = corridor.portal
    const person = somebody()
    const { actor, draft } = await prepare(corridor, person)
    expect(await sign(corridor, person, { actor, draft })).toBeNull()
    const occupation = (await drafts.view(actor, draft)).answers.occupation!
    for (const value of ['Thợ mộc', occupation]) await drafts.save(actor, draft, { version: null, given: { json: { occupation: value } } })
    const again = await drafts.prepareDocument(actor, draft)
    expect([again.signing, await view(actor, draft)]).toEqual([null, null])
    expect(await problemOf(dossiers.submit(actor, draft, 'key'))).toBe('signature-missing')
    expect((await start(actor, draft, choice)).state).toBe('awaiting')
  })

  it('prepared bytes that are changed on disk are never signed', async () => {
    const person = somebody()
    const { actor, draft } = await prepare(corridor, person)
    const before = new Set(blobs())
    const session = await start(actor, draft, choice)
    const [prepared] = blobs().filter(path => !before.has(path))
    const query = await authorise(corridor, person, session.authorisePath!)
    writeFileSync(prepared!, Buffer.from('%PDF-1.7 something else'))
    expect((await answer(actor, query)).problem).toBe('storage-unavailable')
    expect(await problemOf(corridor.portal.dossiers.submit(actor, draft, 'key'))).toBe('signature-missing')
  })

  it.each([['time-stamp authority', /\/tsa$/, 'timestamp-unavailable'], ['revocation service', /\/pki\/.*(ocsp|crl)/, 'revocation-status-unavailable']] as const)('without %s the signature waits and is completed later', async (_who, address, problem) => {
    const person = somebody()
    const { actor, draft } = await prepare(corridor, person)
    corridor.cut = url => address.test(url)
    expect(await sign(corridor, person, { actor, draft })).toBe(problem)
    expect(await view(actor, draft)).toMatchObject({ state: 'signed' })
    expect(await problemOf(corridor.portal.dossiers.submit(actor, draft, 'key'))).toBe('signature-missing')
    corridor.cut = () => false
    await corridor.portal.signatures.sweep()
    expect(await view(actor, draft)).toMatchObject({ state: 'completed' })
    expect((await corridor.portal.dossiers.submit(actor, draft, `key-${draft}`)).created).toBe(true)
  })
})

function blobs(): string[] {
  return readdirSync(join(corridor.dataDir, 'blobs'), { recursive: true, withFileTypes: true }).filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
}
