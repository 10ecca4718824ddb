import type { RegistryDeclaration } from '#domain/procedures'
import { attribute, paper, said } from '../declare.ts'

export const healthInsurance: RegistryDeclaration = {
  id: 'health-insurance',
  title: said('Cơ sở dữ liệu bảo hiểm y tế', 'Health Insurance Database'),
  owner: said('Bảo hiểm xã hội Việt Nam, Bộ Tài chính', 'Vietnam Social Security, Ministry of Finance'),
  holds: 'some',
  askedBy: ['person'],
  ground: 'duty',
  legalBasis: said('Luật Bảo hiểm y tế 25/2008/QH12; Nghị định 43/2021/NĐ-CP về Cơ sở dữ liệu quốc gia về bảo hiểm', 'Law on Health Insurance 25/2008/QH12; Decree 43/2021/NĐ-CP on the National Insurance Database'),
  certainty: 'memory',
  cost: 0,
  timeLimit: 3_000,
  freshness: 48,
  attributes: {
    cardNumber: attribute('text', ['Mã thẻ bảo hiểm y tế', 'Health insurance card number'], { names: ['số thẻ BHYT', 'mã thẻ BHYT', 'số thẻ bảo hiểm y tế', 'health insurance number'] }),
    validFrom: attribute('date', ['Thẻ bảo hiểm y tế có giá trị từ', 'Health insurance valid from'], { names: ['BHYT có giá trị từ ngày'] }),
    validUntil: attribute('date', ['Thẻ bảo hiểm y tế có giá trị đến', 'Health insurance valid until'], { names: ['BHYT có giá trị đến', 'hạn thẻ BHYT', 'ngày hết hạn thẻ bảo hiểm y tế'] }),
    benefitLevel: attribute('code', ['Mức hưởng bảo hiểm y tế', 'Benefit level of the health insurance'], { codes: ['1', '2', '3', '4', '5'], names: ['mức hưởng BHYT'] }),
    facility: attribute('text', ['Nơi đăng ký khám chữa bệnh ban đầu', 'First-contact facility'], { names: ['nơi khám chữa bệnh ban đầu', 'nơi đăng ký KCB ban đầu', 'bệnh viện đăng ký ban đầu', 'cơ sở khám chữa bệnh ban đầu', 'first contact hospital'] }),
  },
  papers: [
    paper('health-insurance-card', ['Thẻ bảo hiểm y tế', 'Health insurance card'], ['thẻ BHYT', 'bản sao thẻ BHYT', 'BHYT']),
  ],
}
