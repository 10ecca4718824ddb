import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { completeSignature, toEtsiReport, validateSignatures, type Check, type Indication, type SignatureReport, type SubIndication, type TimestampSummary, type ValidationReport } from '#signing'
import { samplePdf } from '#signing/testing'
import { parseXml } from '../../../../signing/trust/xml/parse.ts'
import { element, writeXml } from '../../../../signing/validate/etsi-report/xml.ts'
import { minutes, World } from '../../../corpus/kit/world.ts'
import { enrol, levels, now, pki, prepare, sign, valueOf } from '../sign/signing-world.ts'

const world = new World()
const hostile = '<x>&"]]>\u0000\u0001\r\n\uFFFE'
const readable = '<x>&"]]>\uFFFD\uFFFD\r\n\uFFFD'
let archived: ValidationReport

const validate = (pdf: Uint8Array) => validateSignatures(pdf, { anchors: world.anchors, time: world.now })
const parse = (xml: string) => parseXml(Buffer.from(xml)).root
const read = (report: ValidationReport) => parse(toEtsiReport(report))
type Parsed = ReturnType<typeof parse>
/** Elements of that name, anywhere below, in document order. */
const find = (root: Parsed, name: string): Parsed[] => [...root.descendants()].filter(one => one.local === name)
const texts = (root: Parsed, name: string): string[] => find(root, name).map(({ text }) => text)
const first = (root: Parsed, ...path: string[]): Parsed => path.reduce((one, name) => find(one, name)[0]!, root)
const reference = (root: Parsed, name: string): string | undefined => find(root, name)[0]?.attribute('VOReference') ?? undefined
const main = (report: Parsed): string => first(report, 'SignatureValidationStatus', 'MainIndication').text
const base64 = (hex: string): string => Buffer.from(hex, 'hex').toString('base64')
const only = (changes: Partial<SignatureReport>, whole: Partial<ValidationReport> = {}): ValidationReport => ({ ...archived, signatures: [{ ...archived.signatures[0]!, timestamps: [], ...changes }], ...whole })

beforeAll(async () => {
  archived = await validate(await world.sign(samplePdf(), world.person(), { level: 'B-LTA', reason: 'Tôi đồng ý', location: 'Huế' }))
})

