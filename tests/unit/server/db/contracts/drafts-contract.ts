import { describe, expect, it } from 'vitest'
import { at, sampleDraft, someId, somePerson } from '../../../../support/store-samples.ts'
import { wins, type Contract } from './contract.ts'

export const draftsContract: Contract = open => describe('drafts', () => {
  const store = () => open().stores.drafts

  it('gives back every value as it came', async () => {
    const draft = sampleDraft({
      document: { sha256: 'cd'.repeat(32), size: 9, pages: 2, preparedAt: at(2).toISOString(), on: '2026-11-23', agency: 'a', answers: { a: 'ấ' }, provenance: {} },
      signed: { sha256: 'ef'.repeat(32), size: 10, completedAt: at(3).toISOString() },
    })
    expect(await store().insert(draft)).toBe(true)
    expect(await store().find(draft.id)).toEqual(draft)
  })

  it('finds nothing where nothing is', async () => {
    expect(await store().find(someId())).toBeNull()
    expect(await store().findOpen(somePerson(), 'temporary-residence')).toBeNull()
    expect(await store().findCorrection(someId())).toBeNull()
    expect(await store().listOpen(somePerson())).toEqual([])
  })

  it('holds one open draft of a procedure and person, whoever is first', async () => {
    const owner = somePerson()
    expect(await wins(Array.from({ length: 8 }, () => store().insert(sampleDraft({ owner }))))).toBe(1)
    const open = await store().findOpen(owner, 'temporary-residence')
    expect(await store().insert(sampleDraft({ owner, procedure: 'marital-status-certificate' }))).toBe(true)
    expect(await store().update({ ...open!, open: false, version: 2 })).toBe(true)
    expect(await store().insert(sampleDraft({ owner }))).toBe(true)
  })

  it('holds one open correction of a dossier, beside the open draft', async () => {
    const [owner, dossier] = [somePerson(), someId()]
    expect(await store().insert(sampleDraft({ owner }))).toBe(true)
    const correction = sampleDraft({ owner, corrects: dossier })
    expect(await store().insert(correction)).toBe(true)
    expect(await store().insert(sampleDraft({ owner, corrects: dossier }))).toBe(false)
    expect((await store().findCorrection(dossier))?.id).toBe(correction.id)
    expect((await store().findOpen(owner, 'temporary-residence'))?.corrects).toBeNull()
  })

  it('saves the next version only, and once', async () => {
    const draft = sampleDraft()
    await store().insert(draft)
    expect(await store().update({ ...draft, version: 3 })).toBe(false)
    expect(await store().update(draft)).toBe(false)
    const next = { ...draft, version: 2, answers: { occupation: 'Nông dân' }, savedAt: at(9) }
    expect(await wins(Array.from({ length: 8 }, () => store().update(next)))).toBe(1)
    expect(await store().find(draft.id)).toEqual(next)
  })

  it('lists what a person has open, last saved first, and nobody else\'s', async () => {
    const owner = somePerson()
    const older = sampleDraft({ owner, savedAt: at(1) })
    const newer = sampleDraft({ owner, procedure: 'marital-status-certificate', savedAt: at(2) })
    const closed = sampleDraft({ owner, procedure: 'third', open: false })
    for (const draft of [older, newer, closed, sampleDraft()]) await store().insert(draft)
    expect((await store().listOpen(owner)).map(({ id }) => id)).toEqual([newer.id, older.id])
  })

  it('forgets a draft that is discarded', async () => {
    const draft = sampleDraft()
    await store().insert(draft)
    await store().delete(draft.id)
    expect(await store().find(draft.id)).toBeNull()
  })
})
