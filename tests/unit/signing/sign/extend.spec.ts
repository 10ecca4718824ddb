import { describe, expect, it } from 'vitest'
import { extendSignature, type RevocationSource } from '#signing'
import { createPki, samplePdf } from '#signing/testing'
import type { PdfDictionary, PdfStream, PdfValue } from '../../../../signing/pdf/index.ts'
import { PdfDocument } from '../../../../signing/pdf/index.ts'
import { parseTimestampToken } from '../../../../signing/timestamp/index.ts'
import { fingerprintOf } from '../../../../signing/x509/index.ts'
import { count, enrol, evidence, hasTool, judge, levels, partsOf, pdfsig, pki, qpdfCheck, rootPem, sign, text, timestamp } from './signing-world.ts'

const signatory = enrol('P-256', 'ECDSA')
const archived = { timestamp, evidence, archive: true }
const isPrefix = (before: Uint8Array, after: Uint8Array): boolean => Buffer.compare(before, after.subarray(0, before.length)) === 0

/** Fingerprints of what the document security store holds, by list. */
function storeOf(pdf: Uint8Array): Record<'Certs' | 'OCSPs' | 'CRLs', string[]> {
  const document = new PdfDocument(pdf)
  const store = document.dictionary(document.catalog.get('DSS'), 'DSS')
  const list = (key: string) => ((document.resolve(store.get(key)) ?? []) as PdfValue[]).map(entry => fingerprintOf((document.resolve(entry) as PdfStream).raw))
  return { Certs: list('Certs'), OCSPs: list('OCSPs'), CRLs: list('CRLs') }
}

describe('raising a signature', () => {
  it.each(['B-B', 'B-T', 'B-LT', 'B-LTA'] as const)('from %s to B-LTA appends only', async (level) => {
    const before = await sign(samplePdf(), signatory, { level: levels[level] })
    const after = await extendSignature(before, archived)
    expect(isPrefix(before, after)).toBe(true)
    expect(pdfsig(after)).toContain('Signature is Valid.')
    // B-B gets one for its time and one for the archive; the others have their time.
    expect(count(text(after), '/SubFilter /ETSI.RFC3161')).toBe(level === 'B-B' || level === 'B-LTA' ? 2 : 1)
    if (hasTool('qpdf')) expect(qpdfCheck(after)).toContain('No syntax or stream encoding errors found')
  })

  it('to B-T only is a document time-stamp, and nothing when there is one', async () => {
    const timed = await extendSignature(await sign(samplePdf(), signatory), { timestamp })
    expect(count(text(timed), '/SubFilter /ETSI.RFC3161')).toBe(1)
    expect(await extendSignature(timed, { timestamp })).toEqual(timed)
  })

  it('renews the archive: the evidence of the last time-stamp, then a new one over it', async () => {
    const first = await sign(samplePdf(), signatory, { level: levels['B-LTA'] })
    const second = await extendSignature(first, archived)
    expect(isPrefix(first, second)).toBe(true)
    expect(parseTimestampToken(partsOf(second).cms).info.imprint).toEqual(Buffer.from(fingerprintOf(partsOf(second).signed), 'hex'))
    expect(partsOf(second).signed.length).toBeGreaterThan(first.length)
  })

  it('keeps every entry of the store and adds each only once', async () => {
    const first = await sign(samplePdf(), signatory, { level: levels['B-LT'] })
    const second = await sign(first, enrol('P-384', 'ECDSA', 'SHA-384'), { level: levels['B-LT'] })
    const [before, after] = [storeOf(first), storeOf(second)]
    for (const key of ['Certs', 'OCSPs', 'CRLs'] as const) {
      expect(after[key].slice(0, before[key].length)).toEqual(before[key])
      expect(new Set(after[key]).size).toBe(after[key].length)
    }
    expect(after.Certs.length).toBe(before.Certs.length + 1)
  })

  it('keeps a store of somebody else’s making, direct or not', async () => {
    const foreign = samplePdf({ catalog: '/DSS <</Certs [20 0 R] /Other /Kept>>', objects: { 20: '<</Length 3>>\nstream\nabc\nendstream' } })
    const after = await sign(foreign, signatory, { level: levels['B-LT'] })
    expect(storeOf(after).Certs[0]).toBe(fingerprintOf(Buffer.from('abc')))
    const document = new PdfDocument(after)
    expect((document.resolve(document.catalog.get('DSS')) as PdfDictionary).has('Other')).toBe(true)
  })

  it('puts everything into the store that a validator needs: both paths, responders, an answer for each certificate', async () => {
    const { Certs, OCSPs } = storeOf(await sign(samplePdf(), signatory, { level: levels['B-LT'] }))
    for (const certificate of [...signatory.certificates, pki.public.root.certificate]) expect(Certs).toContain(fingerprintOf(certificate))
    // Signatory, authority of the time-stamp, issuing authority; responders, which need none, and the root beside.
    expect([Certs.length, OCSPs.length]).toEqual([6, 3])
  })

  it('works with revocation lists alone', async () => {
    const lists: RevocationSource = {
      find: async (_, issuer) => ({ kind: 'crl', crl: Buffer.compare(issuer, pki.public.root.certificate) === 0 ? pki.public.root.crl() : pki.public.issuing.crl() }),
    }
    const { CRLs, OCSPs } = storeOf(await sign(samplePdf(), signatory, { level: { timestamp, evidence: { revocation: lists } } }))
    expect([OCSPs.length, CRLs.length > 0]).toEqual([0, true])
  })

  it('takes evidence of a revocation that came after the proven time of the signature', async () => {
    const later = enrol('P-256', 'ECDSA')
    const timed = await sign(samplePdf(), later, { level: levels['B-T'] })
    pki.public.issuing.revoke(later.certificates[0]!, { at: new Date(Date.now() + 5000) })
    expect(storeOf(await extendSignature(timed, archived)).OCSPs.length).toBe(3)
    const untimed = await sign(samplePdf(), later)
    await expect(sign(untimed, signatory, { level: levels['B-LTA'] })).resolves.toBeInstanceOf(Uint8Array)
  })

  it.runIf(hasTool('openssl'))('writes a time-stamp that openssl finds sound', async () => {
    const { signed, cms } = partsOf(await sign(samplePdf(), signatory, { level: levels['B-LTA'] }))
    const token = parseTimestampToken(cms).bytes
    const words = judge({ signed, token, 'root.pem': rootPem, 'ca.pem': '' }, 'openssl', ['ts', '-verify', '-data', 'signed', '-in', 'token', '-token_in', '-CAfile', 'root.pem'])
    expect(words).toContain('Verification: OK')
  })
})

