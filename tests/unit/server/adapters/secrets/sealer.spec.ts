import { describe, expect, it } from 'vitest'
import { createSealer } from '../../../../../server/adapters/secrets/index.ts'

const secret = 's'.repeat(48)
const sealer = createSealer(secret, 'one')

describe('the sealer', () => {
  it('gives back what it sealed, and never the same text twice', () => {
    const [first, second] = [sealer.seal('mã bí mật'), sealer.seal('mã bí mật')]
    expect(first).not.toBe(second)
    expect([sealer.open(first), sealer.open(second)]).toEqual(['mã bí mật', 'mã bí mật'])
    expect(first).not.toContain('mã')
  })

  it('opens nothing that was changed, cut, or sealed for another purpose or with another secret', () => {
    const sealed = Buffer.from(sealer.seal('x'), 'base64url')
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Buffer.from(sealed)
      changed[index]! ^= 1
      expect(() => sealer.open(changed.toString('base64url'))).toThrow()
    }
    expect(() => sealer.open(sealed.subarray(0, 20).toString('base64url'))).toThrow()
    expect(() => sealer.open('')).toThrow()
    expect(() => createSealer(secret, 'two').open(sealer.seal('x'))).toThrow()
    expect(() => createSealer('t'.repeat(48), 'one').open(sealer.seal('x'))).toThrow()
  })
})
