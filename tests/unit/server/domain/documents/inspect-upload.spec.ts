import { deflateSync } from 'node:zlib'
import { PDFDocument, PDFName, PDFRawStream, PDFString } from 'pdf-lib'
import { describe, expect, it } from 'vitest'
import { inspectUpload } from '#domain/documents'

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
/** Start, an application segment, a scan with a stuffed zero and a restart marker, end. */
const jpeg = Buffer.from('ffd8ffe000104a46494600010100000100010000ffda0008010100003f0012ff0034ffd056ffd9', 'hex')

async function pdf(change: (document: PDFDocument) => void | Promise<void> = () => {}, objectStreams = false): Promise<Buffer> {
  const document = await PDFDocument.create()
  document.addPage()
  await change(document)
  return Buffer.from(await document.save({ useObjectStreams: objectStreams }))
}

const action = (entries: Record<string, string | PDFString>) => (document: PDFDocument) => {
  document.catalog.set(PDFName.of('OpenAction'), document.context.obj({ Type: 'Action', ...entries }))
}

const verdict = async (bytes: Uint8Array, type = 'application/pdf'): Promise<string> => {
  const found = await inspectUpload(bytes, type)
  return found.accepted ? `accepted ${found.type}` : `${found.problem}: ${found.reason}`
}

describe('uploads', () => {
  it('accepts a plain PDF, PNG and JPEG that are what they claim', async () => {
    expect(await verdict(await pdf())).toBe('accepted application/pdf')
    expect(await verdict(await pdf(() => {}, true))).toBe('accepted application/pdf')
    expect(await verdict(png, 'image/png')).toBe('accepted image/png')
    expect(await verdict(jpeg, 'image/jpeg; charset=x')).toBe('accepted image/jpeg')
    expect(await verdict(Buffer.concat([jpeg, Buffer.alloc(16)]), 'image/jpeg')).toBe('accepted image/jpeg')
  })

  it('refuses what claims to be something else, is unknown, or is nothing', async () => {
    expect(await verdict(png, 'application/pdf')).toBe('file-not-what-it-claims: claims-otherwise')
    expect(await verdict(Buffer.from('<svg/>'), 'image/svg+xml')).toBe('file-type-not-accepted: unknown-type')
    expect(await verdict(Buffer.from('PK\u0003\u0004'), 'application/pdf')).toBe('file-type-not-accepted: unknown-type')
    expect(await verdict(Buffer.alloc(0))).toBe('file-not-what-it-claims: empty')
  })

  it('refuses what was cut off', async () => {
    expect(await verdict(png.subarray(0, -4), 'image/png')).toBe('file-not-what-it-claims: truncated')
    expect(await verdict(jpeg.subarray(0, -2), 'image/jpeg')).toBe('file-not-what-it-claims: truncated')
    expect(await verdict((await pdf()).subarray(0, 300))).toBe('file-not-what-it-claims: truncated')
  })

  it('refuses a file that is two things at once', async () => {
    const zip = Buffer.from('PK\u0003\u0004hidden', 'latin1')
    expect(await verdict(Buffer.concat([png, zip]), 'image/png')).toBe('file-hostile: trailing-data')
    expect(await verdict(Buffer.concat([jpeg, zip]), 'image/jpeg')).toBe('file-hostile: trailing-data')
    expect(await verdict(Buffer.concat([await pdf(), zip]))).toBe('file-hostile: trailing-data')
    const page = (await pdf()).toString('latin1').replace('%PDF-1.7\n', '%PDF-1.7\n%<html><script>alert(1)</script>\n')
    expect(await verdict(Buffer.from(page, 'latin1'))).toBe('file-hostile: two-formats')
  })

  it.each<[string, string, (document: PDFDocument) => void | Promise<void>]>([
    ['runs a script when opened', 'script', action({ S: 'JavaScript', JS: PDFString.of('app.alert(1)') })],
    ['launches a program', 'launches', action({ S: 'Launch', F: PDFString.of('cmd.exe') })],
    ['goes to another file', 'launches', action({ S: 'GoToR', F: PDFString.of('\\\\\\\\host\\\\share') })],
    ['sends form data', 'submits-data', action({ S: 'SubmitForm', F: PDFString.of('http://x') })],
    ['carries files', 'embeds-files', async document => document.attach(Buffer.from('MZ'), 'a.exe')],
    ['holds a dynamic form', 'dynamic-form', (document) => { document.catalog.set(PDFName.of('AcroForm'), document.context.obj({ XFA: PDFString.of('x') })) }],
    ['names scripts', 'script', (document) => { document.catalog.set(PDFName.of('Names'), document.context.obj({ JavaScript: {} })) }],
  ])('refuses a PDF that %s, also with its objects packed away', async (_, reason, change) => {
    expect(await verdict(await pdf(change))).toBe(`file-hostile: ${reason}`)
    expect(await verdict(await pdf(change, true))).toBe(`file-hostile: ${reason}`)
  })

  it('finds a script whose name is written in hex', async () => {
    const disguised = (await pdf(action({ S: 'JavaScript', JS: PDFString.of('x') }))).toString('latin1').replace('/S /JavaScript', '/S /Java#53cript').replace('/JS ', '/J#53 ')
    expect(disguised).toContain('#53')
    expect(await verdict(Buffer.from(disguised, 'latin1'))).toBe('file-hostile: script')
  })

  it('refuses an encrypted PDF and one that cannot be read', async () => {
    const encrypted = (await pdf()).toString('latin1').replace('trailer\n<<', 'trailer\n<<\n/Encrypt 1 0 R')
    expect(await verdict(Buffer.from(encrypted, 'latin1'))).toBe('file-hostile: encrypted')
    expect(await verdict(Buffer.from('%PDF-1.7\nnothing here\n%%EOF\n'))).toBe('file-not-what-it-claims: unreadable-pdf')
  })

  it('does not unpack a bomb', async () => {
    const disguised = await pdf((document) => {
      const packed = deflateSync(Buffer.alloc(80 * 1024 * 1024))
      // pdf-lib does not write object streams that it is handed, so the name is put in afterwards.
      document.context.register(PDFRawStream.of(document.context.obj({ Type: 'XxxXxx', N: 1, First: 4, Filter: 'FlateDecode', Length: packed.length }), packed))
    })
    const bomb = Buffer.from(disguised.toString('latin1').replace('/XxxXxx', '/ObjStm'), 'latin1')
    expect(bomb.length).toBeLessThan(200_000)
    expect(bomb.length).toBeGreaterThan(50_000)
    expect(await verdict(bomb)).toBe('file-hostile: too-many-objects')
  })

  it('always answers, whatever bytes come', async () => {
    const base = await pdf()
    for (let seed = 1; seed <= 200; seed += 1) {
      const bytes = Buffer.from(base)
      for (let place = seed * 37 % bytes.length, count = 0; count < 8; place = (place * 31 + seed) % bytes.length, count += 1) bytes[place] = (seed * 17 + count * 91) % 256
      expect(await verdict(bytes)).toMatch(/^(accepted|file-)/)
    }
    for (const [sample, type] of [[png, 'image/png'], [jpeg, 'image/jpeg']] as const) for (let length = 1; length <= sample.length; length += 1) expect(await verdict(sample.subarray(0, length), type)).toMatch(/^(accepted|file-)/)
  })
})
