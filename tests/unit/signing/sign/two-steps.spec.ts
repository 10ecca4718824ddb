import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { completeSignature, type PreparedSignature } from '#signing'
import { generateKey, samplePdf, signWith } from '#signing/testing'
import { cmsOids, parseSignedData, verifySigner } from '../../../../signing/cms/index.ts'
import { digestOf, fingerprintOf, parseCertificate } from '../../../../signing/x509/index.ts'
import { count, enrol, hasTool, judge, now, partsOf, pdfsig, pki, prepare, qpdfCheck, rootPem, sign, text, timestamp, valueOf, type Signatory } from './signing-world.ts'

const signatory = enrol('P-256', 'ECDSA')

describe('preparing', () => {
  it('says what the person saw, what was prepared and what is to be signed', () => {
    const source = samplePdf()
    const { pdf, prepared } = prepare(source, signatory)
    expect(prepared.documentDigest).toBe(fingerprintOf(source))
    expect(prepared.preparedDigest).toBe(fingerprintOf(pdf))
    expect(prepared.dtbsr).toBe(Buffer.from(digestOf('SHA-256', Buffer.from(prepared.signedAttributes, 'base64'))).toString('base64'))
    expect(JSON.parse(JSON.stringify(prepared))).toEqual(prepared)
  })

  it('is repeatable: the same input gives the same octets', () => {
    const options = { signingTime: new Date('2026-06-01T08:00:00Z') }
    expect(prepare(samplePdf(), signatory, options)).toEqual(prepare(samplePdf(), signatory, options))
  })

  it('writes /M and no signing-time attribute', () => {
    const { pdf, prepared } = prepare(samplePdf(), signatory, { signingTime: new Date('2026-06-01T08:00:00Z') })
    expect(text(pdf)).toContain('/M (D:20260601080000+00\'00\')')
    expect(Buffer.from(prepared.signedAttributes, 'base64').includes(Buffer.from('2a864886f70d010905', 'hex'))).toBe(false)
  })

  it('declares the extension up to PDF 1.7 and raises an older version to it', () => {
    expect(text(prepare(samplePdf({ version: '1.4' }), signatory).pdf)).toMatch(/\/Extensions <<\/ESIC <<\/BaseVersion \/1\.7 \/ExtensionLevel 1>>>> \/Version \/1\.7/)
    expect(text(prepare(samplePdf({ version: '2.0' }), signatory).pdf)).not.toContain('/Extensions')
  })

  it.each([
    ['no certificate', { certificates: [] }, 'options-invalid'],
    ['a reason beside a commitment type', { reason: 'x', commitmentType: '1.2.840.113549.1.9.16.6.5' }, 'options-invalid'],
    ['a commitment type that is no OID', { commitmentType: 'approval' }, 'options-invalid'],
    ['a time that is none', { signingTime: new Date(Number.NaN) }, 'options-invalid'],
    ['an empty field name', { field: '' }, 'options-invalid'],
    ['a full stop in the name of a new field', { field: 'a.b' }, 'options-invalid'],
    ['a reserve of nothing', { reservedBytes: 0 }, 'options-invalid'],
    ['a certificate that is none', { certificates: [Uint8Array.of(0x30, 0)] }, 'certificate-malformed'],
    ['an algorithm that is not the key’s', { algorithm: 'RSA-PKCS1' as const }, 'algorithm-unsupported'],
  ])('refuses %s', (_, options, code) => {
    expect(() => prepare(samplePdf(), signatory, options)).toThrow(expect.objectContaining({ code }))
  })

  it.each([
    ['nothing', new Uint8Array(), 'document-unreadable'],
    ['another format', Buffer.from('PK\u0003\u0004'), 'document-unreadable'],
    ['a file without its end', samplePdf().subarray(0, 400), 'document-unreadable'],
    ['an encrypted file', Buffer.from(text(samplePdf()).replace('/Root 1 0 R>>', '/Root 1 0 R /Encrypt 3 0 R>>'), 'latin1'), 'document-encrypted'],
  ])('refuses %s', (_, pdf, code) => {
    expect(() => prepare(pdf, signatory)).toThrow(expect.objectContaining({ code }))
  })
})

