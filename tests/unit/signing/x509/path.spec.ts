import { describe, expect, it } from 'vitest'
import * as der from '../../../../signing/asn1/index.ts'
import { buildPath, parseCertificate, toAnchors, type Certificate, type PathRequest } from '../../../../signing/x509/index.ts'
import { createCertificateAuthority, createRoot, generateKey, type CertificateAuthority, type CertificateExtension, type NameAttribute } from '#signing/testing'

const at = new Date('2026-06-01T00:00:00Z')
const now = () => at
const key = () => generateKey('P-256')

interface World { root: CertificateAuthority, anchor: { certificate: Uint8Array, label: string } }

function rootNamed(commonName: string, extensions: CertificateExtension[] = []): World {
  const own = key()
  const subject: NameAttribute[] = [['C', 'VN'], ['CN', commonName]]
  const certificate = createRoot({ key: own, subject, now: at })
  const authority = createCertificateAuthority({ key: own, certificates: [certificate], now })
  if (extensions.length === 0) return { root: authority, anchor: { certificate, label: commonName } }
  const extended = authority.issue({ subject, publicKey: own.publicKey, profile: 'authority', extensions, notAfter: new Date('2040-01-01T00:00:00Z') })
  return { root: createCertificateAuthority({ key: own, certificates: [extended], now }), anchor: { certificate: extended, label: commonName } }
}

function authorityBelow(parent: CertificateAuthority, commonName: string, options: { pathLength?: number, extensions?: CertificateExtension[], policies?: string[], subject?: NameAttribute[] } = {}): CertificateAuthority {
  const own = key()
  const certificate = parent.issue({ subject: options.subject ?? [['C', 'VN'], ['CN', commonName]], publicKey: own.publicKey, profile: 'authority', ...options })
  return createCertificateAuthority({ key: own, certificates: [certificate, ...parent.chain], now })
}

const personOf = (authority: CertificateAuthority, extra: { notBefore?: Date, notAfter?: Date, extensions?: CertificateExtension[], policies?: string[], subject?: NameAttribute[] } = {}): Uint8Array =>
  authority.issue({ subject: [['C', 'VN'], ['CN', 'Lê Văn A']], publicKey: key().publicKey, profile: 'person', ...extra })

function path(certificate: Uint8Array, { among, anchors, ...rest }: { among: Uint8Array[], anchors: World['anchor'][] } & Partial<Pick<PathRequest, 'at' | 'policies'>>) {
  return buildPath({ certificate: parseCertificate(certificate), candidates: among.map(parseCertificate), anchors: toAnchors(anchors), at, ...rest })
}

const failed = (outcome: ReturnType<typeof buildPath>): string[] => outcome.checks.filter(({ verdict }) => verdict === 'failed').map(({ id }) => id)
const namesOf = (chain: Certificate[]): (string | null)[] => chain.map(({ subject }) => subject.commonName)

