import { appendPlaceholderSignature, appendRevision, samplePdf } from '#signing/testing'
import { describe, expect, it } from 'vitest'
import { readSignatures, type PdfString } from '../../../../signing/pdf/index.ts'
import { acroForm, annotations, fields, first, original, page, signatureField, signed, update } from './form-document.ts'

const text = (pdf: Uint8Array): string => Buffer.from(pdf).toString('latin1')
/** The same length, other words: offsets stay. */
const replaced = (pdf: Uint8Array, from: RegExp, to: (found: string) => string): Uint8Array => {
  const before = text(pdf)
  const found = from.exec(before)![0]
  return Buffer.from(before.replace(found, () => to(found).padEnd(found.length).slice(0, found.length)), 'latin1')
}
const range = /\/ByteRange \[0 \d+ \d+ \d+\]/
const numbers = (found: string): number[] => found.match(/\d+/g)!.map(Number)
const withRange = (change: (range: number[]) => string, pdf = signed()) => replaced(pdf, range, found => change(numbers(found)))

it('reads a sound signature', () => {
  const pdf = signed({ entries: '/Type /Sig /SubFilter /ETSI.CAdES.detached /M (D:20260102030405+07\'00\') /Reason (Dong y) /Location <FEFF004800750065>' })
  const { signature, flaws, read } = first(pdf)
  expect(flaws).toEqual([])
  expect(signature).toMatchObject({ field: 'Ky', kind: 'signature', subFilter: 'ETSI.CAdES.detached', byteRangeSound: true, revision: 2, coversWholeDocument: true, coversWholeRevision: true, changes: 'none', reason: 'Dong y', location: 'Hue' })
  expect(signature.claimedTime).toEqual(new Date('2026-01-01T20:04:05Z'))
  expect(Buffer.from(signature.contents!).toString('hex')).toBe('3003020101')
  const { start, end } = signature.dictionary.get('Contents') as PdfString
  expect(signature.signedParts).toEqual([{ start: 0, end: start }, { start: end, end: pdf.length }])
  expect(read.revisions.map(({ length }) => length)).toEqual([original().length, pdf.length])
})

describe('a byte range that leaves bytes unsigned (universal forgery, wrapping)', () => {
  it.each<[string, () => Uint8Array, string]>([
    ['null', () => withRange(() => '/ByteRange null'), 'byte-range-malformed'],
    ['missing', () => withRange(() => ''), 'byte-range-malformed'],
    ['an empty array', () => withRange(() => '/ByteRange []'), 'byte-range-malformed'],
    ['three integers', () => withRange(([, b, c, d]) => `/ByteRange [${b} ${c} ${d}]`), 'byte-range-malformed'],
    ['a negative integer', () => withRange(([, b, c, d]) => `/ByteRange [0 ${b} -${c} ${d}]`), 'byte-range-malformed'],
    ['a real number', () => withRange(([, b, c, d]) => `/ByteRange [0 ${b}.5 ${c} ${d}]`), 'byte-range-malformed'],
    ['strings', () => withRange(() => '/ByteRange [(0) (1) (2) (3)]'), 'byte-range-malformed'],
    ['a reference', () => withRange(() => '/ByteRange 17 0 R'), 'byte-range-malformed'],
    ['a beginning behind the first byte', () => withRange(([, b, c, d]) => `/ByteRange [9 ${b! - 9} ${c} ${d}]`), 'byte-range-start'],
    ['an end beyond the file', () => withRange(([, b, c]) => `/ByteRange [0 ${b} ${c} 99999]`), 'byte-range-outside-file'],
    ['parts that overlap', () => withRange(([, b, c, d]) => `/ByteRange [0 ${b} ${b! - 5} ${d! + c! - b! + 5}]`), 'byte-range-outside-file'],
    ['a gap before the contents', () => withRange(([, b, c, d]) => `/ByteRange [0 ${b! - 1} ${c} ${d}]`), 'byte-range-gap'],
    ['a gap behind the contents', () => withRange(([, b, c, d]) => `/ByteRange [0 ${b} ${c! + 1} ${d! - 1}]`), 'byte-range-gap'],
    ['an end inside a revision', () => withRange(([, b, c, d]) => `/ByteRange [0 ${b} ${c} ${d! - 8}]`), 'byte-range-end'],
    ['nothing at all', () => withRange(() => '/ByteRange [0 0 0 0]'), 'byte-range-gap'],
  ])('%s', (_, build, code) => {
    const { signature, flaws } = first(build())
    expect(flaws).toContain(code)
    expect([signature.byteRangeSound, signature.changes]).toEqual([false, 'forbidden'])
  })
})

