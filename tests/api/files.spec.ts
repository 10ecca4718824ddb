import { createHash } from 'node:crypto'
import { connect } from 'node:net'
import { deflateSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DraftView } from '../../shared/api/drafts.ts'
import type { Problem } from '../../shared/problem.ts'
import type { ReportView } from '../../shared/report/verdict.ts'
import { HttpPerson, storyPerson } from '../support/http-person.ts'
import { startPortal, type RunningPortal } from '../support/running-portal.ts'

const megabyte = 1024 * 1024
/** Seconds without a byte after which the portal gives a body up, in this test. */
const patience = 2
let portal: RunningPortal
let citizen: HttpPerson
let draft: DraftView
let slot: string
let signed: Uint8Array
beforeAll(async () => {
  portal = await startPortal({ PORTAL_PATIENCE_SECONDS: String(patience) })
  const person = storyPerson(portal, 'temporary-residence')
  citizen = await HttpPerson.arrive(portal, person)
  const first = await citizen.draft('temporary-residence')
  await citizen.sign(first.id, person)
  signed = await citizen.must<Buffer>(`/api/drafts/${first.id}/signed-document`)
  await citizen.submit(first.id)
  draft = await citizen.draft('temporary-residence')
  slot = draft.attachmentSlots[0]!.id
})
afterAll(() => portal?.stop())

const text = (words: string): Uint8Array => new TextEncoder().encode(words)
/** The smallest PDF with one page; `more` are further objects, `entries` stand in the catalogue. */
function plainPdf(entries = '', more = ''): Uint8Array {
  const objects = [`1 0 obj<</Type/Catalog/Pages 2 0 R${entries}>>endobj\n`, '2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n', '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n', more]
  const head = '%PDF-1.4\n'
  const offsets = objects.slice(0, 3).map((_, index) => head.length + objects.slice(0, index).join('').length)
  const body = head + objects.join('')
  return text(`${body}xref\n0 4\n0000000000 65535 f \n${offsets.map(offset => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')}trailer<</Size 4/Root 1 0 R>>\nstartxref\n${body.length}\n%%EOF\n`)
}
function upload(bytes: Uint8Array, { type = 'application/pdf', name = 'giấy tờ đất.pdf', into = slot }: { type?: string, name?: string, into?: string } = {}) {
  const form = new FormData()
  form.append('slot', into)
  form.append('file', new Blob([Uint8Array.from(bytes)], { type }), name)
  return citizen.call<DraftView & Problem>(`/api/drafts/${draft.id}/attachments`, { form })
}
const verify = (bytes: Uint8Array, type = 'application/pdf') => fetch(`${portal.origin}/api/verify`, { method: 'POST', headers: { 'content-type': type }, body: Uint8Array.from(bytes) })