describe('completing', () => {
  const { pdf, prepared } = prepare(samplePdf(), signatory)
  const value = valueOf(signatory, prepared.signedAttributes)
  const refused = (change: { pdf?: Uint8Array, prepared?: Partial<PreparedSignature>, value?: Uint8Array }) =>
    completeSignature(change.pdf ?? pdf, { ...prepared, ...change.prepared }, change.value ?? value).then(() => 'signed', (error: { code: string }) => error.code)

  it('changes nothing but the reserved place, and leaves the prepared file as it was', async () => {
    const before = Uint8Array.from(pdf)
    const signed = await completeSignature(pdf, prepared, value)
    expect(Buffer.compare(pdf, before)).toBe(0)
    expect(Buffer.compare(partsOf(signed).signed, partsOf(pdf).signed)).toBe(0)
  })

  it('refuses the document after any octet of it has changed, the reserved place included', async () => {
    await fc.assert(fc.asyncProperty(fc.nat(pdf.length - 1), fc.integer({ min: 1, max: 255 }), async (at, by) => {
      const changed = Uint8Array.from(pdf)
      changed[at]! ^= by
      expect(await refused({ pdf: changed })).toBe('prepared-changed')
    }), { numRuns: 200 })
    expect(await refused({ pdf: Buffer.concat([pdf, Buffer.from('\n')]) })).toBe('prepared-changed')
    expect(await refused({ pdf: pdf.subarray(0, -1) })).toBe('prepared-changed')
  })

  it.each([
    ['another version', { version: 2 as 1 }],
    ['another DTBSR', { dtbsr: Buffer.alloc(32).toString('base64') }],
    ['another place', { byteRange: [0, prepared.byteRange[1] - 2, prepared.byteRange[2], prepared.byteRange[3]] as [number, number, number, number] }],
    ['another reserve', { reservedBytes: 100 }],
    ['no certificate', { certificates: [] }],
    ['a hash that is none', { hash: 'MD5' as 'SHA-256' }],
    ['a range that is none', { byteRange: [0, -1, 1e12, 3] as [number, number, number, number] }],
  ])('refuses a preparation with %s', async (_, change) => {
    expect(['prepared-invalid', 'prepared-changed']).toContain(await refused({ prepared: change }))
  })

  it('refuses signed attributes of another document', async () => {
    const other = prepare(samplePdf({ pages: 2 }), signatory).prepared
    expect(await refused({ prepared: { signedAttributes: other.signedAttributes, dtbsr: other.dtbsr }, value: valueOf(signatory, other.signedAttributes) })).toBe('prepared-invalid')
  })

  it.each([
    ['nothing', new Uint8Array()],
    ['another key', signWith(generateKey('P-256'), Buffer.from(prepared.signedAttributes, 'base64'), { hash: 'SHA-256' })],
    ['another document', valueOf(signatory, prepare(samplePdf({ pages: 2 }), signatory).prepared.signedAttributes)],
  ])('refuses the value of %s', async (_, wrong) => {
    expect(await refused({ value: wrong })).toBe('signature-value-wrong')
  })

  it('refuses a CMS that does not fit instead of cutting it', async () => {
    const small = prepare(samplePdf(), signatory, { reservedBytes: 1000 })
    await expect(completeSignature(small.pdf, small.prepared, valueOf(signatory, small.prepared.signedAttributes))).rejects.toMatchObject({ code: 'reserve-too-small' })
  })

  it.each([
    ['evidence without a time-stamp', { evidence: { revocation: { find: async () => ({ kind: 'noAnswer' as const, reason: '' }) } } }, 'options-invalid'],
    ['an archive without evidence', { timestamp, archive: true }, 'options-invalid'],
    ['a time-stamp source that fails', { timestamp: { timestamp: async () => Promise.reject(new Error('down')) } }, 'timestamp-unavailable'],
    ['a token over something else', { timestamp: { timestamp: async () => pki.public.timestamp.token(new Uint8Array(32), 'SHA-256') } }, 'timestamp-invalid'],
    ['a token that is none', { timestamp: { timestamp: async () => Buffer.from('token') } }, 'timestamp-invalid'],
    ['evidence that is not to be had', { timestamp, evidence: { revocation: { find: async () => ({ kind: 'noAnswer' as const, reason: 'down' }) } } }, 'evidence-unavailable'],
  ])('refuses %s', async (_, options, code) => {
    await expect(completeSignature(pdf, prepared, value, options)).rejects.toMatchObject({ code })
  })
})

