import { describe, expect, it } from 'vitest'
import { isReliableAt, reliabilityOf, ts119312 } from '../../../../signing/validate/algorithm-constraints.ts'
import { parseCertificate, toScheme, type DigestName } from '../../../../signing/x509/index.ts'
import { generateKey, type KeySpec } from '#signing/testing'
import { World } from '../../../corpus/kit/world.ts'

const world = new World()
const certificateFor = (spec: string) => parseCertificate(world.issuing.issue({ subject: [['CN', 'x']], publicKey: generateKey(spec as KeySpec).publicKey, profile: 'person' }))
const digestOnly = (digest: DigestName) => reliabilityOf({ scheme: toScheme('ECDSA', 'SHA-256'), digest, key: null }, ts119312)

describe('dated algorithm constraints', () => {
  it.each([
    ['MD5', '2004-08-01'], ['SHA-1', '2012-08-01'], ['RIPEMD-160', '2014-08-01'], ['SHA-224', '2029-01-01'],
  ] as [DigestName, string][])('end for %s on %s', (digest, end) => {
    const reliability = digestOnly(digest)
    expect(isReliableAt(reliability, new Date(new Date(`${end}T00:00:00Z`).getTime() - 1))).toBe(true)
    expect(isReliableAt(reliability, new Date(`${end}T00:00:00Z`))).toBe(false)
  })

  it.each(['SHA-256', 'SHA-512', 'SHA3-384'] as DigestName[])('have no end for %s', (digest) => {
    expect(isReliableAt(digestOnly(digest), new Date('2070-01-01T00:00:00Z'))).toBe(true)
  })

  it.each([
    ['RSA-1024', '2010-08-01'], ['RSA-1536', '2019-10-01'], ['RSA-2048', '2029-01-01'], ['RSA-3072', null], ['P-256', null], ['Ed25519', null], ['ML-DSA-65', null],
  ])('end for keys of %s on %s', (spec, end) => {
    const { end: found } = reliabilityOf({ scheme: toScheme('ECDSA', 'SHA-256'), digest: 'SHA-256', key: certificateFor(spec) }, ts119312)
    expect(found?.toISOString().slice(0, 10) ?? null).toBe(end)
  })

  it('name what ends first', () => {
    expect(reliabilityOf({ scheme: toScheme('RSA-PKCS1', 'SHA-256'), digest: 'SHA-1', key: certificateFor('RSA-1024') }, ts119312).weakest).toBe('RSA 1024')
  })

  it('never trust what they do not know', () => {
    const unknown = reliabilityOf({ scheme: null, digest: 'SHA-256', key: certificateFor('P-256') }, ts119312)
    expect(isReliableAt(unknown, new Date('1999-01-01T00:00:00Z'))).toBe(false)
    expect(isReliableAt(reliabilityOf({ scheme: toScheme('ECDSA', 'SHA-256'), digest: 'SHA-256', key: null }, { ...ts119312, digests: {} }), new Date('1999-01-01T00:00:00Z'))).toBe(false)
  })

  it('say where they come from and when somebody looked last', () => {
    expect(ts119312).toMatchObject({ source: expect.stringContaining('TS 119 312') as string, reviewed: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) as string })
  })
})
