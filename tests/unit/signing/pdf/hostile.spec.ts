import { deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { appendPlaceholderSignature, samplePdf } from '#signing/testing'
import { readSignatures } from '../../../../signing/pdf/index.ts'
import { acroForm, catalog, certified, first, form, original, page, showing, signatureField, signed, stream, textField, update } from './form-document.ts'

const latin = (bytes: string): Buffer => Buffer.from(bytes, 'latin1')
const bomb = (length: number): Buffer => deflateSync(Buffer.alloc(length))
const flate = (data: Buffer, entries: string): string => `<<${entries} /Filter /FlateDecode /Length ${data.length}>>\nstream\n${data.toString('latin1')}\nendstream`
const heavy = flate(bomb(60_000_000), '')
const times = (count: number, make: (index: number) => string): string => Array.from({ length: count }, (_, index) => make(index)).join(' ')

describe('files that lead in circles or are made to cost', () => {
  it.each<[string, () => Uint8Array]>([
    ['nothing', () => new Uint8Array()],
    ['a header only', () => latin('%PDF-1.7\n')],
    ['a cross-reference that is its own predecessor', () => update({ prev: signed().length + 1, loose: '\n' })],
    ['a cross-reference stream that inflates beyond all measure', () => {
      const data = bomb(200_000_000)
      const head = latin(`%PDF-1.7\n9 0 obj\n<</Type /XRef /W [1 4 2] /Size 8000000 /Root 1 0 R /Filter /FlateDecode /Length ${data.length}>>\nstream\n`)
      return Buffer.concat([head, data, latin('\nendstream\nendobj\nstartxref\n9\n%%EOF\n')])
    }],
    ['arrays a million deep', () => update({ objects: { 70: '['.repeat(1_000_000) } })],
    ['a length that is the stream itself', () => update({ objects: { 1001: '<</Length 1001 0 R>>\nstream\nq Q\nendstream' } })],
    ['a tree of pages that is its own kid', () => update({ objects: { 2: '<</Type /Pages /Kids [2 0 R] /Count 1>>' } })],
    ['fields that are their own kids', () => update({ objects: { 21: '<</T (a) /Kids [21 0 R]>>' } })],
    ['a hundred thousand fields', () => update({ objects: { 10: acroForm(times(100_000, () => '21 0 R')) } })],
    ['references to references to themselves', () => update({ objects: { 1: '<</Type /Catalog /Pages 2 0 R /AcroForm 70 0 R>>', 70: '71 0 R', 71: '70 0 R' } })],
    ['validation data that inflate to a gigabyte', () => update({ objects: { 1: catalog('/DSS 50 0 R'), 50: `<</Certs [${times(16, () => '51 0 R')} ${times(16, index => `${60 + index} 0 R`)}]>>`, 51: stream('DER'), ...Object.fromEntries(Array.from({ length: 16 }, (_, index) => [60 + index, heavy])) } })],
    ['an appearance of a million operations', () => update({ objects: { 21: textField('Binh'), 24: form('q Q '.repeat(1_000_000)) } })],
    ['forms that draw one another', () => update({ objects: { 21: textField('Binh'), 24: form('/X Do', '/Resources <</XObject <</X 24 0 R>>>>') } })],
    ['a font that maps everything again and again', () => update({ objects: { 21: textField('Binh', '/AP <</N 60 0 R>>'), 60: stream('BT /G 12 Tf (Binh) Tj ET', '/Subtype /Form /BBox [0 0 200 20] /Resources <</Font <</G <</Type /Font /Subtype /Type1 /ToUnicode 61 0 R>>>>>>'), 61: stream(`1 beginbfrange ${times(100_000, () => '<0000> <ffff> <0041>')} endbfrange`) } })],
    ['a page of three thousand annotations that are new', () => update({ objects: { 1000: page('', times(3_000, index => `${2000 + index} 0 R`)), ...Object.fromEntries(Array.from({ length: 3_000 }, (_, index) => [2000 + index, '<</Type /Annot /Subtype /Text /Rect [0 0 9 9]>>'])) } }, certified(3))],
    ['metadata that never close', () => update({ objects: { 13: stream(`<x:xmpmeta xmlns:x="adobe:ns:meta/">${'<a '.repeat(200_000)}`, '/Type /Metadata /Subtype /XML') } })],
  ])('%s: a report within seconds', (_, build) => {
    const pdf = build()
    const started = performance.now()
    const read = readSignatures(pdf)
    // Machines under load are slow; a file that escaped its limits would take minutes.
    expect(performance.now() - started).toBeLessThan(15_000)
    if (read.readable) for (const { changes, byteRangeSound } of read.signatures) expect([byteRangeSound, changes]).not.toEqual([true, 'none'])
    else expect(read.unreadableReason).toMatch(/./)
  }, 30_000)
})

it('never throws for bytes that are altered anywhere, and an altered signed part never counts as unaltered', () => {
  const pdf = appendPlaceholderSignature(signed(), { value: 41, trailer: '/Info 17 0 R', objects: { 21: textField('Binh'), 24: showing('Binh'), 22: signatureField('Ky2', '72 100 272 160', '/V 41 0 R') } })
  fc.assert(fc.property(fc.array(fc.tuple(fc.nat(pdf.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }), (edits) => {
    const mutant = Uint8Array.from(pdf)
    for (const [at, octet] of edits) mutant[at] = octet
    const read = readSignatures(mutant)
    for (const { signedParts, byteRangeSound, dictionary } of read.signatures) {
      if (!byteRangeSound) continue
      // What is sound covers the file but for the string of its own /Contents.
      const [one, other] = signedParts!
      expect(one.start).toBe(0)
      expect(one.end).toBeLessThan(other.start)
      expect(other.end).toBeLessThanOrEqual(mutant.length)
      expect(mutant[one.end]).toBe(0x3c)
      expect(dictionary.get('Contents')).toMatchObject({ start: one.end })
    }
  }), { numRuns: 2_000 })
}, 60_000)

it('never throws for a file that is cut anywhere', () => {
  const pdf = signed()
  for (let end = 0; end < pdf.length; end += 13) expect(readSignatures(pdf.subarray(0, end)).signatures.every(({ byteRangeSound, revision }) => !byteRangeSound || revision !== null)).toBe(true)
})

it('finds a signature at the end of a large file without reading the file', () => {
  const large = appendPlaceholderSignature(samplePdf({ contentBytes: 30_000_000, catalog: '/AcroForm <</Fields [20 0 R]>>', objects: { 20: signatureField('Ky', '0 0 0 0', '/V 40 0 R') } }), { value: 40, objects: {} })
  const before = process.memoryUsage().arrayBuffers
  const { signature } = first(large)
  expect(signature).toMatchObject({ byteRangeSound: true, changes: 'none', coversWholeDocument: true })
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10_000_000)
})

it('is the same whether a file has a revision before or not', () => {
  expect(readSignatures(original())).toMatchObject({ readable: true, signatures: [], findings: [] })
})
