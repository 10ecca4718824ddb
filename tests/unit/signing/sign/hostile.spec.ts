import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { completeSignature, extendSignature, SigningError, validateSignatures, type PreparedSignature } from '#signing'
import { samplePdf } from '#signing/testing'
import { enrol, evidence, levels, now, pdfsig, pki, prepare, sign, text, timestamp, valueOf } from './signing-world.ts'

const signatory = enrol('P-256', 'ECDSA')
const field = '<</FT /Sig /T (Dau) /Type /Annot /Subtype /Widget /Rect [100 100 200 150] /F 4 /P 1000 0 R /Lock <</Type /SigFieldLock /Action /All>>>>'
const form = samplePdf({ catalog: '/AcroForm <</Fields [21 0 R] /SigFlags 3>> /Extensions 22 0 R /Perms <<>>', annotations: '[21 0 R]', objects: { 21: field, 22: '<<>>' } })
const sources = [samplePdf(), samplePdf({ style: 'stream', pages: 3 }), samplePdf({ style: 'hybrid' }), form, await sign(samplePdf(), signatory, { level: levels['B-LT'] })]

/** Octets changed, cut out and put in, mostly where the structure is. */
const mutants = fc.record({
  source: fc.constantFrom(...sources),
  edits: fc.array(fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), take: fc.nat(6), put: fc.constantFrom('', ' ', '0', '9', '(', '<<', '>>', '[', ']', '/', 'R', ' 0 R', '-1', '99999999999', 'null', 'endobj', '\u0000') }), { minLength: 1, maxLength: 4 }),
}).map(({ source, edits }) => edits.reduce((pdf, { at, take, put }) => {
  const place = Math.floor(at * pdf.length)
  return pdf.slice(0, place) + put + pdf.slice(place + take)
}, text(source))).map(mutant => Buffer.from(mutant, 'latin1'))

const refusal = (error: unknown): string => {
  if (!(error instanceof SigningError)) throw error
  return error.code
}

describe('whatever a file contains', () => {
  it('preparing gives a signature behind it, or refuses with a code of the list', async () => {
    await fc.assert(fc.asyncProperty(mutants, async (pdf) => {
      let done: ReturnType<typeof prepare>
      try {
        done = prepare(pdf, signatory, { field: 'Dau' })
      }
      catch (error) {
        expect(['document-unreadable', 'document-encrypted', 'certification-forbids', 'field-unusable', 'options-invalid']).toContain(refusal(error))
        return
      }
      const signed = await completeSignature(done.pdf, done.prepared, valueOf(signatory, done.prepared.signedAttributes))
      expect(Buffer.compare(pdf, signed.subarray(0, pdf.length))).toBe(0)
    }), { numRuns: 1500 })
  })

  it('raising it ends in a file or a code of the list', async () => {
    await fc.assert(fc.asyncProperty(mutants, async (pdf) => {
      const outcome = await extendSignature(pdf, { timestamp, evidence, archive: true }).then(raised => Buffer.compare(pdf, raised.subarray(0, pdf.length)) === 0, refusal)
      expect(outcome).not.toBe(false)
    }), { numRuns: 300 })
  })

  it('a stored preparation of any shape is refused with a code of the list', async () => {
    const { pdf, prepared } = prepare(samplePdf(), signatory)
    const value = valueOf(signatory, prepared.signedAttributes)
    const keys = Object.keys(prepared) as (keyof PreparedSignature)[]
    await fc.assert(fc.asyncProperty(fc.constantFrom(...keys.filter(key => key !== 'field' && key !== 'documentDigest')), fc.oneof(fc.jsonValue(), fc.string()), async (key, wrong) => {
      fc.pre(JSON.stringify(wrong) !== JSON.stringify(prepared[key]))
      const outcome = await completeSignature(pdf, { ...prepared, [key]: wrong } as PreparedSignature, value).then(() => 'signed', refusal)
      expect(['prepared-invalid', 'prepared-changed', 'signature-value-wrong']).toContain(outcome)
    }), { numRuns: 400 })
  })
})

describe('forms as they come', () => {
  const dau = '<</FT /Sig /T (Dau) /Type /Annot /Subtype /Widget /Rect [0 0 0 0] /F 132 /P 1000 0 R /Parent 24 0 R>>'
  it.each([
    ['a form in the catalog itself', { catalog: '/AcroForm <</Fields []>>' }, 'Mới'],
    ['a form without fields', { catalog: '/AcroForm 20 0 R', objects: { 20: '<<>>' } }, 'Mới'],
    ['a form that is null', { catalog: '/AcroForm null' }, 'Mới'],
    ['a reference to nothing', { catalog: '/AcroForm 99 0 R' }, 'Mới'],
    ['a field in a group', { catalog: '/AcroForm <</Fields [24 0 R]>>', annotations: '[21 0 R]', objects: { 21: dau, 24: '<</T (Phan I) /Kids [21 0 R]>>' } }, 'Phan I.Dau'],
    ['a field whose widget is apart', { catalog: '/AcroForm <</Fields [24 0 R]>>', annotations: '[21 0 R]', objects: { 21: '<</Type /Annot /Subtype /Widget /Rect [0 0 0 0] /F 132 /Parent 24 0 R>>', 24: '<</FT /Sig /T (Dau) /Kids [21 0 R]>>' } }, 'Dau'],
  ])('%s is signed', async (_, options, name) => {
    for (const style of ['table', 'stream'] as const) {
      const signed = await sign(samplePdf({ style, ...options }), signatory, { field: name })
      const report = await validateSignatures(signed, { anchors: pki.anchors, time: now(), revocation: evidence.revocation })
      expect([report.integrity, report.signatures.map(({ field: known, indication }) => [known, indication])]).toEqual(['sound', [[name, 'TOTAL-PASSED']]])
      // Poppler looks for the signature in the widget, so it does not see one whose widget is apart.
      expect(pdfsig(signed)).toContain(name === 'Dau' ? 'Signature Field Name: Dau' : 'Signature is Valid.')
    }
  })
})
