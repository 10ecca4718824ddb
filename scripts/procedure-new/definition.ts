import type { Binding, FormField, LocalizedText, ProcedureDefinition } from '../../shared/forms/definition.ts'

export interface NewProcedure {
  slug: string
  /** National code, e.g. 1.004194. */
  code: string
  agency: ProcedureDefinition['agency']['kind']
  /** The day from which the first texts hold. */
  day: string
}

const said = (vi: string, en: string): LocalizedText => ({ vi, en })
const bound = (registry: string, attribute: string): Binding => ({ registry, attribute, locked: true, onOutage: 'declare' })
const offered = (registry: string, attribute: string): Binding => ({ registry, attribute, locked: false, onOutage: 'declare', overridable: true })
const files = { accept: ['application/pdf' as const, 'image/jpeg' as const, 'image/png' as const], maxFiles: 5, maxSize: 10 * 1024 * 1024 }

/** Who asks: nobody types what the population register or the log-in knows. */
const applicant: FormField[] = [
  { id: 'fullName', kind: 'person-name', item: '1', label: said('Họ, chữ đệm và tên', 'Full name'), required: true, binding: bound('population', 'fullName') },
  { id: 'dateOfBirth', kind: 'partial-date', item: '2', label: said('Ngày, tháng, năm sinh', 'Date of birth'), required: true, precision: 'year', when: 'past', binding: bound('population', 'dateOfBirth') },
  { id: 'sex', kind: 'code', item: '3', label: said('Giới tính', 'Sex'), required: true, codeList: 'sexes', widget: 'radio', binding: bound('population', 'sex') },
  { id: 'personalId', kind: 'personal-id', item: '4', label: said('Số định danh cá nhân', 'Personal identification number'), required: true, binding: bound('account', 'personalId') },
  { id: 'permanentAddress', kind: 'address', item: '5', label: said('Nơi thường trú', 'Permanent residence'), hint: said('Cơ quan giải quyết được chọn theo địa chỉ này', 'This address decides which agency is competent'), required: true, binding: offered('population', 'permanentAddress') },
  { id: 'phone', kind: 'phone', item: '6', label: said('Số điện thoại liên hệ', 'Phone'), hint: said('Cơ quan chỉ gọi khi cần hỏi về hồ sơ này', 'The agency only calls about this case'), required: true, binding: offered('account', 'phone') },
  { id: 'email', kind: 'email', item: '7', label: said('Thư điện tử', 'E-mail'), hint: said('Không bắt buộc', 'You may leave it empty'), binding: offered('account', 'email') },
]

/** What the person wants; to be replaced by the questions of the official form. */
const request: FormField[] = [
  { id: 'kind', kind: 'code', item: '8', label: said('Loại đề nghị', 'Kind of request'), hint: said('Chọn một', 'Choose one'), required: true, widget: 'radio', options: [{ code: 'first', label: said('Cấp lần đầu', 'For the first time') }, { code: 'again', label: said('Cấp lại', 'Again') }] },
  { id: 'earlierNumber', kind: 'text', item: '9', label: said('Số giấy đã cấp', 'Number of the earlier paper'), hint: said('Ghi trên giấy cũ, nếu còn', 'It stands on the old paper'), visibleIf: { path: 'kind', is: 'again' }, maxLength: 50 },
  { id: 'details', kind: 'long-text', item: '10', label: said('Nội dung đề nghị', 'What you ask for'), hint: said('Viết ngắn gọn bằng lời của bạn', 'Briefly, in your own words'), required: true, maxLength: 1000 },
]

const outcome: FormField[] = [
  { id: 'resultChannel', kind: 'code', item: '11', label: said('Hình thức nhận kết quả', 'How you receive the result'), hint: said('Bạn có thể đổi ý khi nhận', 'You may change your mind when you take it'), required: true, widget: 'radio', options: [{ code: 'electronic', label: said('Bản điện tử trên cổng', 'Electronically, on this portal') }, { code: 'desk', label: said('Bản giấy tại nơi tiếp nhận', 'On paper, at the desk') }] },
  { id: 'commitment', kind: 'checkbox', item: '12', label: said('Tôi cam đoan nội dung khai là đúng sự thật', 'What I have declared is true'), hint: said('Khai sai có thể bị xử phạt', 'False declarations may be punished'), required: true },
]

/** A definition that is sound and asks little; every text and fact in it waits for the law's. */
export function newDefinition({ slug, code, agency, day }: NewProcedure): ProcedureDefinition {
  const unread = { effectiveFrom: day, source: 'to be read: decree, article, clause', certainty: 'unsure' as const }
  return {
    slug, revision: day,
    codes: [{ code, ...unread }],
    title: said(`Thủ tục ${code}`, `Procedure ${code}`),
    outcome: said('Một câu: người dân nhận được gì.', 'One sentence: what the person gets.'),
    needed: [said('Những gì người dân cần có sẵn mà không cơ sở dữ liệu nào có', 'What a person needs at hand that no registry has'), said('Chứng thư chữ ký số từ xa', 'A remote signature certificate')],
    searchTerms: [code], lifeEvents: ['other'], sector: 'Lĩnh vực',
    agency: { kind: agency, by: ['permanentAddress'] },
    assurance: 'substantial',
    processing: [{ value: 5, unit: 'workday', ...unread }],
    fees: [{ id: 'registration', kind: 'charge', title: said('Lệ phí', 'Charge'), online: 0, inPerson: 0, ...unread }],
    legalBasis: [{ title: said('Văn bản quy định thủ tục', 'The law that the procedure rests on'), ...unread }],
    sections: [
      { id: 'applicant', title: said('Người đề nghị', 'Applicant'), intro: said('Cổng đã điền sẵn từ cơ sở dữ liệu quốc gia; bạn chỉ cần xem lại.', 'Filled from the national registries; please look it through.'), fields: applicant },
      { id: 'request', title: said('Nội dung', 'Request'), intro: said('Chỉ hỏi những gì không cơ sở dữ liệu nào có.', 'Only what no registry knows.'), fields: request },
      { id: 'result', title: said('Nhận kết quả', 'Result'), intro: said('Kết quả có ký số có giá trị như bản giấy.', 'A signed electronic result is worth as much as paper.'), fields: outcome },
    ],
    attachments: [{ id: 'evidence', title: said('Giấy tờ chứng minh', 'Evidence'), hint: said('Chỉ giấy tờ mà không cơ sở dữ liệu nào có', 'Only papers that no registry holds'), ...files }],
    form: { code: 'MẪU-01', title: said('Tờ khai', 'Application form'), layout: 'form.json' },
    result: { title: said('Kết quả giải quyết', 'Decision'), layout: 'result.json', validFor: said('Không thời hạn', 'Without end') },
  }
}