describe('an ETSI report', () => {
  it('is the same text for the same report, in the version that is asked for', () => {
    expect(toEtsiReport(archived)).toBe(toEtsiReport(structuredClone(archived)))
    expect(read(archived).namespace).toBe('http://uri.etsi.org/19102/v1.2.1#')
    expect(toEtsiReport(archived, { version: '1.4.1' })).toBe(toEtsiReport(archived).replace('v1.2.1#', 'v1.4.1#'))
  })

  it('has every id once, and refers to nothing else', () => {
    const all = [...read(archived).descendants()]
    const ids = all.flatMap(one => one.attribute('id') ?? [])
    expect(new Set(ids).size).toBe(ids.length)
    const references = all.flatMap(one => one.attribute('VOReference')?.split(' ') ?? [])
    expect(references.length).toBeGreaterThan(10)
    expect(references.filter(one => !ids.includes(one))).toEqual([])
  })

  it('identifies a signature by what was signed', async () => {
    const signatory = enrol('P-384', 'ECDSA', 'SHA-384')
    const { pdf, prepared } = prepare(samplePdf(), signatory)
    const signed = await completeSignature(pdf, prepared, valueOf(signatory, prepared.signedAttributes))
    const identifier = first(read(await validateSignatures(signed, { anchors: pki.anchors, time: now() })), 'SignatureIdentifier')
    expect([first(identifier, 'DigestMethod').attribute('Algorithm'), ...texts(identifier, 'DigestValue')]).toEqual(['http://www.w3.org/2001/04/xmldsig-more#sha384', prepared.dtbsr])
    expect(texts(identifier, 'DAIdentifier')).toEqual(['Signature1'])
  })

  it('says who signed, when, by which path, and on what evidence', () => {
    const root = read(archived)
    const [signature] = archived.signatures
    const report = first(root, 'SignatureValidationReport')
    const [own, issuer, anchor] = signature!.path.map(({ fingerprint }) => `certificate-${fingerprint}`)
    expect(texts(first(report, 'SignerInformation'), 'Signer')).toEqual(['NGUYỄN VĂN AN'])
    expect(['SignerCertificate', 'SigningCertificate', 'IntermediateCertificate', 'TrustAnchor'].map(name => reference(report, name))).toEqual([own, own, issuer, anchor])
    expect(reference(report, 'RelatedValidationObject')).toBe(`document signature-1-timestamp-1 timestamp-1 ocsp-${signature!.revocation!.fingerprint}`)
    expect([...texts(report, 'ReasonElement'), ...texts(report, 'AddressString'), ...texts(report, 'PolicyName')]).toEqual(['Tôi đồng ý', 'Huế', 'motlan-pades-1'])
    const time = '2026-03-02T08:00:00Z'
    expect(['ValidationTime', 'POETime', 'Time'].map(name => first(report, name).text)).toEqual([time, time, time])
    expect(reference(first(report, 'BestSignatureTime'), 'POEObject')).toBe('signature-1-timestamp-1')
    expect([...texts(report, 'Algorithm'), ...texts(report, 'SecureAlgorithm'), ...texts(report, 'SignatureValidationProcessID')]).toEqual(['http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256', 'true', 'urn:etsi:019102:validationprocess:LTA'])
  })

  it('has the file, the certificates, the evidence and the time-stamps as objects, by their digests', () => {
    const objects = new Map(find(read(archived), 'ValidationObject').map(one => [one.attribute('id')!, [first(one, 'ObjectType').text.split(':').at(-1), first(one, 'DigestValue').text]]))
    const [signature, stamp] = archived.signatures
    expect(objects.get('document')).toEqual(['signedData', base64(archived.documentDigest)])
    expect(objects.get(`ocsp-${signature!.revocation!.fingerprint}`)).toEqual(['OCSPResponse', base64(signature!.revocation!.fingerprint!)])
    expect(objects.get('signature-1-timestamp-1')).toEqual(['timestamp', base64(signature!.timestamps[0]!.fingerprint)])
    expect(objects.get('timestamp-1')).toEqual(['timestamp', base64(stamp!.fingerprint!)])
    for (const { fingerprint } of [...signature!.path, ...stamp!.path]) expect(objects.get(`certificate-${fingerprint}`)).toEqual(['certificate', base64(fingerprint)])
  })

  it('judges a time-stamp as an object: passed, with what it proves', () => {
    const stamps = find(read(archived), 'ValidationObject').filter(one => one.attribute('id')?.includes('timestamp'))
    expect(stamps.map(one => [one.attribute('id'), main(one), texts(one, 'Signer')[0], ...texts(one, 'PAdESFieldName')])).toEqual([
      ['timestamp-1', 'urn:etsi:019102:mainindication:passed', 'Sandbox Public TSA', 'Signature1'],
      ['signature-1-timestamp-1', 'urn:etsi:019102:mainindication:passed', 'Sandbox Public TSA', 'Signature1'],
    ])
    expect(texts(stamps[0]!, 'ValidationConstraintIdentifier')).toContain('urn:motlan:signing:constraint:CV:timestamp-imprint-matches')
  })

  it('lets a document time-stamp prove the youngest signature that it covers', async () => {
    const twice = await world.sign(await world.sign(samplePdf(), world.person()), world.person(), { level: 'B-LTA' })
    expect(texts(find(read(await validate(twice)), 'ValidationObject').find(one => one.attribute('id') === 'timestamp-1')!, 'PAdESFieldName')).toEqual(['Signature2'])
  })

  it('lets nothing be proven by a time-stamp that does not hold, or that is older than the signature', () => {
    const stamp: TimestampSummary = { time: '2020-01-01T00:00:00.000Z', authority: null, indication: 'TOTAL-PASSED', subIndication: null, kind: 'content', fingerprint: 'aa' }
    const root = read(only({ timestamps: [stamp, { ...stamp, kind: 'signature', indication: 'INDETERMINATE', subIndication: 'TRY_LATER' }], bestSignatureTime: stamp.time }))
    expect([texts(root, 'PAdESFieldName'), reference(root, 'POEObject')]).toEqual([[], undefined])
    expect(['AllDataObjectsTimeStamp', 'SignatureTimeStamp'].map(name => reference(first(root, name), 'AttributeObject'))).toEqual(['signature-1-timestamp-1', 'signature-1-timestamp-2'])
  })

  it('tells revoked since when, why, and who says so', async () => {
    const own = new World()
    const signatory = own.person()
    own.issuing.revoke(signatory.certificates[0]!, { at: own.now, reason: 'keyCompromise' })
    const pdf = await own.sign(samplePdf(), signatory)
    own.pass(minutes(10))
    const report = await validateSignatures(pdf, { anchors: own.anchors, time: own.now, revocation: own.source() })
    const status = first(read(report), 'RevocationStatusInformation')
    expect([...texts(status, 'RevocationTime'), ...texts(status, 'RevocationReason')]).toEqual(['2026-03-02T08:00:00Z', 'urn:etsi:019102:revocationReason:keyCompromise'])
    expect([reference(status, 'ValidationObjectId'), reference(status, 'RevocationObject')]).toEqual([`certificate-${report.signatures[0]!.path[0]!.fingerprint}`, `ocsp-${report.signatures[0]!.revocation!.fingerprint}`])
    expect(find(read(archived), 'RevocationStatusInformation')).toEqual([])
  })
})

