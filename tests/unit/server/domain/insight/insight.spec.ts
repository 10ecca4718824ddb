import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findBreak, type AuditEntry } from '#domain/audit'
import type { Actor, SignedInActor } from '#domain/identity'
import { createInsight, type Insight } from '#domain/insight'
import { openEmbeddedStores, type OpenStores } from '../../../../support/databases.ts'
import { sampleDocument, sampleDossier, sampleDraft, somePerson } from '../../../../support/store-samples.ts'

let open: OpenStores
let insight: Insight
let time = Date.parse('2026-11-24T03:00:00Z')
beforeAll(async () => {
  open = await openEmbeddedStores()
  insight = createInsight({
    ...open.stores, transact: open.transact, now: () => new Date(time),
    agencies: [{ id: 'cong-an-phuong-lang', code: 'H01.21', title: { vi: 'Công an phường Láng', en: 'Police of Láng ward' } }],
    registries: { population: { vi: 'CSDL dân cư', en: 'Population database' } },
    procedure: slug => slug === 'temporary-residence' ? { vi: 'Đăng ký tạm trú', en: 'Temporary residence' } : null,
    owner: { code: '0001', name: 'MotLan', system: 'portal.example' },
  })
}, 120_000)
afterAll(() => open.remove())

const citizen = (personalId = somePerson()): SignedInActor => ({ role: 'citizen', agency: null, account: { personalId, name: 'Đỗ Thị Ễnh', dateOfBirth: '1990', phone: null, email: null, issuer: '', assurance: 'high' } })
const operator: Actor = { ...citizen(), role: 'operator' }
const tracker: Actor = { role: 'data-tracker' }
const clerkNumber = '001088200001'
const all = { kind: null, before: null }

async function record(subject: string, change: Partial<AuditEntry> = {}): Promise<number> {
  time += 1000
  await open.stores.audit.append({ at: new Date(time).toISOString(), actor: clerkNumber, role: 'clerk', agency: 'cong-an-phuong-lang', action: 'dossier.read', object: 'gone', subject, ground: null, ...change })
  return (await open.stores.audit.readOf(subject, { limit: 1 }))[0]!.seq
}
const lookup = (subject: string, change: Partial<AuditEntry> = {}): Promise<number> =>
  record(subject, { actor: subject, role: 'citizen', agency: null, action: 'registry.lookup population answered', ground: 'Luật Cư trú số 68/2020/QH14', ...change })