describe('a certification path', () => {
  const { root, anchor } = rootNamed('Root')
  const issuing = authorityBelow(root, 'Issuing')

  it('leads from the certificate over its issuers to the anchor', () => {
    const outcome = path(personOf(issuing), { among: [issuing.certificate], anchors: [anchor] })
    expect(outcome).toMatchObject({ kind: 'found', isValid: true, anchor: { label: 'Root' } })
    expect(outcome.kind === 'found' && namesOf(outcome.path)).toEqual(['Lê Văn A', 'Issuing', 'Root'])
  })

  it('is none when no anchor is reached, and says how far it went', () => {
    const outcome = path(personOf(issuing), { among: [issuing.certificate], anchors: [rootNamed('Another').anchor] })
    expect(outcome).toMatchObject({ kind: 'none' })
    expect(outcome.kind === 'none' && namesOf(outcome.longest)).toEqual(['Lê Văn A', 'Issuing'])
  })

  it('is none when an issuer of the same name has another key', () => {
    const double = authorityBelow(rootNamed('Root').root, 'Issuing')
    expect(path(personOf(double), { among: [issuing.certificate, double.certificate], anchors: [anchor] })).toMatchObject({ kind: 'none' })
  })

  it('finds the right one of several anchors, by the signature and not by the name', () => {
    const impostor = rootNamed('Root')
    const outcome = path(personOf(issuing), { among: [issuing.certificate], anchors: [impostor.anchor, { ...anchor, label: 'the real one' }] })
    expect(outcome).toMatchObject({ kind: 'found', isValid: true, anchor: { label: 'the real one' } })
  })

  it('goes over a cross certificate when only the other root is trusted', () => {
    const old = rootNamed('Old root')
    const cross = old.root.issue({ subject: [['C', 'VN'], ['CN', 'Root']], publicKey: root.key.publicKey, profile: 'authority' })
    const outcome = path(personOf(issuing), { among: [cross, issuing.certificate, anchor.certificate], anchors: [old.anchor] })
    expect(outcome.kind === 'found' && outcome.isValid && namesOf(outcome.path)).toEqual(['Lê Văn A', 'Issuing', 'Root', 'Old root'])
  })

  it('prefers a path without a failed check', () => {
    const expired = root.issue({ subject: [['C', 'VN'], ['CN', 'Issuing']], publicKey: issuing.key.publicKey, profile: 'authority', notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date('2021-01-01T00:00:00Z') })
    for (const among of [[expired, issuing.certificate], [issuing.certificate, expired]]) expect(path(personOf(issuing), { among, anchors: [anchor] })).toMatchObject({ kind: 'found', isValid: true })
  })

  it('does not run in circles between authorities that certify each other', () => {
    const [one, other] = [rootNamed('One'), rootNamed('Other')]
    const crossed = [
      one.root.issue({ subject: [['C', 'VN'], ['CN', 'Other']], publicKey: other.root.key.publicKey, profile: 'authority' }),
      other.root.issue({ subject: [['C', 'VN'], ['CN', 'One']], publicKey: one.root.key.publicKey, profile: 'authority' }),
    ]
    expect(path(personOf(one.root), { among: crossed, anchors: [anchor] })).toMatchObject({ kind: 'none' })
  })

  it('gives up on hundreds of issuers of the same name', () => {
    const many = Array.from({ length: 250 }, () => createRoot({ key: key(), subject: [['C', 'VN'], ['CN', 'Issuing']], now: at }))
    const stripped = personOf(issuing, { extensions: [{ oid: '2.5.29.35', critical: false, value: null }] })
    const outcome = path(stripped, { among: many, anchors: [anchor] })
    expect(outcome).toMatchObject({ kind: 'none', reason: expect.stringContaining('given up') as string })
  })

  it.each([
    ['a person who issues certificates', () => {
      const subject: NameAttribute[] = [['C', 'VN'], ['CN', 'Mallory']]
      const own = key()
      const person = issuing.issue({ subject, publicKey: own.publicKey, profile: 'person' })
      const fake = createCertificateAuthority({ key: own, certificates: [person], now })
      return { leaf: personOf(fake), among: [person, issuing.certificate] }
    }, ['issuer-is-authority', 'issuer-may-sign-certificates']],
    ['an authority whose key may not sign certificates', () => {
      const weak = authorityBelow(root, 'Weak', { extensions: [{ oid: '2.5.29.15', critical: true, value: der.namedBits([0]) }] })
      return { leaf: personOf(weak), among: [weak.certificate] }
    }, ['issuer-may-sign-certificates']],
    ['more authorities than the path length allows', () => {
      const short = authorityBelow(root, 'Short', { pathLength: 0 })
      const below = authorityBelow(short, 'Below')
      return { leaf: personOf(below), among: [below.certificate, short.certificate] }
    }, ['path-length']],
    ['an unknown critical extension', () => ({ leaf: personOf(issuing, { extensions: [{ oid: '1.2.3.4', critical: true, value: der.nullValue() }] }), among: [issuing.certificate] }), ['critical-extensions']],
    ['a known extension that breaks its syntax', () => ({ leaf: personOf(issuing, { extensions: [{ oid: '2.5.29.15', critical: true, value: der.nullValue() }] }), among: [issuing.certificate] }), ['extensions-readable']],
    ['an expired certificate', () => ({ leaf: personOf(issuing, { notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date('2021-01-01T00:00:00Z') }), among: [issuing.certificate] }), ['certificate-in-validity']],
    ['a certificate that is not valid yet', () => ({ leaf: personOf(issuing, { notBefore: new Date('2027-01-01T00:00:00Z') }), among: [issuing.certificate] }), ['certificate-in-validity']],
  ])('refuses %s', (_, make, expected) => {
    const { leaf, among } = make()
    const outcome = path(leaf, { among, anchors: [anchor] })
    expect(outcome).toMatchObject({ kind: 'found', isValid: false })
    expect(failed(outcome)).toEqual(expected)
  })

  it('leaves the dates to the caller when no time is given', () => {
    const leaf = personOf(issuing, { notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date('2021-01-01T00:00:00Z') })
    expect(path(leaf, { among: [issuing.certificate], anchors: [anchor], at: null })).toMatchObject({ kind: 'found', isValid: true })
  })

  it('is the certificate alone when it is itself an anchor', () => {
    const leaf = personOf(issuing)
    expect(path(leaf, { among: [], anchors: [{ certificate: leaf, label: 'itself' }] })).toMatchObject({ kind: 'found', isValid: true, anchor: { label: 'itself' } })
  })
})