describe('contents that are no string of their own', () => {
  it.each<[string, () => Uint8Array, string]>([
    ['null', () => replaced(signed(), /\/Contents <[0-9a-f]+>/, () => '/Contents null'), 'contents-not-direct'],
    ['a literal string', () => replaced(signed(), /\/Contents <[0-9a-f]+>/, found => `/Contents (${'0'.repeat(found.length - 12)})`), 'contents-not-direct'],
    ['an object of their own', () => replaced(signed(), /\/Contents <[0-9a-f]+>/, () => '/Contents 17 0 R'), 'contents-not-direct'],
    ['twice', () => replaced(signed({ entries: '/Type /Sig /Location (Ha Noi) /Reason (x)' }), /\/Location \(Ha Noi\)/, () => '/Contents <00>    '), 'signature-key-repeated'],
  ])('%s', (_, build, code) => {
    expect(first(build()).flaws).toContain(code)
  })
})

describe('bytes that belong to nothing (incremental saving)', () => {
  const evil = { 1001: '<</Length 30>>\nstream\nBT (khac) Tj ET\nendstream' }
  it.each<[string, () => Uint8Array, string[]]>([
    ['an object behind the last revision', () => Buffer.concat([signed(), Buffer.from(`1001 0 obj\n${evil[1001]}\nendobj\n`)]), ['trailing-bytes']],
    ['an object and an empty cross-reference', () => update({ unnamed: evil }), []],
    ['an object before the named ones', () => update({ loose: `1001 0 obj\n${evil[1001]}\nendobj\n`, objects: { 17: '<</ModDate (D:20260202000000Z) /Title (To khai)>>' } }), []],
    ['a cross-reference that leads to no startxref', () => Buffer.concat([signed(), Buffer.from(`1001 0 obj\n${evil[1001]}\nendobj\nxref\n1001 1\n0000000000 00000 n \ntrailer\n<</Root 1 0 R>>\n`)]), ['trailing-bytes']],
    ['another file before the header', () => Buffer.concat([Buffer.from('%!PS\n'), signed()]), []],
    ['another file behind', () => Buffer.concat([signed(), samplePdf()]), []],
  ])('%s', (_, build, codes) => {
    const pdf = build()
    const read = readSignatures(pdf)
    const signature = read.signatures.find(({ field }) => field === 'Ky')
    for (const code of codes) expect(first(pdf).flaws).toContain(code)
    if (signature !== undefined) expect(signature.changes).toBe('forbidden')
    else expect(read.signatures).toEqual([])
  })

  it('are not the white space and comments that writers leave', () => {
    const pdf = Buffer.concat([update({ loose: '\n%iText-7.1.2\n\n', objects: { 17: '<</ModDate (D:20260202000000Z) /Title (To khai)>>' } }), Buffer.from('\r\n\n')])
    expect([first(pdf).flaws, first(pdf).signature.changes]).toEqual([[], 'permitted'])
  })

  it('are a second header outside of all streams', () => {
    expect(first(update({ loose: '\n%PDF-1.4\n' })).flaws).toContain('second-header')
  })
})

describe('signatures and their fields', () => {
  it('a revision that leaves out the signed one takes the signature away: it is not reported as if it were there', () => {
    const read = readSignatures(appendRevision(signed(), { prev: Number(/startxref\n(\d+)/.exec(text(original()))![1]), objects: { 1001: '(khac)' } }))
    expect(read.signatures).toEqual([])
  })

  it('one dictionary in two fields is a flaw', () => {
    const pdf = signed({ objects: { 22: signatureField('Ky2', '72 100 272 160', '/V 40 0 R') } })
    expect(first(pdf).flaws).toContain('signature-shared')
  })

  it('a signature that only a widget shows is reported, as a flaw', () => {
    const pdf = signed({ objects: { 10: acroForm('21 0 R 22 0 R') } })
    const { signature, flaws } = first(pdf)
    expect(signature.byteRangeSound).toBe(true)
    expect(flaws).toContain('signature-not-in-form')
  })

  it('a signature in a widget whose field has no value is reported, as a flaw', () => {
    const pdf = signed({ objects: { 10: acroForm('70 0 R 21 0 R'), 70: '<</FT /Sig /T (Ky) /Kids [20 0 R]>>', 20: '<</Type /Annot /Subtype /Widget /Parent 70 0 R /Rect [0 0 0 0] /V 40 0 R>>' } })
    expect(readSignatures(pdf).signatures.flatMap(({ findings }) => findings.map(({ code }) => code))).toContain('signature-not-in-form')
  })

  it('a dictionary of another type is a flaw', () => {
    expect(first(signed({ entries: '/Type /Page /SubFilter /ETSI.CAdES.detached' })).flaws).toContain('signature-type')
  })

  it('a time-stamp is known by its SubFilter where its type is missing', () => {
    expect(first(signed({ entries: '/SubFilter /ETSI.RFC3161' })).signature.kind).toBe('timestamp')
  })

  it('a dictionary that a later revision replaces is a flaw of the signature that it was', () => {
    const { signature, flaws } = first(update({ objects: { 40: '<</Type /Sig /Reason (khac) /ByteRange [0 10 20 30] /Contents <3003020101>>>' } }))
    expect(flaws).toContain('signature-dictionary-changed')
    expect(signature.byteRangeSound).toBe(true)
  })

  it('a signature that is taken away is reported still, as a flaw', () => {
    expect(first(update({ objects: { 20: signatureField('Ky', '300 100 500 160') } })).flaws).toContain('signature-removed')
  })

  it('a range that ends before the revision that shows the signature is a flaw', () => {
    const hidden = appendPlaceholderSignature(original(), { value: 40, objects: {} })
    expect(first(update({ objects: { 20: signatureField('Ky', '300 100 500 160', '/V 40 0 R') } }, hidden)).flaws).toContain('signature-outside-revision')
  })

  it('come in the order of the revisions that they close, each with what it covers', () => {
    const second = appendPlaceholderSignature(signed(), { value: 41, trailer: '/Info 17 0 R', objects: { 22: signatureField('Ky2', '72 100 272 160', '/V 41 0 R') } })
    expect(readSignatures(second).signatures.map(({ field, revision, coversWholeDocument, changes }) => [field, revision, coversWholeDocument, changes])).toEqual([['Ky', 2, false, 'permitted'], ['Ky2', 3, true, 'none']])
  })
})