describe('an upload', () => {
  it('keeps its Vietnamese name and its bytes, and is handed back to be kept, not shown', async () => {
    const bytes = plainPdf()
    const { status, body } = await upload(bytes)
    expect(status).toBe(200)
    const [file] = body.attachments.slice(-1)
    expect([file!.fileName, file!.size, file!.sha256]).toEqual(['giấy tờ đất.pdf', bytes.length, createHash('sha256').update(bytes).digest('hex')])
    const back = await citizen.call<Buffer>(`/api/drafts/${draft.id}/attachments/${file!.id}`)
    expect(Buffer.compare(back.body, Buffer.from(bytes))).toBe(0)
    expect(back.headers.get('content-disposition')).toBe(`attachment; filename="giay to dat.pdf"; filename*=UTF-8''${encodeURIComponent('giấy tờ đất.pdf')}`)
    expect(back.headers.get('content-security-policy')).toContain('sandbox')
    expect(back.headers.get('cache-control')).toBe('no-store')
    draft = await citizen.must<DraftView>(`/api/drafts/${draft.id}/attachments/${file!.id}`, { method: 'DELETE' })
    expect(draft.attachments).toEqual([])
  })

  it.each<[string, () => Uint8Array, Partial<Parameters<typeof upload>[1] & object>, number, string]>([
    ['that is a program', () => text('MZ\x90\x00 this is no paper'), {}, 415, 'file-type-not-accepted'],
    ['that is a page of HTML', () => text('<!doctype html><script>alert(1)</script>'), { type: 'text/html' }, 415, 'file-type-not-accepted'],
    ['that claims to be a picture', () => plainPdf(), { type: 'image/png', name: 'anh.png' }, 415, 'file-not-what-it-claims'],
    ['that is cut short', () => plainPdf().subarray(0, 120), {}, 415, 'file-not-what-it-claims'],
    ['that is empty', () => new Uint8Array(), {}, 415, 'file-not-what-it-claims'],
    ['with a script', () => plainPdf('/OpenAction<</S/JavaScript/JS(app.alert(1))>>'), {}, 422, 'file-hostile'],
    ['with an archive behind it', () => Buffer.concat([plainPdf(), text('PK\x03\x04')]), {}, 422, 'file-hostile'],
    ['for a place that the procedure does not have', () => plainPdf(), { into: '__proto__' }, 422, 'input-invalid'],
  ])('%s is refused', async (_, bytes, options, status, code) => {
    const answer = await upload(bytes(), options)
    expect([answer.status, answer.body.code]).toEqual([status, code])
    expect((await citizen.must<DraftView>(`/api/drafts/${draft.id}`)).attachments).toEqual([])
  })

  it('of one byte more than its place takes is refused; of exactly as much is read', async () => {
    const { maxSize } = draft.attachmentSlots[0]!
    const full = Buffer.concat([text('%PDF-1.4\n'), Buffer.alloc(maxSize - 9, 0x20)])
    expect((await upload(full)).body.code).toBe('file-not-what-it-claims')
    const { status, body } = await upload(Buffer.concat([full, text(' ')]))
    expect([status, body.code]).toEqual([413, 'file-too-large'])
  })

  it('of more than any place takes is refused while it comes', async () => {
    const { status, body } = await upload(Buffer.alloc(20 * megabyte + 1))
    expect([status, body.code]).toEqual([413, 'file-too-large'])
  })

  it('without an end is stopped, whatever its head says', async () => {
    let sent = 0
    const endless = new ReadableStream({
      start: controller => controller.enqueue(text('--x\r\ncontent-disposition: form-data; name="slot"\r\n\r\nany\r\n--x\r\ncontent-disposition: form-data; name="file"; filename="a.pdf"\r\ncontent-type: application/pdf\r\n\r\n%PDF-1.4\n')),
      pull: (controller) => {
        sent += megabyte
        if (sent > 64 * megabyte) controller.close()
        else controller.enqueue(new Uint8Array(megabyte))
      },
    })
    const response = await citizen.browser.send(`${portal.origin}/api/drafts/${draft.id}/attachments`, { method: 'POST', body: endless, duplex: 'half', headers: { 'content-type': 'multipart/form-data; boundary=x', 'x-csrf-token': citizen.token, 'accept': 'application/json' } } as RequestInit)
    expect([response.status, (await response.json() as Problem).code]).toEqual([413, 'file-too-large'])
  })

  it('that stops coming is given up, and its place is free again', async () => {
    const { port } = new URL(portal.origin)
    const started = Date.now()
    const seconds = await new Promise<number>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1', () => socket.write(`POST /api/verify HTTP/1.1\r\nhost: localhost:${port}\r\ncontent-type: application/pdf\r\ncontent-length: 1000\r\n\r\n%PDF-`))
      socket.on('error', () => undefined).on('close', () => resolve((Date.now() - started) / 1000)).resume()
    })
    expect(seconds).toBeGreaterThanOrEqual(patience - 0.1)
    expect(seconds).toBeLessThan(patience + 10)
    expect((await verify(plainPdf())).status).toBe(200)
  })

  it.each([
    ['two files', '--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\na\r\n--x\r\ncontent-disposition: form-data; name="file"; filename="b"\r\n\r\nb\r\n--x--\r\n', 'multipart/form-data; boundary=x'],
    ['no end', '--x\r\ncontent-disposition: form-data; name="slot"\r\n\r\nany', 'multipart/form-data; boundary=x'],
    ['no boundary', 'x', 'multipart/form-data'],
    ['a file under another name', '--x\r\ncontent-disposition: form-data; name="other"; filename="a.pdf"\r\ncontent-type: application/pdf\r\n\r\na\r\n--x--\r\n', 'multipart/form-data; boundary=x'],
    ['30 fields', `${Array.from({ length: 30 }, (_, n) => `--x\r\ncontent-disposition: form-data; name="f${n}"\r\n\r\n1\r\n`).join('')}--x--\r\n`, 'multipart/form-data; boundary=x'],
    ['a field of 100 kB', `--x\r\ncontent-disposition: form-data; name="slot"\r\n\r\n${'a'.repeat(100_000)}\r\n--x--\r\n`, 'multipart/form-data; boundary=x'],
  ])('as a form with %s is refused', async (_, body, type) => {
    const response = await citizen.browser.send(`${portal.origin}/api/drafts/${draft.id}/attachments`, { method: 'POST', body, headers: { 'content-type': type, 'x-csrf-token': citizen.token, 'accept': 'application/json' } })
    expect([response.status, (await response.json() as Problem).code]).toEqual([422, 'input-invalid'])
  })

  it('of a form without the token is refused before the file is kept', async () => {
    const form = new FormData()
    form.append('slot', slot)
    form.append('file', new Blob([new Uint8Array(15 * megabyte)], { type: 'application/pdf' }), 'a.pdf')
    const { status, body } = await citizen.call<Problem>(`/api/drafts/${draft.id}/attachments`, { form, headers: { 'x-csrf-token': '' } })
    expect([status, body.code]).toEqual([403, 'csrf-token-invalid'])
  })
})

