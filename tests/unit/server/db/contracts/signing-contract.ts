import { describe, expect, it } from 'vitest'
import { at, sampleSigning, someId } from '../../../../support/store-samples.ts'
import { openSigningStates, type SigningState } from '#shared/dossier/signing-states.ts'
import { wins, type Contract } from './contract.ts'

const states: SigningState[] = ['prepared', 'awaiting', 'authorised', 'signed', 'completed', 'declined', 'expired', 'failed']

export const signingContract: Contract = open => describe('signing sessions', () => {
  const store = () => open().stores.signings

  it('gives back every value as it came, by id, by OAuth state and by draft', async () => {
    const session = sampleSigning()
    expect(await store().insert(session)).toBe(true)
    expect(await store().find(session.id)).toEqual(session)
    expect(await store().findByState(session.oauthState!)).toEqual(session)
    expect(await store().latestOf(session.draft)).toEqual(session)
    expect(await store().findByState(someId())).toBeNull()
  })

  it('holds one open session of a draft, whoever is first', async () => {
    const draft = someId()
    expect(await wins(Array.from({ length: 8 }, () => store().insert(sampleSigning({ draft }))))).toBe(1)
  })

  it.each(states)('lets another session begin exactly when the one before is over (%s)', async (state) => {
    const draft = someId()
    await store().insert(sampleSigning({ draft, state }))
    const later = sampleSigning({ draft, createdAt: at(2) })
    expect(await store().insert(later)).toBe(!openSigningStates.includes(state))
    if (!openSigningStates.includes(state)) expect((await store().latestOf(draft))?.id).toBe(later.id)
  })

  it('saves the next version only, and once', async () => {
    const session = sampleSigning()
    await store().insert(session)
    expect(await store().update({ ...session, version: 3 })).toBe(false)
    const next = { ...session, version: 2, state: 'awaiting' as const, pending: null }
    expect(await wins(Array.from({ length: 8 }, () => store().update(next)))).toBe(1)
    expect(await store().find(session.id)).toEqual(next)
  })

  it('lists as unfinished what is open and whose time is over, and whatever is signed and not complete, oldest first', async () => {
    const sessions = states.flatMap((state, index) => [sampleSigning({ state, expiresAt: at(10), createdAt: at(-index), askAt: null }), sampleSigning({ state, expiresAt: at(20), createdAt: at(-20 - index), askAt: null })])
    for (const session of sessions) await store().insert(session)
    const ours = new Map(sessions.map(({ id, state, expiresAt }) => [id, `${state} until ${expiresAt.getUTCMinutes()}`]))
    const listed = (await store().listUnfinished(at(15))).map(({ id }) => ours.get(id)).filter(one => one !== undefined)
    expect(listed).toEqual(['signed until 20', 'signed until 10', 'authorised until 10', 'awaiting until 10', 'prepared until 10'])
  })

  it('lists what is open and whose provider may be asked again, before its time is over', async () => {
    const due = sampleSigning({ state: 'authorised', expiresAt: at(20), askAt: at(12) })
    const early = sampleSigning({ state: 'authorised', expiresAt: at(20), askAt: at(18) })
    const over = sampleSigning({ state: 'declined', expiresAt: at(20), askAt: at(12) })
    for (const session of [due, early, over]) await store().insert(session)
    const listed = (await store().listUnfinished(at(15))).map(({ id }) => id)
    expect([due, early, over].map(({ id }) => listed.includes(id))).toEqual([true, false, false])
  })
})