describe('the ledger of a person', () => {
  it('tells of a lookup which registry was asked, for which procedure and on which ground, and that the portal asked', async () => {
    const person = citizen()
    const draft = sampleDraft({ owner: person.account.personalId })
    await open.stores.drafts.insert(draft)
    await lookup(person.account.personalId, { object: draft.id })
    const { entries: [entry] } = await insight.listAccesses(person, all)
    expect(entry).toMatchObject({
      kind: 'registry', what: 'registry-lookup', who: { role: 'system', agency: null }, registry: { title: { vi: 'CSDL dân cư' }, answered: true },
      case: { procedure: { en: 'Temporary residence' }, dossier: null }, ground: { vi: 'Luật Cư trú số 68/2020/QH14' }, question: null, mayQuestion: true,
    })
  })

  it('tells of an opened dossier or paper the agency and the role, the dossier and the ground, never the clerk\'s number', async () => {
    const person = citizen()
    const dossier = sampleDossier({ owner: person.account.personalId })
    const document = sampleDocument(dossier.id)
    await open.stores.dossiers.insert(dossier)
    await open.stores.dossiers.addDocument(document)
    await record(dossier.owner, { object: dossier.id })
    await record(dossier.owner, { action: 'document.read', object: document.id, ground: 'form' })
    const { entries } = await insight.listAccesses(person, all)
    expect(entries.map(({ what }) => what)).toEqual(['document-read', 'dossier-read'])
    for (const entry of entries) {
      expect(entry).toMatchObject({
        kind: 'official', who: { role: 'clerk', agency: { vi: 'Công an phường Láng' } }, case: { dossier: { id: dossier.id, code: dossier.code }, procedure: dossier.definition.title },
        ground: dossier.definition.legalBasis[0]!.title,
      })
    }
    expect(JSON.stringify(entries)).not.toContain(clerkNumber)
  })

  it('says that a registry did not answer, and names what it does not know by its id', async () => {
    const person = citizen()
    await lookup(person.account.personalId, { action: 'registry.lookup lost registry-unavailable' })
    await record(person.account.personalId, { action: 'dossier.teleport', agency: 'closed' })
    const { entries } = await insight.listAccesses(person, all)
    expect(entries).toMatchObject([{ what: 'other', who: { agency: { vi: 'closed' } }, case: null }, { registry: { title: { vi: 'lost' }, answered: false } }])
  })

  it('pages newest first, by kind, to the end and not beyond', async () => {
    const person = citizen()
    const seqs: number[] = []
    for (let n = 0; n < 41; n += 1) seqs.unshift(await (n % 2 === 0 ? record : lookup)(person.account.personalId))
    const first = await insight.listAccesses(person, all)
    const second = await insight.listAccesses(person, { kind: null, before: first.next })
    const third = await insight.listAccesses(person, { kind: null, before: second.next })
    expect([first, second, third].flatMap(({ entries }) => entries.map(({ seq }) => seq))).toEqual(seqs)
    expect([first.entries.length, second.entries.length, third.next]).toEqual([20, 20, null])
    const lookups = await insight.listAccesses(person, { kind: 'registry', before: null })
    expect([lookups.entries.length, lookups.next]).toEqual([20, null])
  })

  it('is nobody else\'s, and for nobody but citizens', async () => {
    await record(citizen().account.personalId)
    expect(await insight.listAccesses(citizen(), all)).toEqual({ entries: [], next: null })
    for (const actor of [operator, tracker, { role: 'machine', agency: 'cong-an-phuong-lang' }] as Actor[]) await expect(insight.listAccesses(actor, all)).rejects.toMatchObject({ code: 'not-allowed' })
    await expect(insight.listAccesses({ role: 'public' }, all)).rejects.toMatchObject({ code: 'sign-in-required' })
  })
})

describe('a question', () => {
  it('stands beside its entry and goes on record; asked again, the first stands', async () => {
    const person = citizen()
    const seq = await record(person.account.personalId)
    const asked = await insight.ask(person, seq, '  Vì sao? ')
    expect(asked).toEqual({ text: 'Vì sao?', askedAt: new Date(time).toISOString() })
    time += 1000
    expect(await insight.ask(person, seq, 'Lần nữa')).toEqual(asked)
    const { entries } = await insight.listAccesses(person, all)
    expect(entries).toMatchObject([{ what: 'access-question', kind: 'self', mayQuestion: false }, { seq, question: asked, mayQuestion: false }])
    expect(findBreak(await open.stores.audit.read(0, 100_000))).toBeNull()
  })

  it.each([['', null], [' \n ', null], [null, null]])('may do without words (%j)', async (given, text) => {
    const person = citizen()
    expect((await insight.ask(person, await lookup(person.account.personalId), given)).text).toBe(text)
  })

  it.each(['a'.repeat(1001), 'a\u0007b'])('is refused with words like %j', async (text) => {
    const person = citizen()
    await expect(insight.ask(person, await record(person.account.personalId), text)).rejects.toMatchObject({ code: 'input-invalid' })
  })

  it('is refused about another\'s entry, one of nobody, one that is not there and what the person did themself', async () => {
    const person = citizen()
    const [foreign, own] = [await record(somePerson()), await record(person.account.personalId, { actor: person.account.personalId, role: 'citizen', action: 'dossier.submit', agency: null })]
    await open.stores.audit.append({ at: new Date(time).toISOString(), actor: clerkNumber, role: 'clerk', agency: 'a', action: 'desk.list', object: 'a', subject: null, ground: null })
    const [nobodys] = (await open.stores.audit.read(own + 1, 1))
    for (const seq of [foreign, nobodys!.seq, nobodys!.seq + 1]) await expect(insight.ask(person, seq, null)).rejects.toMatchObject({ code: 'not-found' })
    await expect(insight.ask(person, own, null)).rejects.toMatchObject({ code: 'state-conflict' })
    await expect(insight.ask(operator, foreign, null)).rejects.toMatchObject({ code: 'not-allowed' })
  })

  it('is listed for operators without personal data, and what they read of it is on the person\'s record', async () => {
    const person = citizen()
    const { personalId } = person.account
    const seq = await record(personalId)
    await insight.ask(person, seq, 'Ai đã xem?')
    const list = await insight.listQuestions(operator)
    expect(list.find(one => one.seq === seq)).toMatchObject({ hasText: true, entry: { what: 'dossier-read', who: { agency: { vi: 'Công an phường Láng' } } } })
    for (const secret of [personalId, clerkNumber, 'Ai đã xem?']) expect(JSON.stringify(list)).not.toContain(secret)
    expect(await insight.readQuestion(operator, seq)).toMatchObject({ seq, text: 'Ai đã xem?' })
    expect((await insight.listAccesses(person, all)).entries[0]).toMatchObject({ what: 'question-read', kind: 'official', who: { role: 'operator' } })
    await expect(insight.readQuestion(operator, seq + 1)).rejects.toMatchObject({ code: 'not-found' })
    await expect(insight.listQuestions(person)).rejects.toMatchObject({ code: 'not-allowed' })
    await expect(insight.readQuestion(person, seq)).rejects.toMatchObject({ code: 'not-allowed' })
  })
})

