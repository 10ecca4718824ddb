import fc from 'fast-check'
import { X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import * as der from '../../../../signing/asn1/index.ts'
import { parseCertificate, readCertificate, toCertificateSummary, verifyIssuedBy } from '../../../../signing/x509/index.ts'
import { createCertificateAuthority, createPki, createRoot, generateKey, type KeySpec } from '#signing/testing'

const now = () => new Date('2026-06-01T00:00:00Z')
const pki = createPki({ now, baseUrl: 'http://127.0.0.1:1/pki' })
const person = pki.public.issuing.issue({
  subject: [['C', 'VN'], ['L', 'Hà Nội'], ['O', 'Công ty Ước Mơ'], ['UID', 'MST:0100686209-199'], ['UID', 'CCCD:001085012345'], ['CN', 'NGUYỄN VĂN ẤM']],
  publicKey: generateKey('P-256').publicKey, profile: 'person',
})

describe('a certificate', () => {
  it('says the same as the one that OpenSSL reads', () => {
    const theirs = new X509Certificate(person)
    const ours = parseCertificate(person)
    expect(ours.fingerprint).toBe(theirs.fingerprint256.replaceAll(':', '').toLowerCase())
    expect(ours.serialNumber).toBe(theirs.serialNumber.toLowerCase())
    expect(ours.notAfter).toEqual(theirs.validToDate)
    expect(ours.publicKey!.equals(theirs.publicKey)).toBe(true)
    expect(ours.isAuthority).toBe(theirs.ca)
  })

  it('keeps every UID of a subject, composed', () => {
    expect(toCertificateSummary(parseCertificate(person))).toMatchObject({
      commonName: 'NGUYỄN VĂN ẤM', organisation: 'Công ty Ước Mơ', userIds: ['MST:0100686209-199', 'CCCD:001085012345'],
    })
  })

  it('knows where its status is told and who issued it', () => {
    const { known } = parseCertificate(person)
    expect(known.ocspAddresses).toEqual(['http://127.0.0.1:1/pki/public/issuing/ocsp'])
    expect(known.crlDistributionPoints[0]?.fullName).toEqual([{ kind: 'uri', value: 'http://127.0.0.1:1/pki/public/issuing/crl' }])
    expect(known.issuerAddresses).toEqual(['http://127.0.0.1:1/pki/public/issuing/certificate'])
  })

  it('is the same object when it is read twice', () => {
    expect(parseCertificate(Uint8Array.from(person))).toBe(parseCertificate(person))
  })

  it('reads a name in BMPString as the same name', () => {
    const named = (text: Uint8Array) => der.sequence(der.setOf(der.sequence(der.oid('2.5.4.3'), text)))
    const subjects = [der.utf8String('Lê  Ệch'), der.bmpString('LÊ ỆCH'.normalize('NFD'))].map(text => replaceSubject(person, named(text)))
    const [one, other] = subjects.map(parseCertificate)
    expect(one!.subject.equals(other!.subject)).toBe(true)
  })

  it.each<KeySpec>(['RSA-2048', 'P-256', 'P-384', 'P-521', 'Ed25519', 'ML-DSA-65'])('verifies what an authority with a key %s has signed, and nothing else', (spec) => {
    const key = generateKey(spec)
    const root = createRoot({ key, subject: [['CN', `Root ${spec}`]], now: now() })
    const authority = createCertificateAuthority({ key, certificates: [root], now })
    const issued = parseCertificate(authority.issue({ subject: [['CN', 'x']], publicKey: generateKey('P-256').publicKey, profile: 'person' }))
    expect(verifyIssuedBy(issued, parseCertificate(root))).toBe('valid')
    const forged = Uint8Array.from(issued.der)
    forged[forged.length - 30]! ^= 1
    expect(readCertificate(forged) === null ? 'unreadable' : verifyIssuedBy(readCertificate(forged)!, parseCertificate(root))).not.toBe('valid')
  })

  it('reads mutated bytes or says that it cannot, and never fails otherwise', () => {
    fc.assert(fc.property(fc.nat(person.length - 1), fc.nat(255), (at, octet) => {
      const mutant = Uint8Array.from(person)
      mutant[at] = octet
      const certificate = readCertificate(mutant)
      if (certificate !== null && Buffer.compare(mutant, person) !== 0) expect(verifyIssuedBy(certificate, parseCertificate(pki.public.issuing.certificate))).not.toBe('valid')
    }), { numRuns: 2000 })
  })
})

/** The certificate with another subject; its signature no longer fits. */
function replaceSubject(certificate: Uint8Array, subject: Uint8Array): Uint8Array {
  const [tbs, algorithm, signature] = der.parseDer(certificate).children()
  const fields = tbs!.children().map((field, index) => index === 5 ? subject : field.bytes)
  return der.sequence(der.sequence(...fields), algorithm!.bytes, signature!.bytes)
}
