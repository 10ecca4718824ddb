import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { SandboxPerson } from '../../sandbox/index.ts'
import type { Actor } from '../../server/portal.ts'
import { acknowledged, crowd, decided, file, openCorridor, problemOf, sign, signIn, until, type Corridor } from '../support/corridor.ts'

let corridor: Corridor
let somebody: () => SandboxPerson
let clerk: Actor
let operator: Actor
beforeAll(async () => {
  corridor = await openCorridor({ log: () => {} })
  await corridor.portal.startWork()
  somebody = crowd(corridor.world)
  clerk = await signIn(corridor.portal, corridor.world.who('clerk-police'))
  operator = await signIn(corridor.portal, corridor.world.who('operator'))
})
afterAll(() => corridor.remove())
afterEach(() => corridor.world.sandbox.control.reset())

const events = async (actor: Actor, id: string): Promise<string[]> => (await corridor.portal.dossiers.view(actor, id)).timeline.map(({ event }) => event)
const versionOf = async (id: string): Promise<number> => (await corridor.portal.reviews.view(clerk, id)).version
const received = (code: string) => corridor.world.sandbox.control.receivedDossiers().filter(({ dossierCode }) => dossierCode === code)

describe('the desk', () => {
  it('asks for a correction, gets it with the papers that were there, and everything reaches the agency in order', async () => {
    const { portal } = corridor
    const { citizen, person, dossier } = await file(corridor, somebody())
    await acknowledged(portal, citizen, dossier.id)
    const asked = await portal.reviews.askCorrection(clerk, dossier.id, { version: await versionOf(dossier.id), items: ['Ghi rõ số căn hộ', ''], reason: 'Địa chỉ chưa đủ' })
    expect(asked).toMatchObject({ state: 'correction-requested', nationalCode: 5, correction: { items: ['Ghi rõ số căn hộ'], reason: 'Địa chỉ chưa đủ' } })
    expect(asked.timeline.at(-1)).toMatchObject({ event: 'ask-correction', note: 'Địa chỉ chưa đủ', tense: 'present' })
    const slip = asked.documents.find(({ kind }) => kind === 'correction-slip')
    expect(await portal.verifyFile((await portal.dossiers.readDocument(citizen, dossier.id, slip!.id)).bytes, null)).toMatchObject({ severity: 'good' })

    const draft = await portal.dossiers.correct(citizen, dossier.id)
    expect(draft).toMatchObject({ correctsDossier: dossier.id, correction: { reason: 'Địa chỉ chưa đủ' }, answers: { stayFrom: expect.any(String) } })
    expect((await portal.dossiers.correct(citizen, dossier.id)).id).toBe(draft.id)
    await portal.drafts.save(citizen, draft.id, { version: null, given: { json: { newAddress: { province: '01', commune: '00166', detail: 'Số 12 phố Duy Tân, căn hộ 5' } } } })
    await portal.drafts.prepareDocument(citizen, draft.id)
    expect(await sign(corridor, person, { actor: citizen, draft: draft.id })).toBeNull()
    const again = await portal.dossiers.submit(citizen, draft.id, `key-${draft.id}`)
    expect(again).toMatchObject({ created: true, dossier: { id: dossier.id, code: dossier.code, state: 'submitted' } })
    expect(again.dossier.receipt.number).not.toBe(dossier.receipt.number)
    await acknowledged(portal, citizen, dossier.id)
    expect(received(dossier.code)).toHaveLength(2)
    expect(await events(citizen, dossier.id)).toEqual(['submit', 'deliver', 'acknowledge', 'ask-correction', 'resubmit', 'deliver', 'acknowledge', 'promise'])
    const seen = await portal.reviews.view(clerk, dossier.id)
    expect(seen.rawAnswers.newAddress).toMatchObject({ detail: 'Số 12 phố Duy Tân, căn hộ 5' })
    expect(seen.documents.filter(({ kind }) => kind === 'form')).toHaveLength(2)
    await portal.reviews.accept(clerk, dossier.id, { version: seen.version })
    await decided(portal, clerk, dossier.id)
  })

  it('refuses with a slip and a reason', async () => {
    const { portal } = corridor
    const { citizen, dossier } = await file(corridor, somebody())
    const version = await versionOf(dossier.id)
    expect(await problemOf(portal.reviews.refuse(clerk, dossier.id, { version, reason: '  ' }))).toBe('input-invalid')
    const refused = await portal.reviews.refuse(clerk, dossier.id, { version, reason: 'Không thuộc thẩm quyền' })
    expect(refused).toMatchObject({ state: 'refused', nationalCode: 3, refusal: { reason: 'Không thuộc thẩm quyền' }, may: [] })
    expect((await portal.dossiers.view(citizen, dossier.id)).documents.map(({ kind }) => kind)).toContain('refusal-slip')
    expect(await problemOf(portal.reviews.accept(clerk, dossier.id, { version: refused.version }))).toBe('state-conflict')
  })

  it('lets one of two clerks win, and tells the other', async () => {
    const { portal } = corridor
    const { dossier } = await file(corridor, somebody())
    const version = await versionOf(dossier.id)
    const outcomes = await Promise.allSettled([
      portal.reviews.accept(clerk, dossier.id, { version }), portal.reviews.accept(clerk, dossier.id, { version }),
      portal.reviews.refuse(clerk, dossier.id, { version, reason: 'Thiếu giấy tờ' }),
    ])
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const outcome of outcomes) if (outcome.status === 'rejected') expect(['stale-version', 'state-conflict']).toContain((outcome.reason as { code: string }).code)
    expect(await problemOf(portal.reviews.accept(clerk, dossier.id, { version }))).toBe('stale-version')
  })

  it('lets the applicant withdraw while nothing is decided', async () => {
    const { portal } = corridor
    const { citizen, dossier } = await file(corridor, somebody())
    expect(await portal.dossiers.withdraw(citizen, dossier.id, null)).toMatchObject({ state: 'withdrawn', nationalCode: 8 })
    expect(await problemOf(portal.reviews.accept(clerk, dossier.id, { version: await versionOf(dossier.id) }))).toBe('state-conflict')
  })
})

