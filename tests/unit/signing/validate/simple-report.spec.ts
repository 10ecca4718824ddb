import { beforeAll, describe, expect, it } from 'vitest'
import { toSimpleReport, validateSignatures, type ValidationReport } from '#signing'
import { samplePdf } from '#signing/testing'
import { World } from '../../../corpus/kit/world.ts'

const world = new World()
let signed: Uint8Array
const validate = (pdf: Uint8Array, anchors = world.anchors): Promise<ValidationReport> => validateSignatures(pdf, { anchors, time: world.now })

beforeAll(async () => {
  signed = await world.sign(samplePdf(), world.person(), { level: 'B-LTA' })
})

describe('the simple report', () => {
  it('says in Vietnamese that all holds, whose signature it is, and since when', async () => {
    const report = toSimpleReport(await validate(signed), { language: 'vi', timeZone: 'Asia/Ho_Chi_Minh' })
    expect(report).toMatchObject({ holds: 'yes', conclusion: 'Mọi chữ ký trên tệp đều hợp lệ và tệp không bị sửa sau khi ký.', findings: [] })
    expect(report.signatures[0]).toMatchObject({ holds: 'yes', title: 'Chữ ký của NGUYỄN VĂN AN', changes: 'Sau khi ký, tệp chỉ có thay đổi được phép.', open: [] })
    expect(report.signatures[0]!.time).toMatch(/^Tồn tại trước .*\+7 .*dấu thời gian/u)
    expect(report.signatures[1]!.title).toMatch(/^Dấu thời gian của /u)
  })

  it('names in English what is open, and calls what is unknown unknown', async () => {
    const report = toSimpleReport(await validate(signed, []), { language: 'en' })
    expect(report).toMatchObject({ holds: 'unknown', conclusion: 'There is not enough ground to regard the signatures as valid.' })
    expect(report.signatures[0]).toMatchObject({ holds: 'unknown', meaning: 'The certificate does not lead to a trusted issuer.' })
    expect(report.signatures[0]!.open).toContainEqual({ question: 'Does the certificate lead to a trusted issuer?', answer: 'Not known' })
  })

  it('says no to what was changed, is broken or cannot be read', async () => {
    const altered = Buffer.from(Buffer.from(signed).toString('latin1').replace('(Trang 1)', '(Trang 7)'), 'latin1')
    const report = toSimpleReport(await validate(altered), { language: 'en' })
    expect(report).toMatchObject({ holds: 'no', signatures: [{ holds: 'no', meaning: 'The content was changed after signing.' }, {}] })
    expect(report.findings).toContain('The content was changed after signing.')
    expect(toSimpleReport(await validate(Buffer.from('no PDF')), { language: 'vi' })).toMatchObject({ holds: 'no', conclusion: 'Không đọc được tệp này nên không thể kiểm tra chữ ký.' })
  })

  it('has nothing to hold where nobody signed', async () => {
    expect(toSimpleReport(await validate(samplePdf()), { language: 'vi' })).toMatchObject({ holds: 'unknown', conclusion: 'Tệp này không có chữ ký số.', signatures: [] })
  })

  it('takes a time-stamp inside what was signed for no proof of when it was signed', async () => {
    const report = await validate(signed)
    const [first, ...others] = report.signatures
    const told = (kind: 'signature' | 'content') => toSimpleReport({ ...report, signatures: [{ ...first!, timestamps: [{ ...first!.timestamps[0]!, kind }] }, ...others] }, { language: 'en' }).signatures[0]!.time
    expect(told('signature')).toMatch(/proven by a time-stamp/)
    expect(told('content')).toMatch(/nothing proves it/)
  })

  it('never says yes to what it does not know', async () => {
    const report = await validate(signed)
    const [first, ...others] = report.signatures
    const odd = [{ ...report, signatures: [{ ...first!, subIndication: 'SOMETHING_NEW' as never, indication: 'INDETERMINATE' as const }, ...others] }, { ...report, signatures: [] }, { ...report, integrity: 'flawed' as const }]
    expect(odd.map(one => toSimpleReport(one, { language: 'en' }).holds)).toEqual(['unknown', 'unknown', 'no'])
    expect(toSimpleReport(odd[0]!, { language: 'en' }).signatures[0]!.meaning).toBe('There is not enough ground to call the signature valid.')
  })
})