describe('the words of an ETSI report', () => {
  it.each<[Indication, SubIndication | null, 'signature' | 'timestamp', string]>([
    ['TOTAL-PASSED', null, 'signature', 'total-passed'], ['TOTAL-FAILED', 'HASH_FAILURE', 'signature', 'total-failed'], ['INDETERMINATE', 'TRY_LATER', 'signature', 'indeterminate'],
    ['TOTAL-PASSED', null, 'timestamp', 'passed'], ['TOTAL-FAILED', 'SIG_CRYPTO_FAILURE', 'timestamp', 'failed'], ['INDETERMINATE', 'OUT_OF_BOUNDS_NO_POE', 'timestamp', 'indeterminate'],
  ])('%s %s of a %s', (indication, subIndication, kind, word) => {
    const root = read(only({ indication, subIndication, kind, checks: [] }))
    const status = kind === 'signature' ? first(root, 'SignatureValidationReport', 'SignatureValidationStatus') : first(root, 'SignatureValidationObjects', 'SignatureValidationStatus')
    expect([first(status, 'MainIndication').text, ...texts(status, 'SubIndication')]).toEqual([`urn:etsi:019102:mainindication:${word}`, ...(subIndication === null ? [] : [`urn:etsi:019102:subindication:${subIndication}`])])
  })

  it.each<[string, Partial<Check>, string, string[]]>([
    ['passed', { verdict: 'passed' }, 'applied', ['mainindication:passed']],
    ['failed, which is proof', { verdict: 'failed', subIndication: 'HASH_FAILURE' }, 'applied', ['mainindication:failed', 'subindication:HASH_FAILURE']],
    ['failed, which decides nothing (EN 319 102-1 table 6)', { verdict: 'failed', subIndication: 'SIG_CONSTRAINTS_FAILURE' }, 'applied', ['mainindication:indeterminate', 'subindication:SIG_CONSTRAINTS_FAILURE']],
    ['open', { verdict: 'indeterminate', subIndication: 'NO_POE' }, 'applied', ['mainindication:indeterminate', 'subindication:NO_POE']],
    ['open, without a sub-indication', { verdict: 'indeterminate' }, 'applied', ['mainindication:indeterminate']],
    ['not applicable', { verdict: 'not-applicable' }, 'disabled', []],
  ])('a check that %s', (_, check, status, said) => {
    const constraint = first(read(only({ checks: [{ block: 'SAV', id: 'key-usage', verdict: 'passed', detail: 'because', ...check }] })), 'ValidationConstraint')
    expect(texts(constraint, 'ValidationConstraintIdentifier')).toEqual(['urn:motlan:signing:constraint:SAV:key-usage'])
    expect(texts(constraint, 'Status')).toEqual([`urn:etsi:019102:constraintStatus:${status}`])
    expect([...texts(constraint, 'MainIndication'), ...texts(constraint, 'SubIndication')]).toEqual(said.map(word => `urn:etsi:019102:${word}`))
    expect(texts(constraint, 'Indications')).toEqual(['because'])
  })

  it('one constraint a check', () => {
    expect(find(first(read(archived), 'SignatureValidationReport'), 'ValidationConstraint').length).toBe(archived.signatures[0]!.checks.length)
  })

  it.each([
    ['RSA-PKCS1', 'SHA-1', 'http://www.w3.org/2000/09/xmldsig#rsa-sha1'], ['RSA-PSS', 'SHA-512', 'http://www.w3.org/2007/05/xmldsig-more#sha512-rsa-MGF1'], ['Ed25519', 'SHA-512', 'http://www.w3.org/2021/04/xmldsig-more#eddsa-ed25519'],
    ['ML-DSA-65', 'SHA-512', 'urn:oid:2.16.840.1.101.3.4.3.18'], ['1.2.3.4', '1.2.3', 'urn:oid:1.2.3.4'],
  ])('%s with %s', (algorithm, hash, uri) => {
    expect(texts(read(only({ algorithm, hash, dtbsr: null })), 'Algorithm')).toEqual([uri])
  })

  it('no algorithm, nothing about it', () => {
    expect(find(read(only({ algorithm: null, hash: null, dtbsr: null })), 'CryptoInformation')).toEqual([])
  })

  it.each([
    ['2026-11-23T08:00:00.999Z', '2026-11-23T08:00:00Z'], ['0000-01-01T00:00:00.000Z', '-0001-01-01T00:00:00Z'], ['+010000-01-01T00:00:00.000Z', '10000-01-01T00:00:00Z'],
  ])('the time %s', (iso, written) => {
    expect(texts(read(only({ claimedTime: iso })), 'Time')).toEqual([written])
  })
})