describe('cross-references that lead astray', () => {
  it.each<[string, () => Uint8Array]>([
    ['an entry of the signed revision that leads behind its end', () => {
      const base = signed({ offsets: { 1001: 0 }, objects: {} })
      const place = base.length + 'xxxx'.length
      return appendRevision(replaced(base, /0000000000 00000 n/, () => `${String(place).padStart(10, '0')} 00000 n`), { loose: 'xxxx', objects: { 1001: '<</Length 2>>\nstream\nq \nendstream' } })
    }],
    ['an object that one cross-reference names twice', () => {
      const pdf = text(update({ objects: { 17: '<</ModDate (D:20260202000000Z) /Title (To khai)>>' } }))
      return Buffer.from(pdf.replace(/(17 1\n\d{10} 00000 n \n)(trailer(?![\s\S]*trailer))/, '$1$1$2'), 'latin1')
    }],
    ['a generation that changes', () => {
      const pdf = text(update({ objects: { 1000: page() } }))
      const at = pdf.lastIndexOf('1000 1\n')
      return Buffer.from(pdf.slice(0, at) + pdf.slice(at).replace('00000 n', '00001 n'), 'latin1')
    }],
  ])('%s', (_, build) => {
    expect(first(build()).signature.changes).toBe('forbidden')
  })

  it('an object stream that is replaced under its number changes what lies in it', () => {
    const base = samplePdf({ style: 'hybrid', objects: { 20: signatureField('Ky', '0 0 0 0', '/V 40 0 R') }, catalog: '/AcroForm <</Fields [20 0 R] /SigFlags 3>>' })
    const container = /(\d+) 0 obj\n<<\/Type \/ObjStm/.exec(text(base))![1]!
    const pdf = appendPlaceholderSignature(base, { value: 40, objects: {} })
    expect(first(pdf).signature.changes).toBe('none')
    const font = '3 0 <</Type /Font /Subtype /Type1 /BaseFont /Symbol>>'
    const changed = appendRevision(pdf, { objects: { [container]: `<</Type /ObjStm /N 1 /First 4 /Length ${font.length}>>\nstream\n${font}\nendstream` } })
    expect(first(changed).signature.changes).toBe('forbidden')
  })
})

it('a file with annotations of a page in an object of their own is judged like one without', () => {
  const list = { 1000: page().replace(/\/Annots \[.*?\]/, '/Annots 70 0 R'), 70: `[${annotations}]` }
  const pdf = signed({ objects: list })
  const more = { 10: acroForm(`${fields} 60 0 R`), 60: signatureField('Moi', '0 0 0 0'), 70: `[${annotations} 60 0 R]` }
  expect(first(update({ objects: more }, pdf)).signature.changes).toBe('permitted')
  expect(first(update({ objects: { 70: '[20 0 R]' } }, pdf)).signature.changes).toBe('forbidden')
  expect(first(update({ objects: more }, signed({ objects: { ...list, 1000: `${list[1000].slice(0, -2)} /Group 70 0 R>>` } }))).signature.changes).toBe('forbidden')
})
