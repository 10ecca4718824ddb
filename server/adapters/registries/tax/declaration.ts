import type { RegistryDeclaration } from '#domain/procedures'
import { attribute, paper, said } from '../declare.ts'

/** Tax registration of people; their code is the personal number since 1/7/2025 (Circular 86/2024/TT-BTC). Debts are not part of it. */
export const tax: RegistryDeclaration = {
  id: 'tax',
  title: said('Cơ sở dữ liệu đăng ký thuế', 'Tax Registration Database'),
  owner: said('Cục Thuế, Bộ Tài chính', 'Department of Taxation, Ministry of Finance'),
  holds: 'some',
  askedBy: ['person'],
  ground: 'duty',
  legalBasis: said('Luật Quản lý thuế 38/2019/QH14; Thông tư 86/2024/TT-BTC', 'Law on Tax Administration 38/2019/QH14; Circular 86/2024/TT-BTC'),
  certainty: 'memory',
  cost: 0,
  timeLimit: 3_000,
  freshness: 48,
  attributes: {
    code: attribute('text', ['Mã số thuế', 'Tax code'], { names: ['MST', 'mã số thuế cá nhân', 'mã thuế', 'số thuế', 'tax number', 'tax identification number', 'TIN'] }),
    status: attribute('code', ['Trạng thái mã số thuế', 'Status of the tax code'], { codes: ['00', '01', '03', '05', '06', '10'], names: ['tình trạng mã số thuế'] }),
    office: attribute('text', ['Cơ quan thuế quản lý', 'Tax office in charge'], { names: ['chi cục thuế quản lý', 'cơ quan thuế quản lý trực tiếp', 'thuế cơ sở quản lý', 'tax office'] }),
    registeredOn: attribute('date', ['Ngày đăng ký thuế', 'Tax registered on'], { names: ['ngày cấp mã số thuế', 'ngày cấp MST'] }),
    dependants: attribute('number', ['Số người phụ thuộc đã đăng ký', 'Registered dependants'], { names: ['số người phụ thuộc giảm trừ gia cảnh'] }),
  },
  papers: [
    paper('tax-registration', ['Giấy chứng nhận đăng ký thuế', 'Tax registration certificate'], ['thông báo mã số thuế', 'thẻ mã số thuế', 'giấy mã số thuế', 'tax code notice']),
  ],
}
