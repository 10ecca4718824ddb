import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { signatureLayouts, type SignatureAppearance } from '#signing'
import { samplePdf } from '#signing/testing'
import { enrol, hasTool, judge, pdfsig, prepare, qpdfCheck, run, sign } from './signing-world.ts'

const signatory = enrol('P-256', 'ECDSA')
const font = readFileSync(createRequire(import.meta.url).resolve('@expo-google-fonts/tinos/400Regular/Tinos_400Regular.ttf'))
const signingTime = new Date('2026-06-01T08:00:00Z')
const place = { page: 0, rect: [300, 100, 500, 160] as SignatureAppearance['rect'] }
const box = signatureLayouts.box(place, 'NGUYỄN VĂN AN', { signingTime, font })

/** A PNG of one colour; checksums are left out, which nobody of ours reads. */
function png({ colour, pixel, width = 40, height = 20, chunks = [] }: { colour: number, pixel: number[], width?: number, height?: number, chunks?: [string, Buffer][] }): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, colour, 0, 0, 0], 8)
  const row = Buffer.concat([Buffer.of(0), ...Array.from({ length: width }, () => Buffer.from(pixel))])
  const chunk = (type: string, body: Buffer) => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(body.length)
    return Buffer.concat([length, Buffer.from(type), body, Buffer.alloc(4)])
  }
  return Buffer.concat([
    Buffer.from('\u0089PNG\r\n\u001a\n', 'latin1'), chunk('IHDR', header), ...chunks.map(([type, body]) => chunk(type, body)),
    chunk('IDAT', deflateSync(Buffer.concat(Array.from({ length: height }, () => row)))), chunk('IEND', Buffer.alloc(0)),
  ])
}

/** The colour of a pixel of the first page, drawn with 72 pixels an inch; x and y from the upper left. */
function colourAt(pdf: Uint8Array, x: number, y: number): number[] {
  const { stdout } = run({ 'signed.pdf': pdf }, 'pdftoppm', ['-r', '72', '-f', '1', '-l', '1', '-x', String(x), '-y', String(y), '-W', '1', '-H', '1', 'signed.pdf'])
  return [...stdout.subarray(-3)]
}

