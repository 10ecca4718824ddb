import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '#domain/identity'
import { createReviews, type Reviews } from '#domain/reviews'
import type { Dossier } from '#domain/dossiers'
import { openEmbeddedStores, type OpenStores } from '../../../../support/databases.ts'
import { loadSampleProcedures } from '../../../../support/procedure-samples.ts'
import { sampleDossier } from '../../../../support/store-samples.ts'

let open: OpenStores
let reviews: Reviews
const now = (): Date => new Date('2026-11-24T03:00:00Z')
const seals: string[] = []
beforeAll(async () => {
  open = await openEmbeddedStores()
  const agency = { id: 'cong-an-phuong-lang', code: 'H01.21', kind: 'commune-police' as const, province: '01', commune: '00166', title: { vi: 'Công an phường Láng', en: 'Police of Láng ward' }, phone: '02438251234' }
  const rendered = async () => ({ bytes: Buffer.from('a slip'), pages: 1 })
  reviews = createReviews({
    ...open.stores, transact: open.transact, agencies: [agency], procedures: loadSampleProcedures(), now, newId: () => crypto.randomUUID(),
    documents: { renderCorrectionSlip: rendered, renderRefusalSlip: rendered, renderForm: rendered, renderReceipt: rendered, renderResult: rendered },
    blobs: { put: async () => 'ab'.repeat(32), get: async () => Buffer.from('a slip') },
    seal: { seal: async (pdf, reason) => {
      seals.push(reason)
      return pdf
    } },
  })
}, 120_000)
afterAll(() => open.remove())

const clerk: Actor = { role: 'clerk', agency: 'cong-an-phuong-lang', account: { personalId: '001088200001', name: 'Trần Quang Huy', dateOfBirth: '1988', phone: null, email: null, issuer: '', assurance: 'high' } }

async function filed(change: Partial<Dossier> = {}): Promise<Dossier> {
  const dossier = sampleDossier(change)
  await open.stores.dossiers.insert(dossier)
  return dossier
}

describe('accepting', () => {
  it.each<[string, Partial<Dossier>]>([
    ['to ask again', { verdict: { action: 'ask-again', reasons: [], tellCitizen: null } }],
    ['to refuse', { verdict: { action: 'refuse', reasons: [], tellCitizen: null } }],
    ['that the paper says otherwise', { answersMatchDocument: false }],
  ])('is refused when the verdict on file is %s, and changes nothing', async (_verdict, change) => {
    const dossier = await filed(change)
    await expect(reviews.accept(clerk, dossier.id, { version: 1 })).rejects.toMatchObject({ code: 'signature-not-accepted' })
    expect(await open.stores.dossiers.find(dossier.id)).toMatchObject({ state: 'submitted', version: 1, acceptance: null })
    expect(await open.stores.dossiers.eventsOf(dossier.id)).toEqual([])
  })

  it('records who decided, for the result', async () => {
    const dossier = await filed()
    expect(await reviews.accept(clerk, dossier.id, { version: 1 })).toMatchObject({ state: 'accepted', version: 2, may: [] })
    expect(await open.stores.dossiers.find(dossier.id)).toMatchObject({ acceptance: { official: { name: 'Trần Quang Huy' }, at: now().toISOString() } })
  })
})

describe('asking for a correction', () => {
  it.each([
    ['no item', [' ', ''], 'Thiếu', 'items'],
    ['no reason', ['Giấy tờ'], '', 'reason'],
    ['too long an item', ['a'.repeat(501)], 'Thiếu', 'items.0'],
    ['control characters', ['Giấy\u0007 tờ'], 'Thiếu', 'items.0'],
  ])('with %s is refused before anything is printed or sealed', async (_what, items, reason, path) => {
    const dossier = await filed()
    const before = seals.length
    await expect(reviews.askCorrection(clerk, dossier.id, { version: 1, items, reason })).rejects.toMatchObject({ code: 'input-invalid', errors: [{ path }] })
    expect(seals).toHaveLength(before)
  })

  it('of a dossier that somebody changed meanwhile seals nothing', async () => {
    const dossier = await filed({ version: 3 })
    const before = seals.length
    await expect(reviews.askCorrection(clerk, dossier.id, { version: 2, items: ['x'], reason: 'x' })).rejects.toMatchObject({ code: 'stale-version' })
    expect(seals).toHaveLength(before)
  })
})

describe('the queue', () => {
  it('has what is due first, then what waits for the applicant with the days that were left', async () => {
    const agency = 'queue-of-its-own'
    const mine: Actor = { ...clerk, agency }
    const correction = { items: ['x'], reason: 'x', askedAt: '2026-11-23T03:00:00.000Z', answeredAt: null }
    const due = (day: string): Date => new Date(`${day}T10:00:00Z`)
    await filed({ agency, code: 'B', dueAt: due('2026-11-26') })
    await filed({ agency, code: 'C', dueAt: due('2026-11-24'), state: 'correction-requested', correction })
    await filed({ agency, code: 'A', dueAt: due('2026-11-20') })
    const queue = await reviews.queue(mine, { state: null, q: null })
    expect(queue.map(({ code, daysLeft, overdue }) => [code, daysLeft, overdue])).toEqual([['A', -1, true], ['B', 2, false], ['C', 0, false]])
  })

  it('finds by name, code and number without diacritics', async () => {
    const agency = 'search-of-its-own'
    const mine: Actor = { ...clerk, agency }
    const dossier = await filed({ agency })
    for (const q of ['do thi enh', 'ễnh đỗ', dossier.code.slice(-8), dossier.owner]) expect(await reviews.queue(mine, { state: null, q })).toHaveLength(1)
    expect(await reviews.queue(mine, { state: null, q: 'nguyen' })).toEqual([])
  })
})

describe('reading', () => {
  it('goes on record with whose data it was', async () => {
    const dossier = await filed()
    await reviews.view(clerk, dossier.id)
    const entries = await open.stores.audit.read(0, 1000)
    expect(entries.at(-1)).toMatchObject({ action: 'dossier.read', object: dossier.id, subject: dossier.owner, actor: '001088200001', role: 'clerk', agency: 'cong-an-phuong-lang' })
  })
})
