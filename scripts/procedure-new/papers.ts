import type { NewProcedure } from './definition.ts'

const head = [
  { kind: 'paragraph', text: '**CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM**', align: 'center', size: 13, after: 0 },
  { kind: 'paragraph', text: '**Độc lập - Tự do - Hạnh phúc**', align: 'center', size: 14, rule: 1, after: 12 },
]

/** The form with a line for every question. */
export const newForm = (): unknown => ({
  size: 13,
  blocks: [
    ...head,
    { kind: 'paragraph', text: '**TỜ KHAI**', align: 'center', size: 14, tag: 'H1', after: 6 },
    { kind: 'paragraph', text: 'Kính gửi: {@agency}', align: 'center', after: 8 },
    { kind: 'paragraph', text: '1. Họ, chữ đệm và tên: {fullName:upper}' },
    { kind: 'row', cells: [{ width: 0.54, text: '2. Ngày, tháng, năm sinh: {dateOfBirth}' }, { width: 0.46, text: '3. Giới tính: {sex}' }] },
    { kind: 'boxes', text: '4. Số định danh cá nhân:', value: 'personalId', count: 12 },
    { kind: 'paragraph', text: '5. Nơi thường trú: {permanentAddress}' },
    { kind: 'row', cells: [{ width: 0.47, text: '6. Số điện thoại: {phone}' }, { width: 0.53, text: '7. Thư điện tử: {email}' }] },
    { kind: 'paragraph', text: '8. Loại đề nghị: {kind}' },
    { kind: 'paragraph', text: '9. Số giấy đã cấp: {earlierNumber}', when: { path: 'kind', is: 'again' } },
    { kind: 'paragraph', text: '10. Nội dung đề nghị: {details}' },
    { kind: 'paragraph', text: '11. Hình thức nhận kết quả: {resultChannel}', after: 6 },
    { kind: 'paragraph', text: '12. {commitment}: tôi cam đoan nội dung khai trên đây là đúng sự thật.', when: { path: 'commitment', is: true }, after: 6 },
    { kind: 'signatures', height: 60, columns: [{ width: 0.55, above: '//{@place}, {@on:words}//', title: 'NGƯỜI ĐỀ NGHỊ', note: '(Ký điện tử)', name: '{fullName:upper}' }] },
  ],
})

/** The agency's answer in the frame of Decree 30/2020. */
export const newResult = ({ code }: NewProcedure): unknown => ({
  size: 13.5,
  blocks: [
    { kind: 'row', cells: [{ width: 0.42, text: '{@agencyParent|""}\n**{@agency:upper}**', align: 'center', size: 12, rule: 0.4 }, { width: 0.58, text: '**CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM**\n**Độc lập - Tự do - Hạnh phúc**', align: 'center', size: 12, rule: 0.55 }], after: 6 },
    { kind: 'row', cells: [{ width: 0.42, text: 'Số: {@number}', align: 'center' }, { width: 0.58, text: '//{@place}, {@on:words}//', align: 'center' }], after: 12 },
    { kind: 'paragraph', text: '**THÔNG BÁO KẾT QUẢ**', align: 'center', size: 14, tag: 'H1', after: 12 },
    { kind: 'paragraph', text: 'Kính gửi: Ông/Bà {fullName:upper}', indent: 28, after: 6 },
    { kind: 'paragraph', text: `Căn cứ hồ sơ mã số {@dossierCode} về thủ tục ${code}, {@agency} thông báo đã giải quyết đề nghị của Ông/Bà.`, indent: 28, after: 12 },
    { kind: 'signatures', height: 60, columns: [{ width: 0.45, title: 'Nơi nhận:', note: 'Như trên; Lưu.' }, { width: 0.55, title: '{@officialRole:upper}', note: '(Ký số)', name: '{@officialName}' }] },
  ],
})

export const newReadme = ({ code, slug, day }: NewProcedure): string => `# ${code} ${slug}

Made on ${day} from the scaffold. How the files hang together: [adding a procedure](../../../docs/adding-a-procedure.md).

## What is sure and what is not
- Unsure: everything. Titles, questions, time limit, charge and papers are the scaffold's, not the law's.

## Still to do
- [ ] Read the decree and the official form; give each fact its source, \`effectiveFrom\` and \`certainty\`.
- [ ] Replace section \`request\` by the form's own questions, with their numbers in \`item\`.
- [ ] Bind what a registry knows; drop papers that one stands for.
- [ ] Search terms as people say them, life events, both languages.
- [ ] \`form.json\` and \`result.json\` as the law draws them; look at the PDF.
- [ ] A difficult person's answers in \`tests/support/procedure-samples.ts\`.

## Decisions
None yet.
`