describe('other people’s things do not exist', () => {
  it('for citizens, clerks elsewhere, operators, auditors and strangers', async () => {
    const { portal, world } = corridor
    const { citizen, draft, dossier } = await file(corridor, somebody())
    const document = dossier.documents[0]!.id
    const stranger = await signIn(portal, somebody())
    const elsewhere = await signIn(portal, world.who('clerk-elsewhere'))
    const auditor = await signIn(portal, world.who('auditor'))
    const nobody: Actor = { role: 'public' }
    for (const actor of [stranger]) {
      expect(await problemOf(portal.dossiers.view(actor, dossier.id))).toBe('not-found')
      expect(await problemOf(portal.dossiers.readDocument(actor, dossier.id, document))).toBe('not-found')
      expect(await problemOf(portal.dossiers.withdraw(actor, dossier.id, null))).toBe('not-found')
      expect(await problemOf(portal.dossiers.correct(actor, dossier.id))).toBe('not-found')
      expect(await problemOf(portal.dossiers.submit(actor, draft, 'key'))).toBe('not-found')
      expect(await problemOf(portal.drafts.view(actor, draft))).toBe('not-found')
      expect(await problemOf(portal.signatures.view(actor, draft))).toBe('not-found')
    }
    expect(await problemOf(portal.reviews.view(elsewhere, dossier.id))).toBe('not-found')
    expect(await problemOf(portal.reviews.readDocument(elsewhere, dossier.id, document))).toBe('not-found')
    expect(await problemOf(portal.reviews.accept(elsewhere, dossier.id, { version: 1 }))).toBe('not-found')
    expect((await portal.reviews.queue(elsewhere, { state: null, q: null })).map(({ id }) => id)).not.toContain(dossier.id)
    for (const actor of [citizen, operator, auditor]) expect(await problemOf(portal.reviews.view(actor, dossier.id))).toBe('not-allowed')
    for (const actor of [clerk, operator]) expect(await problemOf(portal.dossiers.view(actor, dossier.id))).toBe('not-allowed')
    expect(await problemOf(portal.deliveries.listOpen(clerk))).toBe('not-allowed')
    expect(await problemOf(portal.dossiers.view(nobody, dossier.id))).toBe('sign-in-required')
  })
})