describe('a visible signature', () => {
  it.each(['table', 'stream', 'hybrid'] as const)('shows its lines as text that can be read out, in a file of style %s', async (style) => {
    const pdf = await sign(samplePdf({ style }), signatory, { appearance: box, signingTime })
    expect(pdfsig(pdf)).toContain('Signature is Valid.')
    if (hasTool('qpdf')) expect(qpdfCheck(pdf)).toContain('No syntax or stream encoding errors found')
    const words = judge({ 'signed.pdf': pdf }, 'pdftotext', ['-layout', 'signed.pdf', '-'])
    expect(words.normalize('NFC')).toContain('Ký bởi: NGUYỄN VĂN AN')
    expect(words.normalize('NFC')).toContain('Ngày ký: 2026-06-01T15:00:00+07:00')
  })

  it('embeds only the glyphs it uses', async () => {
    const before = samplePdf()
    expect((await sign(before, signatory, { appearance: box })).length - before.length).toBeLessThan(60_000)
  })

  it.each([
    ['red', 2, [230, 20, 30], [], [230, 20, 30]],
    ['half transparent blue', 6, [0, 0, 255, 128], [], [127, 127, 255]],
    ['transparent grey', 4, [10, 0], [], [255, 255, 255]],
    ['grey', 0, [99], [], [99, 99, 99]],
    ['from a palette', 3, [1], [['PLTE', Buffer.from([0, 0, 0, 12, 34, 56])]], [12, 34, 56]],
    ['from a palette with transparency', 3, [1], [['PLTE', Buffer.from([0, 0, 0, 12, 34, 56])], ['tRNS', Buffer.from([255, 0])]], [255, 255, 255]],
  ] as [string, number, number[], [string, Buffer][], number[]][])('draws an image, %s, where it was asked to', async (_, colour, pixel, chunks, expected) => {
    const pdf = await sign(samplePdf(), signatory, { appearance: signatureLayouts.person(place, png({ colour, pixel, chunks })) })
    const middle = colourAt(pdf, 400, 842 - 130)
    expect(middle.every((part, index) => Math.abs(part - expected[index]!) <= 2)).toBe(true)
    expect(colourAt(pdf, 290, 842 - 130)).toEqual([255, 255, 255])
    expect(pdfsig(pdf)).toContain('Signature is Valid.')
  })

  it('lays the seal over the left third of the person’s signature', () => {
    const { rect: [left, bottom, right, top] } = signatureLayouts.organisation(place, Buffer.alloc(0))
    expect(right).toBeCloseTo(300 + 200 / 3)
    expect([right - left, top - bottom].map(side => side * 25.4 / 72)).toEqual([expect.closeTo(36), expect.closeTo(36)])
  })

  it.each([
    ['appendix', signatureLayouts.appendix('Số: 123/QĐ-UBND', { signingTime, font }), 'Số: 123/QĐ-UBND'],
    ['copy', signatureLayouts.copy('UBND phường Vĩnh Hải', 'SAO Y', { signingTime, font }), 'UBND phường Vĩnh Hải'],
  ])('of the layout %s stands at the upper right of the first page', async (_, appearance, words) => {
    const pdf = await sign(samplePdf({ pages: 2 }), signatory, { appearance })
    const upperRight = judge({ 'signed.pdf': pdf }, 'pdftotext', ['-f', '1', '-l', '1', '-x', '360', '-y', '0', '-W', '236', '-H', '90', '-r', '72', 'signed.pdf', '-'])
    expect(upperRight.normalize('NFC')).toContain(words)
    expect(upperRight).toContain('2026-06-01T15:00:00+07:00')
  })

  it.each([90, 180, 270])('is upright on a page that is turned by %i degrees', async (rotation) => {
    const pdf = await sign(samplePdf({ page: `/Rotate ${rotation}` }), signatory, { appearance: { ...box, rect: rotation === 180 ? box.rect : [100, 300, 160, 500] }, signingTime })
    expect(judge({ 'signed.pdf': pdf }, 'pdftotext', ['-layout', 'signed.pdf', '-']).normalize('NFC')).toContain('Ký bởi: NGUYỄN VĂN AN')
  })

  it('is drawn into the rectangle of a field that exists', async () => {
    const field = '<</FT /Sig /T (Dau) /Type /Annot /Subtype /Widget /Rect [100 100 200 150] /F 4 /P 1000 0 R>>'
    const before = samplePdf({ catalog: '/AcroForm <</Fields [21 0 R]>>', annotations: '[21 0 R]', objects: { 21: field } })
    const pdf = await sign(before, signatory, { field: 'Dau', appearance: signatureLayouts.person(place, png({ colour: 2, pixel: [230, 20, 30] })) })
    expect(colourAt(pdf, 150, 842 - 125)).toEqual([230, 20, 30])
  })

  it.each([
    ['a page that is not there', { ...box, page: 7 }],
    ['an empty rectangle', { ...box, rect: [10, 10, 10, 20] }],
    ['a rectangle outside the page', { ...box, rect: [500, 100, 700, 160] }],
    ['lines without a font', { ...box, font: undefined }],
    ['a font that is none', { ...box, font: Buffer.from('font') }],
    ['a letter that the font lacks', { ...box, lines: ['🖊'] }],
    ['more lines than fit', { ...box, lines: Array.from({ length: 40 }, () => 'x') }],
    ['an image that is no PNG', { ...box, image: Buffer.from('GIF89a') }],
    ['an image that is cut off', { ...box, image: png({ colour: 2, pixel: [1, 2] }) }],
    ['an image without data', { ...box, image: png({ colour: 2, pixel: [1, 2, 3] }).subarray(0, 40) }],
  ] as [string, SignatureAppearance][])('is refused with %s', (_, appearance) => {
    expect(() => prepare(samplePdf(), signatory, { appearance })).toThrow(expect.objectContaining({ code: 'options-invalid' }))
  })
})
