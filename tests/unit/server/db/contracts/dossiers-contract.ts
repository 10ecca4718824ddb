import { describe, expect, it } from 'vitest'
import { dossierStates, type DossierState } from '#shared/dossier/states.ts'
import { at, sampleDocument, sampleDossier, sampleEvent, someId, somePerson } from '../../../../support/store-samples.ts'
import { wins, type Contract } from './contract.ts'

export const dossiersContract: Contract = open => describe('dossiers', () => {
  const store = () => open().stores.dossiers
  const rejected = (work: Promise<unknown>): Promise<boolean> => work.then(() => false, () => true)

  it('gives back every value as it came', async () => {
    const dossier = sampleDossier({
      correction: { items: ['members[0].fullName'], reason: 'Họ tên chưa đúng', askedAt: at(7).toISOString(), answeredAt: null },
      refusal: { reason: 'Không thuộc thẩm quyền', at: at(8).toISOString() },
    })
    await store().insert(dossier)
    expect(await store().find(dossier.id)).toEqual(dossier)
    expect(await store().find(someId())).toBeNull()
  })

  it('refuses an id or a code that exists', async () => {
    const dossier = sampleDossier()
    await store().insert(dossier)
    expect(await rejected(store().insert(sampleDossier({ id: dossier.id })))).toBe(true)
    expect(await rejected(store().insert(sampleDossier({ code: dossier.code })))).toBe(true)
  })

  it('saves the next version only, and once', async () => {
    const dossier = sampleDossier()
    await store().insert(dossier)
    expect(await store().update({ ...dossier, version: 3 })).toBe(false)
    expect(await store().update(dossier)).toBe(false)
    const next = { ...dossier, version: 2, state: 'accepted' as const }
    expect(await wins(Array.from({ length: 8 }, () => store().update(next)))).toBe(1)
    expect(await store().find(dossier.id)).toEqual(next)
  })

  it('moves the delivery glance beside the versions, and neither overwrites the other', async () => {
    const dossier = sampleDossier()
    await store().insert(dossier)
    const delivery = { ...dossier.delivery, state: 'delivered' as const, attempts: 2, lastAttemptAt: at(9).toISOString() }
    await store().setDelivery(dossier.id, delivery)
    expect(await store().update({ ...dossier, version: 2, state: 'accepted' })).toBe(true)
    expect(await store().find(dossier.id)).toMatchObject({ version: 2, state: 'accepted', delivery })
  })

  it('lists a person\'s own, newest first', async () => {
    const owner = somePerson()
    const [first, second] = [sampleDossier({ owner, submittedAt: at(1) }), sampleDossier({ owner, submittedAt: at(2) })]
    for (const dossier of [first, second, sampleDossier()]) await store().insert(dossier)
    expect((await store().listOf(owner)).map(({ id }) => id)).toEqual([second.id, first.id])
  })

  it('queues an agency\'s own, due first, without those that are over unless asked for', async () => {
    const agency = someId()
    const states = Object.keys(dossierStates) as DossierState[]
    const dossiers = states.map((state, index) => sampleDossier({ agency, state, dueAt: at(50 - index) }))
    for (const dossier of [...dossiers, sampleDossier()]) await store().insert(dossier)
    const expected = dossiers.filter(({ state }) => !dossierStates[state].final).reverse().map(({ id }) => id)
    expect((await store().queueOf(agency, { state: null })).map(({ id }) => id)).toEqual(expected)
    for (const state of states) expect((await store().queueOf(agency, { state })).map(dossier => dossier.state)).toEqual([state])
  })

  it('lists accepted ones that wait for their result, due first', async () => {
    const agency = someId()
    const [later, sooner] = [sampleDossier({ agency, state: 'accepted', dueAt: at(40) }), sampleDossier({ agency, state: 'accepted', dueAt: at(30) })]
    for (const dossier of [later, sooner, sampleDossier({ agency, state: 'decided' })]) await store().insert(dossier)
    expect((await store().listWithoutResult()).filter(one => one.agency === agency).map(({ id }) => id)).toEqual([sooner.id, later.id])
  })

  it('keeps events in the order in which they were added, even within one millisecond', async () => {
    const dossier = someId()
    const events = (['submit', 'deliver', 'acknowledge', 'ask-correction', 'resubmit'] as const).map(event => sampleEvent(dossier, { event, note: `${event} đã ghi` }))
    for (const event of events) await store().addEvent(event)
    expect(await store().eventsOf(dossier)).toEqual(events)
  })

  it('keeps documents in the order in which they came, and one result at most', async () => {
    const dossier = someId()
    const documents = [sampleDocument(dossier), sampleDocument(dossier, { kind: 'receipt', addedAt: at(6) }), sampleDocument(dossier, { kind: 'result', addedAt: at(7) })]
    for (const document of [...documents].reverse()) await store().addDocument(document)
    expect(await store().documentsOf(dossier)).toEqual(documents)
    expect(await rejected(store().addDocument(sampleDocument(dossier, { kind: 'result' })))).toBe(true)
  })

  it('numbers without doubles or gaps however many ask at once', async () => {
    const agency = someId()
    const numbers = await Promise.all(Array.from({ length: 50 }, () => store().nextNumber(agency, '2026-11-23')))
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1))
    expect(await store().nextNumber(agency, '2026-11-24')).toBe(1)
    expect(await store().nextNumber(someId(), '2026-11-23')).toBe(1)
  })

  it('numbers without doubles inside transactions of which some fail', async () => {
    const agency = someId()
    const numbers = await Promise.all(Array.from({ length: 24 }, (_, index) => open().transact(async ({ dossiers }) => {
      const number = await dossiers.nextNumber(agency, '2026-11-23')
      if (index % 3 === 0) throw new Error('planted')
      return number
    }).catch(() => null)))
    const given = numbers.filter(number => number !== null)
    expect(given).toHaveLength(16)
    expect(new Set(given).size).toBe(16)
  })

  it('never gives a number again that it was told is taken', async () => {
    const agency = someId()
    await store().keepNumber({ agency, series: '2026/TNHS', number: 41 })
    await store().keepNumber({ agency, series: '2026/TNHS', number: 7 })
    expect(await store().nextNumber(agency, '2026/TNHS')).toBe(42)
  })
})

export const submissionsContract: Contract = open => describe('submissions', () => {
  const store = () => open().stores.submissions
  const submission = (change = {}) => ({ draft: someId(), dossier: someId(), key: someId(), owner: somePerson(), content: 'ab'.repeat(32), ...change })

  it('are found by draft, by key of the person, and by dossier', async () => {
    const one = submission()
    expect(await store().insert(one)).toBe(true)
    expect(await store().findByDraft(one.draft)).toEqual(one)
    expect(await store().findByKey(one.owner, one.key)).toEqual(one)
    expect(await store().findByKey(somePerson(), one.key)).toBeNull()
    expect(await store().listOf(one.dossier)).toEqual([one])
  })

  it('happen once per draft and once per key, whoever is first', async () => {
    const [draft, owner, key] = [someId(), somePerson(), someId()]
    expect(await wins(Array.from({ length: 8 }, () => store().insert(submission({ draft }))))).toBe(1)
    expect(await wins(Array.from({ length: 8 }, () => store().insert(submission({ owner, key }))))).toBe(1)
    expect(await store().insert(submission({ key }))).toBe(true)
  })
})