describe('name constraints', () => {
  const directory = (...subject: NameAttribute[]): Uint8Array => {
    const names: Record<string, string> = { C: '2.5.4.6', O: '2.5.4.10' }
    const name = Buffer.from(der.sequence(der.sequence(...subject.map(([type, value]) => der.setOf(der.sequence(der.oid(names[type]!), type === 'C' ? der.printableString(value) : der.utf8String(value)))))))
    name[0] = 0xa4
    return der.sequence(name)
  }
  const constraints = (tag: 0 | 1, subtree: Uint8Array): CertificateExtension => ({ oid: '2.5.29.30', critical: true, value: der.sequence(der.explicit(tag, subtree)) })
  const { root, anchor } = rootNamed('Root of names')
  const permitted = authorityBelow(root, 'Permitted', { extensions: [constraints(0, directory(['C', 'VN'], ['O', 'UBND']))] })
  const excluded = authorityBelow(root, 'Excluded', { extensions: [constraints(1, directory(['C', 'VN'], ['O', 'UBND']))] })

  it.each([
    ['permits a name inside', permitted, [['C', 'VN'], ['O', 'ubnd'], ['CN', 'x']], true],
    ['refuses a name outside the permitted', permitted, [['C', 'VN'], ['O', 'Khác'], ['CN', 'x']], false],
    ['refuses an excluded name', excluded, [['C', 'VN'], ['O', 'UBND'], ['CN', 'x']], false],
    ['permits a name that is not excluded', excluded, [['C', 'VN'], ['O', 'Khác'], ['CN', 'x']], true],
  ] as [string, CertificateAuthority, NameAttribute[], boolean][])('%s', (_, authority, subject, isValid) => {
    expect(path(personOf(authority, { subject }), { among: [authority.certificate], anchors: [anchor] })).toMatchObject({ kind: 'found', isValid })
  })

  it('holds when the anchor itself carries them', () => {
    const world = rootNamed('Constrained root', [constraints(0, directory(['C', 'VN'], ['O', 'UBND']))])
    expect(failed(path(personOf(world.root), { among: [], anchors: [world.anchor] }))).toEqual(['name-constraints'])
  })

  it.each([
    ['permits a mailbox of the host', 'a@cong.vn', true],
    ['refuses a mailbox elsewhere', 'a@xa.cong.vn', false],
  ])('%s', (_, address, isValid) => {
    const hosts = authorityBelow(root, 'Hosts', { extensions: [constraints(0, der.sequence(der.implicit(1, der.ia5String('cong.vn'))))] })
    const leaf = personOf(hosts, { extensions: [{ oid: '2.5.29.17', critical: false, value: der.sequence(der.implicit(1, der.ia5String(address))) }] })
    expect(path(leaf, { among: [hosts.certificate], anchors: [anchor] })).toMatchObject({ isValid })
  })
})

describe('certificate policies', () => {
  const { root, anchor } = rootNamed('Root of policies')
  const [gold, silver] = ['1.3.6.1.4.1.99999.7.1', '1.3.6.1.4.1.99999.7.2']
  const explicitPolicy: CertificateExtension = { oid: '2.5.29.36', critical: true, value: der.sequence(der.implicit(0, der.integer(0))) }
  const mapping: CertificateExtension = { oid: '2.5.29.33', critical: true, value: der.sequence(der.sequence(der.oid(gold), der.oid(silver))) }

  it.each([
    ['accepts a policy that holds through the path', { policies: [gold] }, [gold], [gold], true],
    ['refuses a path under another policy', { policies: [silver] }, [silver], [gold], false],
    ['refuses a policy that the authority does not have', { policies: [silver] }, [gold], [gold], false],
    ['follows a mapping into the issuer\'s domain', { policies: [gold], extensions: [mapping] }, [silver], [gold], true],
    ['asks for no policy when nobody does', { policies: [silver] }, [gold], [], true],
    ['refuses a path without policy when the authority requires one', { policies: [gold], extensions: [explicitPolicy] }, [], [], false],
    ['accepts any policy when only the authority requires one', { policies: [gold], extensions: [explicitPolicy] }, [gold], [], true],
  ] as [string, object, string[], string[], boolean][])('%s', (_, options, leafPolicies, acceptable, isValid) => {
    const authority = authorityBelow(root, 'Policy CA', options)
    const outcome = path(personOf(authority, { policies: leafPolicies }), { among: [authority.certificate], anchors: [anchor], policies: acceptable })
    expect([outcome.kind === 'found' && outcome.isValid, failed(outcome)]).toEqual([isValid, isValid ? [] : ['policies']])
  })
})
