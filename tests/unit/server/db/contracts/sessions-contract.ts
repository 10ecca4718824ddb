import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { at, someId, somePerson } from '../../../../support/store-samples.ts'
import type { Contract } from './contract.ts'

export const sessionsContract: Contract = open => describe('sessions and log-ins', () => {
  const session = (change = {}) => ({
    tokenHash: randomBytes(32).toString('hex'), createdAt: at(0), seenAt: at(0), expiresAt: at(30),
    account: { personalId: somePerson(), name: 'Đỗ Thị Ễnh', dateOfBirth: '1990', phone: null, email: null, issuer: 'https://id.example', assurance: 'high' as const }, ...change,
  })
  const login = (change = {}) => ({ state: someId(), verifier: someId(), nonce: someId(), returnTo: '/drafts', expiresAt: at(10), ...change })

  it('gives back a session as it came, prolongs it, forgets it', async () => {
    const { sessions } = open()
    const one = session()
    await sessions.insert(one)
    expect(await sessions.find(one.tokenHash)).toEqual(one)
    await sessions.touch(one.tokenHash, at(5), at(35))
    expect(await sessions.find(one.tokenHash)).toEqual({ ...one, seenAt: at(5), expiresAt: at(35) })
    await sessions.delete(one.tokenHash)
    expect(await sessions.find(one.tokenHash)).toBeNull()
  })

  it('removes sessions and log-ins whose time is over, and no others', async () => {
    const { sessions, logins } = open()
    const [over, still] = [session({ expiresAt: at(10) }), session({ expiresAt: at(20) })]
    for (const one of [over, still]) await sessions.insert(one)
    const [late, early] = [login({ expiresAt: at(10) }), login({ expiresAt: at(20) })]
    for (const one of [late, early]) await logins.insert(one)
    await sessions.deleteExpired(at(15))
    await logins.deleteExpired(at(15))
    expect(await sessions.find(over.tokenHash)).toBeNull()
    expect(await sessions.find(still.tokenHash)).toEqual(still)
    expect(await logins.take(late.state)).toBeNull()
    expect(await logins.take(early.state)).toEqual(early)
  })

  it('gives a log-in once, also when two callbacks come together', async () => {
    const { logins } = open()
    const one = login()
    await logins.insert(one)
    const taken = await Promise.all(Array.from({ length: 6 }, () => logins.take(one.state)))
    expect(taken.filter(found => found !== null)).toEqual([one])
  })
})
