import type { RegistryDeclaration } from '#domain/procedures'
import { attribute, paper, said } from '../declare.ts'

/** The national business registry, asked by enterprise code; what it holds is public but for the representative's number. */
export const business: RegistryDeclaration = {
  id: 'business',
  title: said('Cơ sở dữ liệu quốc gia về đăng ký doanh nghiệp', 'National Business Registration Database'),
  owner: said('Bộ Tài chính', 'Ministry of Finance'),
  holds: 'some',
  askedBy: ['organisation'],
  ground: 'duty',
  legalBasis: said('Nghị định 168/2025/NĐ-CP về đăng ký doanh nghiệp; Nghị định 278/2025/NĐ-CP', 'Decree 168/2025/NĐ-CP on business registration; Decree 278/2025/NĐ-CP'),
  certainty: 'source',
  cost: 0,
  timeLimit: 3_000,
  freshness: 48,
  attributes: {
    code: attribute('text', ['Mã số doanh nghiệp', 'Enterprise code'], { names: ['mã doanh nghiệp', 'MSDN', 'số đăng ký kinh doanh', 'số giấy chứng nhận đăng ký doanh nghiệp', 'business registration number', 'company number', 'ĐKKD số'] }),
    name: attribute('text', ['Tên doanh nghiệp', 'Name of the enterprise'], { names: ['tên công ty', 'tên đơn vị', 'tên tổ chức', 'tên doanh nghiệp bằng tiếng Việt', 'company name', 'business name', 'organisation name', 'tên cơ quan, tổ chức', 'tên cơ quan, doanh nghiệp'] }),
    shortName: attribute('text', ['Tên viết tắt của doanh nghiệp', 'Short name of the enterprise'], { names: ['tên công ty viết tắt', 'tên giao dịch', 'abbreviated company name'] }),
    foreignName: attribute('text', ['Tên doanh nghiệp bằng tiếng nước ngoài', 'Name of the enterprise in a foreign language'], { names: ['tên công ty tiếng Anh', 'tên tiếng Anh của doanh nghiệp'] }),
    kind: attribute('text', ['Loại hình doanh nghiệp', 'Kind of enterprise'], { names: ['loại hình công ty', 'loại hình tổ chức', 'company type', 'type of enterprise'] }),
    status: attribute('code', ['Tình trạng hoạt động của doanh nghiệp', 'Status of the enterprise'], { codes: ['active', 'suspended', 'dissolving', 'dissolved'], names: ['tình trạng pháp lý của doanh nghiệp', 'trạng thái hoạt động'] }),
    foundedOn: attribute('date', ['Ngày thành lập doanh nghiệp', 'Founded on'], { names: ['ngày đăng ký lần đầu', 'ngày cấp đăng ký doanh nghiệp', 'ngày thành lập công ty', 'date of establishment', 'ngày cấp giấy chứng nhận đăng ký doanh nghiệp'] }),
    capital: attribute('number', ['Vốn điều lệ', 'Charter capital'], { names: ['vốn đăng ký', 'registered capital'] }),
    headquarters: attribute('address', ['Địa chỉ trụ sở chính', 'Head office'], { names: ['trụ sở chính', 'trụ sở', 'head office address', 'địa chỉ trụ sở', 'địa chỉ công ty', 'địa chỉ doanh nghiệp', 'registered office', 'company address', 'nơi đặt trụ sở'] }),
    activities: attribute('records', ['Ngành, nghề kinh doanh của doanh nghiệp', 'Business lines of the enterprise'], {
      names: ['ngành nghề kinh doanh', 'ngành nghề đăng ký', 'lĩnh vực kinh doanh đã đăng ký', 'business activities', 'ngành kinh doanh chính'],
      parts: { code: attribute('text', ['Mã ngành', 'VSIC code']), name: attribute('text', ['Tên ngành', 'Name']), main: attribute('flag', ['Ngành chính', 'Main line']) },
    }),
    representative: attribute('record', ['Người đại diện theo pháp luật', 'Legal representative'], {
      parts: {
        fullName: attribute('person-name', ['Họ và tên người đại diện theo pháp luật', 'Name of the legal representative'], { names: ['người đại diện theo pháp luật', 'người đại diện pháp luật', 'legal representative', 'tên người đại diện', 'họ tên người đại diện', 'name of legal representative', 'giám đốc công ty'] }),
        position: attribute('text', ['Chức danh người đại diện theo pháp luật', 'Position of the legal representative'], { names: ['chức vụ người đại diện', 'chức danh người đại diện'] }),
      },
    }),
  },
  papers: [
    paper('enterprise-certificate', ['Giấy chứng nhận đăng ký doanh nghiệp', 'Enterprise registration certificate'], ['đăng ký doanh nghiệp', 'giấy phép kinh doanh', 'giấy phép đăng ký kinh doanh', 'giấy chứng nhận đăng ký kinh doanh', 'ĐKKD', 'business licence', 'business registration certificate']),
  ],
}