describe('the check for anyone', () => {
  it('says the same of a file as body and as form, and shows no whole personal number', async () => {
    const asBody = await (await verify(signed)).json() as ReportView
    const form = new FormData()
    form.append('file', new Blob([Uint8Array.from(signed)], { type: 'application/pdf' }), 'tờ khai.pdf')
    const asForm = await (await fetch(`${portal.origin}/api/verify`, { method: 'POST', body: form })).json() as ReportView
    expect(asBody.severity).toBe('good')
    expect(asBody.signatures[0]?.indication).toBe('TOTAL-PASSED')
    expect([asForm.fileName, asForm.documentDigest, asForm.severity]).toEqual(['tờ khai.pdf', asBody.documentDigest, 'good'])
    expect(JSON.stringify(asBody)).not.toContain(storyPerson(portal, 'temporary-residence').personalId)
  })

  const changed = (at: number): Uint8Array => {
    const copy = Uint8Array.from(signed)
    copy[at] = (copy[at] ?? 0) ^ 1
    return copy
  }
  const bomb = (): Uint8Array => {
    const packed = deflateSync(Buffer.alloc(300 * megabyte)).toString('latin1')
    return Buffer.from(Buffer.from(plainPdf('', `4 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length ${packed.length}>>stream\n${packed}\nendstream endobj\n`)).toString('latin1'), 'latin1')
  }

  it.each<[string, () => Uint8Array]>([
    ['nothing readable', () => text('hello')],
    ['only a head', () => text('%PDF-1.7\n')],
    ['no signature', () => plainPdf()],
    ['one bit changed in the text', () => changed(2_000)],
    ['its end cut off', () => signed.subarray(0, signed.length - 5_000)],
    ['something appended', () => Buffer.concat([signed, text('\n4 0 obj<</Type/Catalog>>endobj\n%%EOF\n')])],
    ['a thousand nested arrays', () => plainPdf(`/X ${'['.repeat(100_000)}`)],
    ['a loop of references', () => plainPdf('/AcroForm 9 0 R', '9 0 obj 9 0 R endobj\n')],
    ['300 MB in a small stream', bomb],
    ['20 MB of nothing', () => Buffer.alloc(20 * megabyte)],
  ])('a file with %s is never valid, and the portal lives on', async (_, bytes) => {
    const response = await verify(bytes())
    expect(response.status).toBe(200)
    const report = await response.json() as ReportView
    expect(report.severity).not.toBe('good')
    expect((await fetch(`${portal.origin}/healthz`)).status).toBe(200)
  })

  it.each<[string, string, number, string]>([
    ['text', 'text/plain', 415, 'file-type-not-accepted'],
    ['no type', '', 415, 'file-type-not-accepted'],
    ['an empty file', 'application/pdf', 422, 'input-invalid'],
  ])('%s is refused', async (what, type, status, code) => {
    const response = await verify(what === 'an empty file' ? new Uint8Array() : text('x'), type)
    expect([response.status, (await response.json() as Problem).code]).toEqual([status, code])
  })

  it('of more than 20 MB is refused', async () => {
    const response = await verify(Buffer.alloc(20 * megabyte + 1))
    expect([response.status, (await response.json() as Problem).code]).toEqual([413, 'file-too-large'])
  })
})