describe('refuses to raise', () => {
  it.each([
    ['what is not signed', async () => samplePdf(), {}, 'options-invalid'],
    ['to the archive without evidence', async () => sign(samplePdf(), signatory), { archive: true }, 'options-invalid'],
    ['what is no PDF', async () => Buffer.from('x'), {}, 'document-unreadable'],
    ['a signature that is no CMS', async () => Buffer.from(text(await sign(samplePdf(), signatory)).replace('/Contents <3082', '/Contents <0082'), 'latin1'), {}, 'document-unreadable'],
    ['without evidence to be had', async () => sign(samplePdf(), signatory), { evidence: { revocation: { find: async () => Promise.reject(new Error('down')) } } }, 'evidence-unavailable'],
  ])('%s', async (_, pdf, options, code) => {
    await expect(extendSignature(await pdf(), { timestamp, ...options })).rejects.toMatchObject({ code })
  })

  it('a signature whose certificate is revoked, or whose issuer is missing', async () => {
    const revoked = enrol('P-256', 'ECDSA')
    pki.public.issuing.revoke(revoked.certificates[0]!)
    await expect(sign(samplePdf(), revoked, { level: levels['B-LT'] })).rejects.toMatchObject({ code: 'certificate-revoked' })
    const orphan = enrol('P-256', 'ECDSA')
    const foreign = createPki({ now: () => new Date() }).public.issuing.issue({ subject: [['CN', 'x']], publicKey: orphan.key.publicKey, profile: 'person' })
    await expect(sign(samplePdf(), { ...orphan, certificates: [foreign] }, { level: levels['B-LT'] })).rejects.toMatchObject({ code: 'path-incomplete' })
  })

  it('nothing that only an earlier signatory lacks: completing asks for the evidence of the new signature alone', async () => {
    const revoked = enrol('P-256', 'ECDSA')
    const first = await sign(samplePdf(), revoked)
    pki.public.issuing.revoke(revoked.certificates[0]!)
    expect(count(pdfsig(await sign(first, signatory, { level: levels['B-LTA'] })), 'Signature is Valid.')).toBe(2)
    await expect(extendSignature(first, archived)).rejects.toMatchObject({ code: 'certificate-revoked' })
  })
})