describe('an agency’s system', () => {
  it('that hangs up, fails and loses its answer gets the dossier once', async () => {
    const { portal, world } = corridor
    // A fault is for the next call, and what other tests sent may still be under way.
    await until(() => portal.deliveries.listOpen(operator), open => open.every(({ delivery }) => delivery.state === 'failed'), 45)
    world.sandbox.control.agency('down', { times: 1 })
    world.sandbox.control.agency('server-error', { times: 1 })
    world.sandbox.control.agency('acknowledgement-lost', { times: 1 })
    const { citizen, dossier } = await file(corridor, somebody())
    const seen = await until(() => portal.dossiers.view(citizen, dossier.id), ({ delivery }) => delivery.state === 'acknowledged', 45)
    expect(seen.delivery.attempts).toBe(4)
    expect(received(dossier.code)).toMatchObject([{ deliveries: 2, acknowledgement: seen.delivery.acknowledgementCode }])
    expect(await events(citizen, dossier.id)).toEqual(['submit', 'deliver', 'acknowledge', 'promise'])
  })

  it('is never silent: a wait is on the operator’s list, without personal data', async () => {
    const { portal, world } = corridor
    world.sandbox.control.agency('down')
    const { citizen, person, dossier } = await file(corridor, somebody())
    await until(() => portal.dossiers.view(citizen, dossier.id), ({ delivery }) => delivery.attempts > 0 && delivery.nextAttemptAt !== null && delivery.problem === 'unavailable')
    const list = await portal.deliveries.listOpen(operator)
    const waiting = list.find(({ dossierCode }) => dossierCode === dossier.code)
    expect(waiting).toMatchObject({ destination: 'police-00166', delivery: { state: 'waiting', problem: 'unavailable' } })
    expect(JSON.stringify(list)).not.toContain(person.personalId)
    expect(JSON.stringify(list)).not.toContain(person.fullName)
    world.sandbox.control.reset()
    await portal.deliveries.retry(operator, waiting!.id)
    await acknowledged(portal, citizen, dossier.id)
    expect(await problemOf(portal.deliveries.retry(operator, waiting!.id))).toBe('state-conflict')
  })

  it('may acknowledge by a call of its own, twice, and only its own deliveries', async () => {
    const { portal, world } = corridor
    const calls: string[] = []
    const door = await openDoor(calls)
    world.sandbox.control.agency('acknowledgement-late', { times: 1 })
    const { citizen, dossier } = await file(corridor, somebody())
    const seen = await acknowledged(portal, citizen, dossier.id)
    expect(seen.timeline.map(({ event }) => event)).toEqual(['submit', 'deliver', 'acknowledge', 'promise'])
    const { delivery, code, at } = JSON.parse(calls[0]!) as { delivery: string, code: string, at: string }
    const machine: Actor = { role: 'machine', agency: 'police-00166' }
    await portal.deliveries.acknowledge(machine, { delivery, code, at })
    expect((await portal.dossiers.view(citizen, dossier.id)).timeline).toHaveLength(seen.timeline.length)
    expect(await problemOf(portal.deliveries.acknowledge(machine, { delivery, code: 'another', at }))).toBe('state-conflict')
    expect(await problemOf(portal.deliveries.acknowledge({ role: 'machine', agency: 'police-26743' }, { delivery, code, at }))).toBe('not-found')
    expect(await problemOf(portal.deliveries.acknowledge(citizen, { delivery, code, at }))).toBe('not-allowed')
    expect(await problemOf(portal.deliveries.acknowledge(machine, { delivery: 'unknown', code, at }))).toBe('not-found')
    expect(portal.identity.machineOf('guessed')).toBeNull()
    door.close()
  })
})

/** What the web server does with an agency's call: finds out who calls, and hands it in. */
async function openDoor(calls: string[]): Promise<Server> {
  const { portal } = corridor
  const server = createServer(async (request, response) => {
    // Signature providers call too.
    if (request.url !== '/api/agency/acknowledgements') return response.writeHead(404).end()
    let body = ''
    for await (const chunk of request) body += String(chunk)
    calls.push(body)
    const actor = portal.identity.machineOf((request.headers.authorization ?? '').replace('Bearer ', ''))
    await portal.deliveries.acknowledge(actor!, JSON.parse(body) as { delivery: string, code: string, at: string })
    response.writeHead(204).end()
  })
  server.listen(Number(new URL(corridor.environment.PORTAL_ORIGIN!).port), '127.0.0.1')
  await once(server, 'listening')
  return server
}
