import { describe, expect, it } from 'vitest'
import { at, sampleDelivery, sampleDossier, someId } from '../../../../support/store-samples.ts'
import type { Contract } from './contract.ts'

export const deliveriesContract: Contract = open => describe('deliveries', () => {
  const store = () => open().stores.deliveries

  it('give back every value as it came, before and after a change', async () => {
    const delivery = sampleDelivery(someId())
    await store().insert(delivery)
    expect(await store().find(delivery.id)).toEqual(delivery)
    const later = { ...delivery, state: 'acknowledged' as const, attempts: 3, lastAttemptAt: at(1).toISOString(), nextAttemptAt: null, acknowledgedAt: at(2).toISOString(), acknowledgementCode: 'TN-01', problem: null }
    await store().update(later)
    expect(await store().find(delivery.id)).toEqual(later)
    expect(await store().find(someId())).toBeNull()
  })

  it('are one per dossier and round: a second one changes nothing', async () => {
    const delivery = sampleDelivery(someId())
    await store().insert(delivery)
    await store().insert(sampleDelivery(delivery.dossier))
    await store().insert({ ...delivery, attempts: 9 })
    expect(await store().listOf(delivery.dossier)).toEqual([delivery])
  })

  it('are listed by round', async () => {
    const dossier = someId()
    for (const round of [3, 1, 2]) await store().insert(sampleDelivery(dossier, { round }))
    expect((await store().listOf(dossier)).map(({ round }) => round)).toEqual([1, 2, 3])
  })

  it('are open until acknowledged, oldest dossier first, with its code', async () => {
    const [older, newer] = [sampleDossier({ submittedAt: at(1) }), sampleDossier({ submittedAt: at(2) })]
    for (const dossier of [newer, older]) await open().stores.dossiers.insert(dossier)
    await store().insert(sampleDelivery(newer.id, { state: 'failed' }))
    await store().insert(sampleDelivery(older.id, { state: 'acknowledged', acknowledgedAt: at(3).toISOString() }))
    await store().insert(sampleDelivery(older.id, { round: 2, state: 'delivered' }))
    await store().insert(sampleDelivery(older.id, { round: 3 }))
    const listed = (await store().listOpen()).filter(({ dossier }) => [older.id, newer.id].includes(dossier))
    expect(listed.map(({ dossierCode, state }) => [dossierCode, state]).slice(0, 2).sort()).toEqual([[older.code, 'delivered'], [older.code, 'waiting']])
    expect(listed.slice(2).map(({ dossierCode, state }) => [dossierCode, state])).toEqual([[newer.code, 'failed']])
  })

  it('locked in one transaction wait in another: no attempt is lost', async () => {
    const delivery = sampleDelivery(someId())
    await store().insert(delivery)
    await Promise.all(Array.from({ length: 12 }, () => open().transact(async ({ deliveries }) => {
      const current = await deliveries.lock(delivery.id)
      await deliveries.update({ ...current!, attempts: current!.attempts + 1 })
    })))
    expect((await store().find(delivery.id))?.attempts).toBe(12)
  })
})
