import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PDFDocument, PDFName } from 'pdf-lib'
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { afterAll, describe, expect, it } from 'vitest'
import { createDocuments, loadSlips, loadTypefaces, readAttachedAnswers, type FormInput, type ReceiptInput } from '#domain/documents'
import { completeAnswers } from '#shared/forms/form.ts'
import { repositoryRoot } from '../../../../support/source-imports.ts'
import { assetsDir, loadSampleProcedures, residenceAnswers, samples, today } from '../../../../support/procedure-samples.ts'

const procedures = loadSampleProcedures()
const { labels } = procedures
const documents = createDocuments({ typefaces: loadTypefaces(join(repositoryRoot, 'node_modules/@expo-google-fonts/tinos')), labels, slips: loadSlips(assetsDir) })
const agency = { title: { vi: 'Công an phường Bến Thành', en: 'Bến Thành Ward Police' }, parent: 'CÔNG AN THÀNH PHỐ HỒ CHÍ MINH', code: 'H29.01', place: 'Bến Thành', phone: '02838220000' }
const applicant = { name: 'Nguyễn Thị Tường Vi Hoàng Oanh', personalId: '001190012345', address: 'Số 12 phố Trần Thái Tông, Phường Cầu Giấy, Thành phố Hà Nội', phone: '0912345678', email: null }
const procedure = { code: '1.004194', title: { vi: 'Đăng ký tạm trú', en: 'Register temporary residence' } }

function formInput(slug = 'temporary-residence', answers = residenceAnswers): FormInput {
  const one = procedures.inForce(slug, today)
  return { procedure: one, answers: completeAnswers(one.definition, answers, { today, labels }), provenance: { fullName: { origin: 'declared', at: '2026-11-23T02:00:00Z' } }, agency, on: today, attachments: [{ slot: 'residenceProof', title: 'Hợp đồng thuê', fileName: 'hợp đồng.pdf', sha256: 'ab'.repeat(32) }] }
}

const receipt: ReceiptInput = {
  number: '0001/TNHS', dossierCode: 'H29.01-261123-0001', agency, applicant, procedure, request: 'Đăng ký tạm trú', components: [{ title: 'Tờ khai CT01 đã ký số', count: 1 }], sets: 1, receivedAt: '2026-11-23T09:14:00Z', dueAt: '2026-11-27T10:00:00Z',
  duration: { value: 3, unit: 'workday' }, rule: { vi: '3 ngày làm việc, không tính ngày tiếp nhận.', en: 'x' }, handover: 'Bản điện tử trên Cổng', documentDigest: 'cd'.repeat(32),
}

/** Text per page as a reader extracts it. */
async function textOf(bytes: Uint8Array): Promise<string> {
  const task = getDocument({ data: new Uint8Array(bytes), verbosity: 0 })
  const pdf = await task.promise
  const pages = await Promise.all(Array.from({ length: pdf.numPages }, async (_, index) => (await (await pdf.getPage(index + 1)).getTextContent()).items.map(item => 'str' in item ? `${item.str}${item.hasEOL ? ' ' : ''}` : '').join('')))
  await task.destroy()
  return pages.join('\n').replace(/\s+/g, ' ')
}

const place = mkdtempSync(join(tmpdir(), 'documents-'))
afterAll(() => rmSync(place, { recursive: true }))