describe('a file without a signature', () => {
  const about = async (pdf: Uint8Array) => read(await validate(pdf))

  it('has a report that says so', async () => {
    const root = await about(samplePdf())
    expect([find(root, 'SignatureValidationReport').length, main(root), find(root, 'ValidationObject').map(one => one.attribute('id'))]).toEqual([1, 'urn:cef:dss:mainindication:noSignatureFound', ['document']])
  })

  it('and with a time-stamp alone has that as an object', () => {
    const root = read({ ...archived, signatures: archived.signatures.filter(({ kind }) => kind === 'timestamp') })
    expect(main(first(root, 'SignatureValidationReport'))).toBe('urn:cef:dss:mainindication:noSignatureFound')
    expect(find(root, 'ValidationObject').map(one => one.attribute('id'))).toContain('timestamp-1')
  })

  it('that cannot be read is undecided, with the reason', async () => {
    const root = await about(Buffer.from('this is no PDF'))
    const { unreadableReason } = await validate(Buffer.from('this is no PDF'))
    expect(main(root)).toBe('urn:etsi:019102:mainindication:indeterminate')
    expect(texts(root, 'Value')).toEqual(expect.arrayContaining(['unreadable', unreadableReason]))
  })

  it('that cannot be read where a time-stamp stands has no digest for it', () => {
    const stamp = archived.signatures.find(({ kind }) => kind === 'timestamp')!
    expect(texts(read({ ...archived, signatures: [{ ...stamp, fingerprint: null, indication: 'TOTAL-FAILED', subIndication: 'FORMAT_FAILURE' }] }), 'direct')).toEqual(['timestamp-1'])
  })
})

describe('names that were chosen to break the report', () => {
  it('are text', async () => {
    const signed = await sign(samplePdf(), enrol('P-256', 'ECDSA'), { level: levels['B-T'], reason: hostile, location: hostile, field: '<x>&"]]>' })
    const report = await validateSignatures(signed, { anchors: [], time: now() })
    const [signature] = report.signatures
    const broken = { ...report, policy: hostile, findings: [{ code: hostile, severity: 'flaw' as const, detail: hostile }], signatures: [{ ...signature!, signedBy: { ...signature!.signedBy!, commonName: hostile }, anchorLabel: hostile, checks: [{ block: 'FC', id: 'x', verdict: 'passed' as const, detail: hostile }] }] }
    const root = read(broken)
    const raw = (name: string) => find(root, name).map(one => one.children.map(child => child.kind === 'text' ? child.value : '').join(''))
    for (const name of ['Signer', 'PolicyName', 'Indications', 'ReasonElement', 'AddressString']) expect(raw(name)[0], name).toBe(readable)
    expect(raw('DAIdentifier')).toEqual(['<x>&"]]>'])
    expect(raw('Value')).toEqual(expect.arrayContaining([readable, `${readable}: ${readable}`]))
  })

  it('come back as they were, but for what XML cannot say', () => {
    const isChar = (code: number) => [0x9, 0xA, 0xD].includes(code) || (code >= 0x20 && code <= 0xD7FF) || (code >= 0xE000 && code <= 0xFFFD) || code >= 0x10000
    const unit = fc.oneof(fc.nat(0x7F), fc.nat(0xFFFF), fc.nat(0x10FFFF)).map(code => String.fromCodePoint(code))
    fc.assert(fc.property(fc.string({ unit }), (text) => {
      const expected = [...text].map(one => isChar(one.codePointAt(0)!) ? one : '\uFFFD').join('')
      const parsed = parse(writeXml(element('a', text, { b: text })))
      expect([parsed.children.map(child => child.kind === 'text' ? child.value : '?').join(''), parsed.attribute('b')]).toEqual([expected, expected])
    }), { numRuns: 2000 })
  })
})