describe('the national page', () => {
  const query = { periodStart: null, periodEnd: null, offset: 0, limit: 100 }

  it('finds all usages with their receivers, pages by offset, and is itself on the person\'s record only', async () => {
    const person = citizen()
    const userCode = person.account.personalId
    await lookup(userCode)
    await record(userCode)
    await record(userCode, { actor: 'agency:cong-an-phuong-lang', role: 'machine', action: 'delivery.acknowledge' })
    const found = await insight.findUsage(tracker, { ...query, userCode })
    expect(found.totalUsages).toBe(3)
    expect(found.usages).toMatchObject([
      { deed: 'delivery-acknowledge', receiverCode: 'H01.21', receiverSystem: 'Công an phường Láng' },
      { deed: 'dossier-read', receiverCode: 'H01.21', receiverName: 'Công an phường Láng', receiverSystem: 'portal.example' },
      { deed: 'registry-lookup', registry: { vi: 'CSDL dân cư' }, receiverCode: '0001', receiverName: 'MotLan', receiverSystem: 'portal.example' },
    ])
    expect(await insight.findUsage(tracker, { ...query, userCode, offset: 1, limit: 1 })).toEqual({ totalUsages: 3, usages: [found.usages[1]] })
    const { entries } = await insight.listAccesses(person, all)
    expect(entries.slice(0, 3).map(({ what }) => what)).toEqual(['usage-find', 'usage-find', 'delivery-acknowledge'])
    expect(JSON.stringify(found)).not.toContain(clerkNumber)
  })

  it('finds those of a period, both ends counted', async () => {
    const userCode = somePerson()
    await record(userCode)
    const middle = new Date(time + 1000)
    await record(userCode)
    await record(userCode)
    expect((await insight.findUsage(tracker, { ...query, userCode, periodStart: middle, periodEnd: middle })).usages.map(({ logtime }) => logtime)).toEqual([middle.toISOString()])
  })

  it('hears since when records are kept, and that the ledger answers', async () => {
    const [oldest] = await open.stores.audit.read(0, 1)
    expect(await insight.usagePeriod(tracker)).toEqual({ periodStart: oldest!.at })
    expect(await insight.heartbeat(tracker)).toMatchObject({ status: 'OK' })
    const silent = createInsight({
      ...open.stores, audit: { ...open.stores.audit, read: () => Promise.reject(new Error('planted')) }, transact: open.transact, agencies: [], registries: {}, procedure: () => null, owner: { code: '', name: '', system: '' }, now: () => new Date(time),
    })
    expect(await silent.heartbeat(tracker)).toMatchObject({ status: 'FAIL' })
  })

  it.each<Actor>([{ role: 'machine', agency: 'cong-an-phuong-lang' }, citizen(), operator, { role: 'system' }])('is no agency, person or operator ($role)', async (actor) => {
    const userCode = somePerson()
    await expect(insight.findUsage(actor, { ...query, userCode })).rejects.toMatchObject({ code: 'not-allowed' })
    await expect(insight.usagePeriod(actor)).rejects.toMatchObject({ code: 'not-allowed' })
    await expect(insight.heartbeat(actor)).rejects.toMatchObject({ code: 'not-allowed' })
    expect(await open.stores.audit.countOf(userCode, {})).toBe(0)
  })
})
