import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { failed, passed, undecided } from '../../../../signing/validate/checks/check.ts'
import { conclude, isCurable } from '../../../../signing/validate/conclusion.ts'
import { PrefixDigests } from '../../../../signing/validate/prefix-digests.ts'
import { ProofsOfExistence } from '../../../../signing/validate/proofs.ts'

describe('the conclusion', () => {
  it('is TOTAL-PASSED when nothing is open', () => {
    expect(conclude([passed('CV', 'signature-verifies')])).toEqual({ indication: 'TOTAL-PASSED', subIndication: null })
  })

  it('is TOTAL-FAILED for a proof that the signature is bad, whatever else is open before it', () => {
    const checks = [undecided('XCV', 'certificate-chain-found', 'NO_CERTIFICATE_CHAIN_FOUND'), failed('CV', 'message-digest-matches', 'HASH_FAILURE')]
    expect(conclude(checks)).toEqual({ indication: 'TOTAL-FAILED', subIndication: 'HASH_FAILURE' })
  })

  it('names what no proof of existence could cure before what one could', () => {
    const checks = [undecided('XCV', 'revocation-evidence-found', 'TRY_LATER'), failed('SAV', 'changes-permitted', 'SIG_CONSTRAINTS_FAILURE')]
    expect(conclude(checks)).toEqual({ indication: 'INDETERMINATE', subIndication: 'SIG_CONSTRAINTS_FAILURE' })
  })

  it('never lets the missing proof hide why it was asked for', () => {
    const checks = [undecided('XCV', 'signing-certificate-not-revoked', 'REVOKED_NO_POE'), undecided('PSV', 'past-signature', 'NO_POE')]
    expect(conclude(checks)).toEqual({ indication: 'INDETERMINATE', subIndication: 'REVOKED_NO_POE' })
  })

  it('hangs on time only for the sub-indications of §5.6.3', () => {
    expect(isCurable({ indication: 'INDETERMINATE', subIndication: 'OUT_OF_BOUNDS_NO_POE' })).toBe(true)
    expect(isCurable({ indication: 'INDETERMINATE', subIndication: 'NO_CERTIFICATE_CHAIN_FOUND' })).toBe(false)
    expect(isCurable({ indication: 'TOTAL-FAILED', subIndication: 'HASH_FAILURE' })).toBe(false)
  })
})

describe('proofs of existence', () => {
  it('begin with now, and keep the earliest', () => {
    const proofs = new ProofsOfExistence(new Date('2026-06-01T00:00:00Z'))
    proofs.add(['a'], new Date('2026-05-01T00:00:00Z'))
    proofs.add(['a', 'b'], new Date('2026-05-10T00:00:00Z'))
    proofs.add(['c'], new Date('2027-01-01T00:00:00Z'))
    expect(['a', 'b', 'c', 'd'].map(key => proofs.of(key).toISOString().slice(0, 10))).toEqual(['2026-05-01', '2026-05-10', '2026-06-01', '2026-06-01'])
  })
})

describe('digests of parts', () => {
  it('are those of the octets, in whatever order they are asked for', () => {
    fc.assert(fc.property(fc.uint8Array({ minLength: 1, maxLength: 500 }), fc.array(fc.tuple(fc.nat(500), fc.nat(500), fc.boolean()), { maxLength: 20 }), (source, ranges) => {
      const digests = new PrefixDigests(source)
      for (const [one, other, isPrefix] of ranges) {
        const [start, end] = [one, other].map(place => place % (source.length + 1)).sort((a, b) => a - b) as [number, number]
        const parts = [{ start: isPrefix ? 0 : start, end: start + 1 }, { start: end, end: source.length }] as const
        const expected = createHash('sha256').update(source.subarray(parts[0].start, parts[0].end)).update(source.subarray(end)).digest('hex')
        expect(Buffer.from(digests.digest('SHA-256', parts)).toString('hex')).toBe(expected)
      }
      expect(digests.whole()).toBe(createHash('sha256').update(source).digest('hex'))
    }))
  })
})
