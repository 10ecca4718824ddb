/**
 * The communes where sandbox people live: a handful of today's 3,321 (two-level units since 1/7/2025, codes of Decision
 * 19/2025/QĐ-TTg as in the portal's catalogue; a test holds the two together). Streets exist, house numbers are made up.
 */
export interface Commune {
  province: string
  provinceName: string
  code: string
  /** With its kind: "Phường …", "Xã …", "Đặc khu …". */
  name: string
  /** How an address there is written, before the house number or after. */
  places: readonly string[]
  style: 'street' | 'hamlet'
  /** GSO codes with their share. */
  ethnicities: readonly (readonly [string, number])[]
}

const kinh = [['01', 1]] as const

export const communes: readonly Commune[] = [
  { province: '01', provinceName: 'Thành phố Hà Nội', code: '00166', name: 'Phường Cầu Giấy', style: 'street', places: ['đường Cầu Giấy', 'phố Trần Thái Tông', 'phố Duy Tân', 'đường Xuân Thủy', 'phố Dịch Vọng Hậu'], ethnicities: kinh },
  { province: '01', provinceName: 'Thành phố Hà Nội', code: '00160', name: 'Phường Nghĩa Đô', style: 'street', places: ['đường Hoàng Quốc Việt', 'phố Nghĩa Đô', 'đường Phạm Văn Đồng', 'phố Trần Cung'], ethnicities: kinh },
  { province: '79', provinceName: 'Thành phố Hồ Chí Minh', code: '26743', name: 'Phường Bến Thành', style: 'street', places: ['đường Lê Lợi', 'đường Lê Thánh Tôn', 'đường Nguyễn Trãi', 'đường Phạm Ngũ Lão'], ethnicities: [['01', 9], ['04', 1]] },
  { province: '79', provinceName: 'Thành phố Hồ Chí Minh', code: '26824', name: 'Phường Thủ Đức', style: 'street', places: ['đường Võ Văn Ngân', 'đường Kha Vạn Cân', 'đường Đặng Văn Bi'], ethnicities: kinh },
  { province: '48', provinceName: 'Thành phố Đà Nẵng', code: '20242', name: 'Phường Hải Châu', style: 'street', places: ['đường Bạch Đằng', 'đường Trần Phú', 'đường Hùng Vương'], ethnicities: kinh },
  { province: '46', provinceName: 'Thành phố Huế', code: '19777', name: 'Phường Vỹ Dạ', style: 'street', places: ['đường Nguyễn Sinh Cung', 'đường Tùng Thiện Vương', 'đường Phạm Văn Đồng'], ethnicities: kinh },
  { province: '92', provinceName: 'Thành phố Cần Thơ', code: '31135', name: 'Phường Ninh Kiều', style: 'street', places: ['đường Hai Bà Trưng', 'đường Hòa Bình', 'đường 30 Tháng 4'], ethnicities: kinh },
  { province: '08', provinceName: 'Tỉnh Tuyên Quang', code: '00721', name: 'Xã Đồng Văn', style: 'hamlet', places: ['thôn Má Tìa', 'thôn Đoàn Kết', 'tổ dân phố số 3'], ethnicities: [['08', 7], ['02', 2], ['01', 1]] },
  { province: '15', provinceName: 'Tỉnh Lào Cai', code: '03037', name: 'Xã Tả Van', style: 'hamlet', places: ['thôn Tả Van Dáy', 'thôn Tả Van Mông', 'thôn Séo Mý Tỷ'], ethnicities: [['08', 6], ['01', 2], ['02', 1]] },
  { province: '66', provinceName: 'Tỉnh Đắk Lắk', code: '24235', name: 'Xã Buôn Đôn', style: 'hamlet', places: ['buôn Ea Mar', 'buôn Trí', 'thôn Thống Nhất'], ethnicities: [['12', 6], ['01', 4]] },
  { province: '51', provinceName: 'Tỉnh Quảng Ngãi', code: '21548', name: 'Đặc khu Lý Sơn', style: 'hamlet', places: ['thôn Đông An Hải', 'thôn Tây An Hải', 'thôn Đông An Vĩnh'], ethnicities: kinh },
  { province: '86', provinceName: 'Tỉnh Vĩnh Long', code: '29110', name: 'Xã Ba Tri', style: 'hamlet', places: ['ấp An Bình', 'ấp An Hòa', 'khu phố 2'], ethnicities: kinh },
]

export function communeOf(code: string): Commune {
  const found = communes.find(commune => commune.code === code)
  if (found === undefined) throw new Error(`no sandbox commune ${code}`)
  return found
}
