import type { RegistryDeclaration } from '#domain/procedures'
import { attribute, paper, said } from '../declare.ts'

/** Customs: what an enterprise has declared at the border in the last year. */
export const customs: RegistryDeclaration = {
  id: 'customs',
  title: said('Hệ thống thông tin hải quan', 'Customs Information System'),
  owner: said('Cục Hải quan, Bộ Tài chính', 'Department of Customs, Ministry of Finance'),
  holds: 'some',
  askedBy: ['organisation'],
  ground: 'duty',
  legalBasis: said('Luật Hải quan 54/2014/QH13, Điều 93; Nghị định 85/2019/NĐ-CP', 'Law on Customs 54/2014/QH13, Art. 93; Decree 85/2019/NĐ-CP'),
  certainty: 'memory',
  cost: 0,
  timeLimit: 3_000,
  freshness: 24,
  attributes: {
    priority: attribute('flag', ['Doanh nghiệp ưu tiên', 'Authorised economic operator'], { names: ['doanh nghiệp được áp dụng chế độ ưu tiên', 'authorised economic operator'] }),
    office: attribute('text', ['Đơn vị hải quan quản lý', 'Customs office in charge'], { names: ['hải quan nơi làm thủ tục', 'chi cục hải quan', 'customs office'] }),
    declarations: attribute('records', ['Tờ khai hải quan', 'Customs declarations'], {
      names: ['số tờ khai hải quan', 'tờ khai xuất khẩu', 'tờ khai nhập khẩu', 'danh sách tờ khai hải quan', 'customs declaration number'],
      parts: {
        number: attribute('text', ['Số tờ khai', 'Number']),
        registeredOn: attribute('date', ['Ngày đăng ký', 'Registered on']),
        kind: attribute('code', ['Loại hình', 'Kind'], { codes: ['import', 'export'] }),
        lane: attribute('code', ['Luồng', 'Lane'], { codes: ['green', 'yellow', 'red'] }),
        status: attribute('code', ['Trạng thái', 'Status'], { codes: ['registered', 'cleared', 'cancelled'] }),
      },
    }),
  },
  papers: [
    paper('customs-declaration', ['Tờ khai hải quan đã thông quan', 'Cleared customs declaration'], ['tờ khai hải quan', 'tờ khai hàng hóa xuất khẩu', 'tờ khai hàng hóa nhập khẩu', 'bản in tờ khai hải quan']),
  ],
}
