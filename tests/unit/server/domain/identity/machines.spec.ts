import { describe, expect, it } from 'vitest'
import { createMachineTable } from '#domain/identity'

const machineOf = createMachineTable([
  { token: 'theirs', actor: { role: 'machine', agency: 'cong-an-phuong-lang' } },
  { token: 'others', actor: { role: 'machine', agency: 'other' } },
  { token: 'national', actor: { role: 'data-tracker' } },
])

describe('a machine', () => {
  it('is whoever holds its token', () => {
    expect(machineOf('theirs')).toEqual({ role: 'machine', agency: 'cong-an-phuong-lang' })
    expect(machineOf('national')).toEqual({ role: 'data-tracker' })
  })

  it.each(['others ', '', 'theirs\u0000', 'THEIRS'])('is nobody with the token "%s"', (token) => {
    expect(machineOf(token)).toBeNull()
  })
})
