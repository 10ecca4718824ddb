import { describe, expect, it } from 'vitest'
import * as der from '../../../../signing/asn1/index.ts'
import { createRevocationSource, encodeOcspRequest, isFreshAt, judgeCrl, judgeOcsp } from '../../../../signing/revocation/index.ts'
import { parseCertificate, type Certificate } from '../../../../signing/x509/index.ts'
import { createCertificateAuthority, createOcspResponder, createPki, createRoot, generateKey, signWith } from '#signing/testing'
import type { NetworkRequest } from '#signing'

let clock = new Date('2026-06-01T00:00:00Z')
const now = () => clock
const pki = createPki({ now, baseUrl: 'http://pki.test/pki' })
const { issuing, ocsp } = pki.public
const issuer = parseCertificate(issuing.certificate)
const newPerson = (): Certificate => parseCertificate(issuing.issue({ subject: [['CN', 'Lê A']], publicKey: generateKey('P-256').publicKey, profile: 'person' }))

describe('an OCSP response', () => {
  const person = newPerson()
  const request = encodeOcspRequest(person, issuer, Buffer.alloc(16, 7))

  it('says good, from a responder to whom the issuer delegated', () => {
    const outcome = judgeOcsp({ response: ocsp.respond(request), certificate: person, issuer, nonce: Buffer.alloc(16, 7) })
    expect(outcome).toMatchObject({ kind: 'facts', facts: { status: 'good', isDelegated: true, noCheck: true, thisUpdate: clock } })
  })

  it('says revoked, with time and reason', () => {
    const revoked = newPerson()
    issuing.revoke(revoked.der, { reason: 'keyCompromise', at: new Date('2026-05-20T00:00:00Z') })
    const outcome = judgeOcsp({ response: ocsp.respond(encodeOcspRequest(revoked, issuer)), certificate: revoked, issuer })
    expect(outcome).toMatchObject({ facts: { status: 'revoked', revokedAt: new Date('2026-05-20T00:00:00Z'), reason: 'keyCompromise' } })
  })

  it('says unknown about a certificate that the issuer never issued', () => {
    const key = generateKey('P-256')
    const double = createCertificateAuthority({ key: issuing.key, certificates: issuing.chain, now })
    const stranger = parseCertificate(double.issue({ subject: [['CN', 'x']], publicKey: key.publicKey, profile: 'person' }))
    expect(judgeOcsp({ response: ocsp.respond(encodeOcspRequest(stranger, issuer)), certificate: stranger, issuer })).toMatchObject({ facts: { status: 'unknown' } })
  })

  it('is refused for another certificate', () => {
    expect(judgeOcsp({ response: ocsp.respond(request), certificate: newPerson(), issuer })).toEqual({ kind: 'refused', reason: 'the response is about another certificate' })
  })

  it('is refused with another nonce', () => {
    expect(judgeOcsp({ response: ocsp.respond(request), certificate: person, issuer, nonce: Buffer.alloc(16, 8) })).toMatchObject({ kind: 'refused' })
  })

  it.each([
    ['a responder without the purpose', 'person' as const, 'the certificate of the responder is not one for OCSP'],
    ['a responder that another authority appointed', 'ocsp' as const, 'the responder was not appointed by the issuer of the certificate'],
  ])('is refused from %s', (_, profile, reason) => {
    const key = generateKey('P-256')
    const appointing = profile === 'ocsp' ? pki.government.issuing : issuing
    const certificate = appointing.issue({ subject: [['CN', 'responder']], publicKey: key.publicKey, profile })
    const responder = createOcspResponder({ authority: issuing, delegate: { key, certificate }, now })
    expect(judgeOcsp({ response: responder.respond(request), certificate: person, issuer })).toEqual({ kind: 'refused', reason })
  })

  it('is refused when its signature does not verify', () => {
    const response = Uint8Array.from(ocsp.respond(encodeOcspRequest(person, issuer)))
    const at = Buffer.from(response).indexOf(Buffer.from('20260601000000Z')) + 3
    response[at] = 0x37
    expect(judgeOcsp({ response, certificate: person, issuer })).toEqual({ kind: 'refused', reason: 'the signature of the response does not verify' })
  })

  it('is refused when it is an error', () => {
    expect(judgeOcsp({ response: ocsp.respond(new Uint8Array([1, 2, 3])), certificate: person, issuer })).toEqual({ kind: 'refused', reason: 'the responder answered with status 1' })
  })
})

