import type { RegistryDeclaration } from '#domain/procedures'
import { attribute, paper, said } from '../declare.ts'

export const socialInsurance: RegistryDeclaration = {
  id: 'social-insurance',
  title: said('Cơ sở dữ liệu bảo hiểm xã hội', 'Social Insurance Database'),
  owner: said('Bảo hiểm xã hội Việt Nam, Bộ Tài chính', 'Vietnam Social Security, Ministry of Finance'),
  holds: 'some',
  askedBy: ['person'],
  ground: 'duty',
  legalBasis: said('Luật Bảo hiểm xã hội 41/2024/QH15; Nghị định 43/2021/NĐ-CP về Cơ sở dữ liệu quốc gia về bảo hiểm', 'Law on Social Insurance 41/2024/QH15; Decree 43/2021/NĐ-CP on the National Insurance Database'),
  certainty: 'memory',
  cost: 0,
  timeLimit: 3_000,
  freshness: 48,
  attributes: {
    code: attribute('text', ['Mã số bảo hiểm xã hội', 'Social insurance code'], { names: ['mã số BHXH', 'số sổ BHXH', 'số sổ bảo hiểm xã hội', 'số BHXH', 'social insurance number', 'social security number'] }),
    employer: attribute('text', ['Đơn vị đang đóng bảo hiểm xã hội', 'Present employer'], { names: ['nơi làm việc', 'cơ quan công tác', 'đơn vị công tác', 'nơi công tác', 'tên cơ quan đang làm việc', 'nghề nghiệp, nơi làm việc', 'employer', 'workplace'] }),
    months: attribute('number', ['Số tháng đóng bảo hiểm xã hội', 'Months of contributions'], { names: ['thời gian đóng BHXH', 'tổng thời gian đóng bảo hiểm xã hội', 'số tháng đóng BHXH', 'số năm đóng bảo hiểm xã hội'] }),
    periods: attribute('records', ['Quá trình đóng bảo hiểm xã hội', 'Contribution periods'], {
      names: ['quá trình đóng BHXH', 'các giai đoạn đóng BHXH', 'quá trình tham gia bảo hiểm xã hội', 'quá trình công tác có đóng BHXH'],
      parts: {
        from: attribute('partial-date', ['Từ', 'From']),
        until: attribute('partial-date', ['Đến', 'Until']),
        employer: attribute('text', ['Đơn vị', 'Employer']),
      },
    }),
    status: attribute('code', ['Tình trạng tham gia bảo hiểm xã hội', 'Status'], { codes: ['contributing', 'paused', 'pensioner'], names: ['đang tham gia BHXH hay không'] }),
  },
  papers: [
    paper('social-insurance-book', ['Sổ bảo hiểm xã hội', 'Social insurance book'], ['sổ BHXH', 'bản sao sổ BHXH', 'tờ rời sổ BHXH']),
  ],
}
