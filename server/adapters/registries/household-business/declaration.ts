import type { RegistryDeclaration } from '#domain/procedures'
import { attribute, paper, said } from '../declare.ts'

/** A household business has its owner's personal number for code (Decree 168/2025/NĐ-CP), so it is asked by the person. */
export const householdBusiness: RegistryDeclaration = {
  id: 'household-business',
  title: said('Cơ sở dữ liệu đăng ký hộ kinh doanh', 'Household Business Register'),
  owner: said('Bộ Tài chính', 'Ministry of Finance'),
  holds: 'some',
  askedBy: ['person'],
  ground: 'duty',
  legalBasis: said('Nghị định 168/2025/NĐ-CP, Chương VIII', 'Decree 168/2025/NĐ-CP, Chapter VIII'),
  certainty: 'memory',
  cost: 0,
  timeLimit: 3_000,
  freshness: 48,
  attributes: {
    code: attribute('text', ['Mã số hộ kinh doanh', 'Code of the household business'], { names: ['mã hộ kinh doanh', 'số giấy chứng nhận đăng ký hộ kinh doanh', 'mã số đăng ký hộ kinh doanh', 'household business number'] }),
    name: attribute('text', ['Tên hộ kinh doanh', 'Name of the household business'], { names: ['tên HKD', 'tên cơ sở kinh doanh', 'household business name'] }),
    headquarters: attribute('address', ['Địa chỉ trụ sở hộ kinh doanh', 'Address of the household business'], { names: ['địa điểm kinh doanh của hộ', 'địa chỉ hộ kinh doanh', 'địa chỉ kinh doanh của hộ'] }),
    activities: attribute('records', ['Ngành, nghề của hộ kinh doanh', 'Business lines of the household business'], {
      names: ['ngành nghề hộ kinh doanh', 'ngành nghề hộ kinh doanh đã đăng ký'],
      parts: { code: attribute('text', ['Mã ngành', 'VSIC code']), name: attribute('text', ['Tên ngành', 'Name']), main: attribute('flag', ['Ngành chính', 'Main line']) },
    }),
    capital: attribute('number', ['Vốn kinh doanh của hộ kinh doanh', 'Capital of the household business'], { names: ['vốn hộ kinh doanh đã đăng ký'] }),
    status: attribute('code', ['Tình trạng hoạt động của hộ kinh doanh', 'Status of the household business'], { codes: ['active', 'suspended', 'ended'] }),
    registeredOn: attribute('date', ['Ngày đăng ký hộ kinh doanh', 'Household business registered on'], { names: ['ngày cấp giấy chứng nhận đăng ký hộ kinh doanh'] }),
  },
  papers: [
    paper('household-business-certificate', ['Giấy chứng nhận đăng ký hộ kinh doanh', 'Household business certificate'], ['giấy phép hộ kinh doanh', 'đăng ký hộ kinh doanh', 'giấy đăng ký HKD']),
  ],
}