describe('a revocation list', () => {
  it('says good and revoked', () => {
    const [good, revoked] = [newPerson(), newPerson()]
    issuing.revoke(revoked.der, { reason: 'superseded', at: new Date('2026-05-21T00:00:00Z') })
    const crl = issuing.crl()
    expect(judgeCrl({ crl, certificate: good, issuer })).toMatchObject({ facts: { status: 'good', isDelegated: false } })
    expect(judgeCrl({ crl, certificate: revoked, issuer })).toMatchObject({ facts: { status: 'revoked', reason: 'superseded', revokedAt: new Date('2026-05-21T00:00:00Z') } })
  })

  it('takes what a delta list adds, and refuses a delta list alone', () => {
    const crl = issuing.crl()
    const revoked = newPerson()
    issuing.revoke(revoked.der)
    const delta = issuing.deltaCrl()
    expect(judgeCrl({ crl, certificate: revoked, issuer })).toMatchObject({ facts: { status: 'good' } })
    expect(judgeCrl({ crl, delta, certificate: revoked, issuer })).toMatchObject({ facts: { status: 'revoked' } })
    expect(judgeCrl({ crl: delta, certificate: revoked, issuer })).toMatchObject({ kind: 'refused' })
  })

  it('is refused from another issuer, and from another key of the same name', () => {
    expect(judgeCrl({ crl: pki.government.issuing.crl(), certificate: newPerson(), issuer })).toMatchObject({ kind: 'refused' })
    const forger = createCertificateAuthority({ key: generateKey('P-256'), certificates: issuing.chain, now })
    expect(judgeCrl({ crl: forger.crl(), certificate: newPerson(), issuer })).toMatchObject({ kind: 'refused' })
  })

  it('is refused from an authority whose key may not sign lists', () => {
    const key = generateKey('P-256')
    const certificate = pki.public.root.issue({ subject: [['CN', 'Weak']], publicKey: key.publicKey, profile: 'authority', extensions: [{ oid: '2.5.29.15', critical: true, value: der.namedBits([5]) }] })
    const weak = createCertificateAuthority({ key, certificates: [certificate], now })
    const person = parseCertificate(weak.issue({ subject: [['CN', 'x']], publicKey: generateKey('P-256').publicKey, profile: 'person' }))
    expect(judgeCrl({ crl: weak.crl(), certificate: person, issuer: parseCertificate(certificate) })).toMatchObject({ kind: 'refused' })
  })

  describe('with an issuing distribution point', () => {
    const root = createRoot({ key: pki.public.root.key, subject: [['CN', 'Scoped']], now: clock })
    const scoped = createCertificateAuthority({ key: pki.public.root.key, certificates: [root], now, urls: { crl: 'http://pki.test/users.crl' } })
    const scopedIssuer = parseCertificate(root)
    const user = parseCertificate(scoped.issue({ subject: [['CN', 'x']], publicKey: generateKey('P-256').publicKey, profile: 'person' }))
    const listWith = (...parts: Uint8Array[]): Uint8Array => rewriteList(scoped.crl(), der.sequence(...parts))
    const pointAt = (url: string) => der.explicit(0, der.explicit(0, der.implicit(6, der.ia5String(url))))
    const yes = (number: number) => der.implicit(number, der.boolean(true))

    it.each([
      ['for users', [yes(1)], 'good'],
      ['for authorities only', [yes(2)], 'refused'],
      ['for attribute certificates only', [yes(5)], 'refused'],
      ['of the same distribution point', [pointAt('http://pki.test/users.crl')], 'good'],
      ['of another distribution point', [pointAt('http://pki.test/other.crl')], 'refused'],
      ['for some reasons only', [der.implicit(3, der.namedBits([1]))], 'unknown'],
    ] as [string, Uint8Array[], string][])('%s: %s', (_, parts, expected) => {
      const outcome = judgeCrl({ crl: listWith(...parts), certificate: user, issuer: scopedIssuer })
      expect(outcome.kind === 'facts' ? outcome.facts.status : outcome.kind).toBe(expected)
    })

    it('takes an entry of an indirect list only for the issuer that the entry names', () => {
      const lister = generateKey('P-256')
      const listerSubject = der.sequence(der.setOf(der.sequence(der.oid('2.5.4.3'), der.utf8String('Lister'))))
      const crlIssuer = Buffer.from(der.sequence(listerSubject))
      crlIssuer[0] = 0xa4
      const pointed = parseCertificate(scoped.issue({
        subject: [['CN', 'y']], publicKey: generateKey('P-256').publicKey, profile: 'person',
        extensions: [{ oid: '2.5.29.31', critical: false, value: der.sequence(der.sequence(der.implicit(2, der.sequence(crlIssuer)))) }],
      }))
      const listerCertificate = parseCertificate(scoped.issue({ subject: [['CN', 'Lister']], publicKey: lister.publicKey, profile: 'crl' }))
      const list = (issuerName: Uint8Array) => indirectList({ lister, listerSubject, serial: pointed.serialBytes, issuerName })
      const judgeWith = (issuerName: Uint8Array) => judgeCrl({ crl: list(issuerName), certificate: pointed, issuer: scopedIssuer, candidates: [listerCertificate] })
      expect(judgeWith(scopedIssuer.subject.bytes)).toMatchObject({ facts: { status: 'revoked', isDelegated: true } })
      expect(judgeWith(issuer.subject.bytes)).toMatchObject({ facts: { status: 'good' } })
    })
  })

  function rewriteList(crl: Uint8Array, point: Uint8Array, key = pki.public.root.key): Uint8Array {
    const [tbs, algorithm] = der.parseDer(crl).children()
    const fields = tbs!.children()
    const extensions = fields.at(-1)!.inside().next().children().map(({ bytes }) => bytes)
    const extension = der.sequence(der.oid('2.5.29.28'), der.boolean(true), der.octetString(point))
    const rewritten = der.sequence(...fields.slice(0, -1).map(({ bytes }) => bytes), der.explicit(0, der.sequence(...extensions, extension)))
    return der.sequence(rewritten, algorithm!.bytes, der.bitString(signWith(key, rewritten, { hash: 'SHA-256' })))
  }

  function indirectList({ lister, listerSubject, serial, issuerName }: { lister: ReturnType<typeof generateKey>, listerSubject: Uint8Array, serial: Uint8Array, issuerName: Uint8Array }): Uint8Array {
    const wrapped = Buffer.from(der.sequence(issuerName))
    wrapped[0] = 0xa4
    const algorithm = der.sequence(der.oid('1.2.840.10045.4.3.2'))
    const certificateIssuer = der.sequence(der.oid('2.5.29.29'), der.boolean(true), der.octetString(der.sequence(wrapped)))
    const entry = der.sequence(der.unsignedInteger(serial), der.time(clock), der.sequence(certificateIssuer))
    const point = der.sequence(der.oid('2.5.29.28'), der.boolean(true), der.octetString(der.sequence(der.implicit(4, der.boolean(true)))))
    const tbs = der.sequence(der.integer(1), algorithm, listerSubject, der.time(clock), der.time(new Date(clock.getTime() + 1e7)), der.sequence(entry), der.explicit(0, der.sequence(point)))
    return der.sequence(tbs, algorithm, der.bitString(signWith(lister, tbs, { hash: 'SHA-256' })))
  }
})

