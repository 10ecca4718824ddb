import type { RandomStream } from '../../people/random.ts'
import type { Address, PopulationRecord } from '../../people/record.ts'
import { communeOf, communes } from '../../people/units.ts'

export interface Business {
  code: string
  name: string
  shortName: string | null
  foreignName: string
  kind: string
  status: 'active' | 'suspended' | 'dissolving' | 'dissolved'
  foundedOn: string
  /** đồng */
  capital: number
  headquarters: Address
  activities: { code: string, name: string, main: boolean }[]
  representative: { personalId: string, fullName: string, position: string }
}

const manyBusinesses = 1_000

/** VSIC level-4 classes with the word that a company's name takes from them. */
const lines = [
  ['4711', 'Bán lẻ lương thực, thực phẩm, đồ uống trong các cửa hàng kinh doanh tổng hợp', 'Thương mại', 'Trading'], ['5610', 'Nhà hàng và các dịch vụ ăn uống phục vụ lưu động', 'Ẩm thực', 'Food'],
  ['6201', 'Lập trình máy vi tính', 'Phần mềm', 'Software'], ['4101', 'Xây dựng nhà để ở', 'Xây dựng', 'Construction'], ['1410', 'May trang phục (trừ trang phục từ da lông thú)', 'May mặc', 'Garment'],
  ['4933', 'Vận tải hàng hóa bằng đường bộ', 'Vận tải', 'Transport'], ['0121', 'Trồng cây ăn quả', 'Nông sản', 'Agriculture'], ['5510', 'Dịch vụ lưu trú ngắn ngày', 'Khách sạn', 'Hotel'],
  ['7410', 'Hoạt động thiết kế chuyên dụng', 'Thiết kế', 'Design'], ['3100', 'Sản xuất giường, tủ, bàn, ghế', 'Nội thất', 'Furniture'],
] as const

const words = ['An Phát', 'Bình Minh', 'Cửu Long', 'Đại Dương', 'Gia Hưng', 'Hoà Bình', 'Hồng Hà', 'Kim Liên', 'Lạc Việt', 'Minh Quang', 'Nam Sơn', 'Phú Thịnh', 'Quốc Bảo', 'Sao Mai', 'Tây Hồ', 'Thăng Long', 'Trường Sa', 'Vạn Xuân', 'Việt Hưng', 'Ý Chí']

const kinds = [['Công ty trách nhiệm hữu hạn một thành viên', 'CÔNG TY TNHH MTV'], ['Công ty trách nhiệm hữu hạn hai thành viên trở lên', 'CÔNG TY TNHH'], ['Công ty cổ phần', 'CÔNG TY CỔ PHẦN'], ['Doanh nghiệp tư nhân', 'DOANH NGHIỆP TƯ NHÂN']] as const

/** A thousand enterprises with grown-up people of the population for representatives; nobody represents more than a few. */
export function foundBusinesses(random: RandomStream, everybody: readonly PopulationRecord[]): readonly Business[] {
  const founders = everybody.filter(({ dateOfBirth }) => Number(dateOfBirth.slice(0, 4)) <= 2004)
  return Array.from({ length: manyBusinesses }, (_, index) => found(random, index, random.pick(founders)))
}

function found(random: RandomStream, index: number, founder: PopulationRecord): Business {
  const [kind, prefix] = random.pick(kinds)
  const [code, name, word, english] = random.pick(lines)
  const more = random.pick(lines)
  const title = `${word} ${random.pick(words)} ${random.pick(words)}`
  const commune = random.chance(0.7) ? communeOf(founder.permanentAddress.commune) : random.pick(communes)
  return {
    code: enterpriseCode(index),
    name: `${prefix} ${title}`.toLocaleUpperCase('vi'),
    shortName: random.chance(0.4) ? title.split(' ').map(part => part[0]).join('').toLocaleUpperCase('vi') : null,
    foreignName: `${title.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd').replaceAll('Đ', 'D')} ${english} Company`.toLocaleUpperCase('en'),
    kind,
    status: random.weighted([['active', 88], ['suspended', 7], ['dissolving', 2], ['dissolved', 3]] as const),
    foundedOn: `${random.between(2006, 2025)}-${String(random.between(1, 12)).padStart(2, '0')}-${String(random.between(1, 28)).padStart(2, '0')}`,
    capital: random.between(1, 500) * 100_000_000,
    headquarters: { province: commune.province, commune: commune.code, detail: commune.style === 'street' ? `Số ${random.between(1, 280)} ${random.pick(commune.places)}` : random.pick(commune.places) },
    activities: [{ code, name, main: true }, ...(more[0] === code ? [] : [{ code: more[0], name: more[1], main: false }])],
    representative: { personalId: founder.personalId, fullName: founder.fullName, position: kind === 'Công ty cổ phần' ? 'Tổng giám đốc' : 'Giám đốc' },
  }
}

/**
 * Ten digits that begin with 99, which no province has, and end in the check digit of tax codes: 10 − (Σ digit × weight mod
 * 11); serial numbers that would need a ten for it are left out.
 */
export function enterpriseCode(index: number): string {
  let left = index
  for (let serial = 1; ; serial += 1) {
    const nine = `99${String(serial).padStart(7, '0')}`
    const weights = [31, 29, 23, 19, 17, 13, 7, 5, 3]
    const check = 10 - weights.reduce((sum, weight, at) => sum + weight * Number(nine[at]), 0) % 11
    if (check === 10) continue
    if (left === 0) return nine + String(check)
    left -= 1
  }
}