describe.each<[Parameters<typeof enrol>]>([
  [['RSA-2048', 'RSA-PKCS1', 'SHA-256']], [['RSA-2048', 'RSA-PKCS1', 'SHA-384']], [['RSA-3072', 'RSA-PKCS1', 'SHA-512']], [['RSA-2048', 'RSA-PSS', 'SHA-256']], [['RSA-2048', 'RSA-PSS', 'SHA-384']],
  [['RSA-2048', 'RSA-PSS', 'SHA-512']], [['P-256', 'ECDSA', 'SHA-256']], [['P-384', 'ECDSA', 'SHA-384']], [['P-521', 'ECDSA', 'SHA-512']], [['Ed25519', 'Ed25519', 'SHA-512']], [['ML-DSA-65', 'ML-DSA-65', 'SHA-512']],
])('a signature with %s', (with_) => {
  const own: Signatory = enrol(...with_)
  // OpenSSL 3.0, which many systems have, knows neither in a CMS.
  const isKnownToOpenssl = !['Ed25519', 'ML-DSA-65'].includes(own.algorithm)

  it('holds over the octets of its range', async () => {
    const { signed, cms } = partsOf(await sign(samplePdf(), own))
    const { signers } = parseSignedData(cms)
    const contentDigest = digestOf(own.hash, signed)
    expect(verifySigner({ signer: signers[0]!, certificate: parseCertificate(own.certificates[0]!), contentDigest, contentType: cmsOids.data }))
      .toEqual({ digestMatches: true, signature: 'valid', encoding: 'der', contentTypeMatches: true, referenceMatches: true, algorithmsProtected: true })
  })

  it.runIf(hasTool('openssl') && isKnownToOpenssl)('is one that openssl finds sound', async () => {
    const { signed, cms } = partsOf(await sign(samplePdf(), own, { commitmentType: '1.2.840.113549.1.9.16.6.5' }))
    const words = judge({ signed, cms, 'root.pem': rootPem }, 'openssl', ['cms', '-verify', '-inform', 'DER', '-in', 'cms', '-content', 'signed', '-binary', '-CAfile', 'root.pem', '-purpose', 'any', '-cades', '-out', 'out'])
    expect(words).toContain('Verification successful')
  })
})

describe('names and reasons', () => {
  const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  const names = words.filter(word => !word.includes('.') && word.trim() !== '')

  it('of any letters stand in the file as they were given', async () => {
    await fc.assert(fc.asyncProperty(fc.uniqueArray(names, { minLength: 1, maxLength: 3, selector: name => name.normalize('NFC') }), words, async (fields, reason) => {
      let pdf: Uint8Array = samplePdf({ style: 'stream' })
      for (const field of fields) {
        const { prepared } = prepare(pdf, signatory, { field })
        expect(prepared.field).toBe(field.normalize('NFC'))
        const after = await sign(pdf, signatory, { field, reason, signingTime: now() })
        expect(Buffer.compare(pdf, after.subarray(0, pdf.length))).toBe(0)
        pdf = after
      }
      for (const field of fields) expect(() => prepare(pdf, signatory, { field })).toThrow(expect.objectContaining({ code: 'field-unusable' }))
    }), { numRuns: 25 })
  })

  it('in Vietnamese and emoji are read by pdfsig, and qpdf finds nothing wrong', async () => {
    const first = await sign(samplePdf(), signatory, { field: 'Người nộp hồ sơ 🖊', reason: 'Tôi cam đoan (lời khai) là đúng \\ sự thật' })
    const second = await sign(first, signatory, { field: 'Cán bộ (tiếp nhận)', location: 'Đắk Lắk' })
    expect(pdfsig(second)).toContain('Người nộp hồ sơ 🖊')
    expect(count(pdfsig(second), 'Signature is Valid.')).toBe(2)
    if (hasTool('qpdf')) expect(qpdfCheck(second)).toContain('No syntax or stream encoding errors found')
  })
})