describe('freshness', () => {
  const facts = { thisUpdate: new Date('2026-06-01T00:00:00Z'), nextUpdate: new Date('2026-06-02T00:00:00Z') }
  it.each([['2026-06-01T12:00:00Z', true], ['2026-06-02T00:04:00Z', true], ['2026-06-02T00:06:00Z', false], ['2026-05-31T23:50:00Z', false]])('at %s: %s', (at, fresh) => {
    expect(isFreshAt(facts, new Date(at))).toBe(fresh)
  })
})

describe('a revocation source', () => {
  const asked: NetworkRequest[] = []
  let broken: (url: string) => boolean = () => false
  const network = {
    send: async (request: NetworkRequest) => {
      asked.push(request)
      if (broken(request.url)) throw new Error('no route')
      return pki.handle({ path: request.url.replace('http://pki.test/pki', ''), body: request.body ?? null })
    },
  }
  const freshSource = () => {
    asked.length = 0
    broken = () => false
    return createRevocationSource({ network, now })
  }

  it('asks OCSP first', async () => {
    const evidence = await freshSource().find(newPerson().der, issuer.der)
    expect([evidence.kind, asked.map(({ url }) => url)]).toEqual(['ocsp', ['http://pki.test/pki/public/issuing/ocsp']])
  })

  it('takes the list when OCSP does not answer', async () => {
    const source = freshSource()
    broken = url => url.endsWith('/ocsp')
    expect((await source.find(newPerson().der, issuer.der)).kind).toBe('crl')
  })

  it('has no answer when nobody answers, and says why', async () => {
    const source = freshSource()
    broken = () => true
    expect(await source.find(newPerson().der, issuer.der)).toEqual({ kind: 'noAnswer', reason: 'no answer; no answer' })
  })

  it('asks once for many at the same time, and again when the answer has run out', async () => {
    const source = freshSource()
    const person = newPerson()
    await Promise.all([1, 2, 3].map(() => source.find(person.der, issuer.der)))
    await source.find(person.der, issuer.der)
    expect(asked).toHaveLength(1)
    clock = new Date(clock.getTime() + 2 * 3600_000)
    await source.find(person.der, issuer.der)
    expect(asked).toHaveLength(2)
  })
})
