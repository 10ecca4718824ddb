import { describe, expect, it } from 'vitest'
import { createSealer } from '../../../../../server/adapters/secrets/index.ts'
import { createGrantStore } from '../../../../../server/db/grant-store.ts'
import { Secret } from '../../../../../signing/providers/index.ts'
import type { Contract } from './contract.ts'

export const grantsContract: Contract = open => describe('linked accounts', () => {
  const store = (provider: string, secret = 's'.repeat(48)) => createGrantStore(open().database.sql, { provider, sealer: createSealer(secret, 'linked accounts'), now: () => new Date() })

  it('are kept one a person and provider, the newest, until they are removed', async () => {
    for (const grant of ['first', 'second']) await store('one').save('001000000001', new Secret(grant))
    expect((await store('one').find('001000000001'))?.reveal()).toBe('second')
    expect(await store('other').find('001000000001')).toBeNull()
    expect(await store('one').find('001000000002')).toBeNull()
    await store('one').remove('001000000001')
    expect(await store('one').find('001000000001')).toBeNull()
  })

  it('are as good as none when the portal has another secret', async () => {
    await store('one').save('001000000003', new Secret('grant'))
    expect(await store('one', 't'.repeat(48)).find('001000000003')).toBeNull()
    expect((await store('one').find('001000000003'))?.reveal()).toBe('grant')
  })
})