/** A program of the machine, where it is installed. */
function run(program: string, bytes: Uint8Array, ...options: string[]): string | null {
  const file = join(place, 'document.pdf')
  writeFileSync(file, bytes)
  try {
    return execFileSync(program, [...options, file, ...(program === 'pdftotext' ? ['-'] : [])], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  }
  catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

describe('form documents', () => {
  it.each(samples)('%s: the same answers give the same bytes, other answers others', async (slug, answers) => {
    const one = await documents.renderForm(formInput(slug, answers))
    const again = await documents.renderForm(structuredClone(formInput(slug, answers)))
    const other = await documents.renderForm(formInput(slug, { ...answers, phone: '0987654321' }))
    const later = await documents.renderForm({ ...formInput(slug, answers), on: '2026-11-24' })
    expect(Buffer.compare(one.bytes, again.bytes)).toBe(0)
    expect(Buffer.compare(one.bytes, other.bytes)).not.toBe(0)
    expect(Buffer.compare(one.bytes, later.bytes)).not.toBe(0)
  })

  it('says what was answered, in Vietnamese that extracts right', async () => {
    const text = await textOf((await documents.renderForm(formInput())).bytes)
    for (const part of ['CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', 'TỜ KHAI THAY ĐỔI THÔNG TIN CƯ TRÚ', 'NGUYỄN THỊ TƯỜNG VI HOÀNG OANH', 'Công an phường Bến Thành', '05/03/1990', 'NGUYỄN ỄNH ƯƠNG', '1962', 'căn hộ 12.05', 'ngày 23 tháng 11 năm 2026']) expect(text).toContain(part)
    expect(text).toBe(text.normalize('NFC'))
  })

  it('is read as whole lines and whole numbers by pdftotext, and well formed to qpdf', async () => {
    const { bytes } = await documents.renderForm(formInput())
    const text = run('pdftotext', bytes, '-layout')
    if (text !== null) expect(text).toMatch(/4\. Số định danh cá nhân: +001190012345/)
    expect(run('qpdf', bytes, '--check') ?? 'No syntax or stream encoding errors').toContain('No syntax or stream encoding errors')
  })

  it('carries language, title, structure, and no clock', async () => {
    const { bytes, pages } = await documents.renderForm(formInput())
    const pdf = await PDFDocument.load(bytes, { updateMetadata: false })
    expect(pdf.getPageCount()).toBe(pages)
    expect(pdf.catalog.get(PDFName.of('Lang'))?.toString()).toContain('vi-VN')
    expect(pdf.getTitle()).toBe('Tờ khai thay đổi thông tin cư trú')
    expect(pdf.getCreationDate()?.toISOString()).toBe('2026-11-22T17:00:00.000Z')
    expect(pdf.catalog.has(PDFName.of('StructTreeRoot'))).toBe(true)
    expect(pdf.getPage(0).getSize()).toEqual({ width: 595.28, height: 841.89 })
  })

  it('puts the declaration of somebody who moves alone into a home of their own on one page, notes and all', async () => {
    const { pages } = await documents.renderForm(formInput('temporary-residence', { ...residenceAnswers, members: [], dwelling: 'own', household: 'own', landCertificate: 'BK 123456', headConsent: null, ownerConsent: null }))
    expect(pages).toBe(1)
  })

  it('holds the answers, their sources and the papers inside', async () => {
    const input = formInput()
    const { bytes } = await documents.renderForm(input)
    expect(await readAttachedAnswers(bytes)).toEqual({
      schema: 'motlan-answers/1', procedure: { slug: 'temporary-residence', revision: input.procedure.definition.revision, code: '1.004194' }, on: today,
      answers: input.answers, provenance: input.provenance, attachments: input.attachments,
    })
  })

  it('still gives its answers after a signature-like increment, and none when there are none', async () => {
    const { bytes } = await documents.renderForm(formInput())
    const loaded = await PDFDocument.load(bytes, { forIncrementalUpdate: true })
    loaded.setKeywords(['x'])
    const increment = await loaded.saveIncremental(loaded.takeSnapshot())
    expect((await readAttachedAnswers(Buffer.concat([bytes, increment])))?.answers.fullName).toBe(residenceAnswers.fullName)
    expect(await readAttachedAnswers((await documents.renderReceipt(receipt)).bytes)).toBeNull()
    expect(await readAttachedAnswers(Buffer.from('%PDF-1.7 nonsense'))).toBeNull()
  })

  it('does not choose between two attachments of the same name, nor unpack a bomb', async () => {
    const twice = await PDFDocument.create()
    twice.addPage()
    for (const text of ['{}', '{"a":1}']) await twice.attach(Buffer.from(text), 'answers.json')
    expect(await readAttachedAnswers(await twice.save())).toBeNull()
    const bomb = await PDFDocument.create()
    bomb.addPage()
    await bomb.attach(Buffer.alloc(8 * 1024 * 1024, 0x20), 'answers.json')
    expect(await readAttachedAnswers(await bomb.save())).toBeNull()
  })

  it('keeps long names, long words and many rows on the paper', async () => {
    const members = Array.from({ length: 20 }, (_, index) => ({ fullName: `Nguyễn Thị Tường Vi Hoàng Oanh ${'Ễ'.repeat(8)} ${String.fromCharCode(65 + index)}`, dateOfBirth: '1990', sex: 'female', personalId: '001190012345', relationToApplicant: 'child', relation: 'lodger' }))
    const { bytes, pages } = await documents.renderForm(formInput('temporary-residence', { ...residenceAnswers, members, email: `${'a'.repeat(120)}@congdan.example`, occupation: 'x'.repeat(200) }))
    expect(pages).toBeGreaterThanOrEqual(3)
    const text = await textOf(bytes)
    expect(text.match(/Quan hệ với chủ hộ/g)?.length, 'the head of the table on every page').toBeGreaterThanOrEqual(2)
    expect(text.replace(/ /g, '')).toContain('x'.repeat(200))
    await expectWithinMargins(bytes)
  })

  it('takes values as text, never as markup, and draws what the font lacks as boxes that still extract', async () => {
    const { bytes } = await documents.renderForm(formInput('temporary-residence', { ...residenceAnswers, occupation: '**đậm** {personalId} //x// 漢字 😀' }))
    const text = await textOf(bytes)
    expect(text).toContain('**đậm** {personalId} //x// 漢字 😀')
  })

  it('draws a line to write on where nothing was answered', async () => {
    const { email: _, ...rest } = residenceAnswers
    expect(await textOf((await documents.renderForm(formInput('temporary-residence', rest))).bytes)).toMatch(/6\. Email: \.{20,}/)
  })
})

describe('slips and results', () => {
  it('receipt: all fields of slip 01', async () => {
    const representative = { name: 'Trần Thị Bé', personalId: '001190054321', address: 'Số 1', phone: '0987654321', email: 'be@congdan.example', authority: 'Giấy ủy quyền số 5' }
    const text = await textOf((await documents.renderReceipt({ ...receipt, representative, register: { book: '01/2026', line: '45' } })).bytes)
    for (const part of ['GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ', '0001/TNHS', 'H29.01-261123-0001', '16 giờ 14 phút, ngày 23/11/2026', '17 giờ 00 phút, ngày 27/11/2026', '3 ngày làm việc', '0912 345 678', 'TRẦN THỊ BÉ', 'Giấy ủy quyền số 5', 'quyển số 01/2026, số thứ tự 45', 'Bản điện tử trên Cổng', 'Tờ khai CT01 đã ký số', 'cd'.repeat(32)]) expect(text).toContain(part)
    expect(await textOf((await documents.renderReceipt(receipt)).bytes)).not.toContain('Người được ủy quyền')
  })

  it('correction slip: every item, the reason, whom to call', async () => {
    const { bytes } = await documents.renderCorrectionSlip({ number: '1/PBS', dossierCode: 'H-1', agency, applicant, procedure, items: ['Thiếu trang 2', 'Ảnh mờ'], reason: 'Không đọc được.', contact: { name: 'Đỗ Văn Hùng', phone: '0987654321' }, issuedAt: '2026-11-24T03:00:00Z' })
    const text = await textOf(bytes)
    for (const part of ['PHIẾU YÊU CẦU BỔ SUNG', 'Thiếu trang 2', 'Ảnh mờ', 'Không đọc được.', 'Đỗ Văn Hùng', '0987 654 321', '1/PBS']) expect(text).toContain(part)
  })

  it('refusal slip: the reason and the right to complain', async () => {
    const { bytes } = await documents.renderRefusalSlip({ number: '1/PTC', dossierCode: 'H-1', agency, applicant, procedure, reason: 'Không thuộc thẩm quyền.', official: { name: 'Đỗ Văn Hùng' }, issuedAt: '2026-11-24T03:00:00Z' })
    expect(await textOf(bytes)).toMatch(/PHIẾU TỪ CHỐI TIẾP NHẬN.*Không thuộc thẩm quyền\..*khiếu nại/)
  })

  it.each(samples)('%s: a result with number, day in words and official', async (slug, answers) => {
    const { procedure: one, answers: complete } = formInput(slug, answers)
    const { bytes } = await documents.renderResult({ procedure: one, number: '45/XN', dossierCode: 'H-1', agency, answers: complete, official: { name: 'Đỗ Thị Hường', role: 'Phó Chủ tịch' }, issuedAt: '2026-11-25T03:00:00Z' })
    const text = await textOf(bytes)
    for (const part of ['45/XN', 'ngày 25 tháng 11 năm 2026', 'PHÓ CHỦ TỊCH', 'Đỗ Thị Hường', 'NGUYỄN THỊ TƯỜNG VI HOÀNG OANH', 'H-1']) expect(text).toContain(part)
    await expectWithinMargins(bytes)
  })
})

/** No text begins left of 30 mm or ends right of the paper's right margin (half a space may hang over at a line's end). */
async function expectWithinMargins(bytes: Uint8Array): Promise<void> {
  const task = getDocument({ data: new Uint8Array(bytes), verbosity: 0 })
  const pdf = await task.promise
  for (let number = 1; number <= pdf.numPages; number += 1) {
    for (const item of (await (await pdf.getPage(number)).getTextContent()).items) {
      if (!('str' in item) || item.str.trim() === '') continue
      const [left, bottom] = [Number(item.transform[4]), Number(item.transform[5])]
      const hanging = item.str.endsWith(' ') ? 4 : 0.5
      expect(left, item.str).toBeGreaterThanOrEqual(85)
      expect(left + item.width - hanging, item.str).toBeLessThanOrEqual(595.28 - 42.5)
      expect(bottom, item.str).toBeGreaterThanOrEqual(50)
    }
  }
  await task.destroy()
}
