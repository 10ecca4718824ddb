import type { RandomStream } from './random.ts'

type Sex = 'male' | 'female'

/** Shares follow what is commonly told of Vietnam's surnames; they need only look right. */
const surnames = [
  ['Nguyễn', 38], ['Trần', 11], ['Lê', 9.5], ['Phạm', 7], ['Hoàng', 3], ['Huỳnh', 2.2], ['Phan', 4.5], ['Vũ', 2.4], ['Võ', 1.6], ['Đặng', 2.1],
  ['Bùi', 2], ['Đỗ', 1.4], ['Hồ', 1.3], ['Ngô', 1.3], ['Dương', 1], ['Lý', 0.5], ['Đinh', 0.8], ['Đoàn', 0.7], ['Trịnh', 0.7], ['Mai', 0.6], ['Tạ', 0.4], ['Khuất', 0.1],
] as const

const middleNames = {
  male: ['Văn', 'Văn', 'Hữu', 'Đức', 'Minh', 'Quang', 'Quốc', 'Công', 'Thành', 'Xuân', 'Ngọc', 'Gia', 'Bảo', 'Đình', 'Tuấn', 'Trọng'],
  female: ['Thị', 'Thị', 'Thị', 'Thị Thu', 'Thị Ngọc', 'Thị Bích', 'Ngọc', 'Thu', 'Thanh', 'Phương', 'Hồng', 'Kim', 'Thùy', 'Khánh', 'Thị Mỹ'],
} as const

const givenNames = {
  male: ['An', 'Anh', 'Bình', 'Cường', 'Dũng', 'Duy', 'Đạt', 'Giang', 'Hải', 'Hiếu', 'Hòa', 'Hùng', 'Huy', 'Khang', 'Khoa', 'Kiên', 'Lâm', 'Long', 'Lộc', 'Mạnh', 'Nam', 'Nghĩa', 'Nhân', 'Phong', 'Phúc', 'Quân', 'Quý', 'Sơn', 'Tài', 'Tâm', 'Thắng', 'Thiện', 'Thịnh', 'Toàn', 'Trí', 'Trung', 'Tú', 'Tuấn', 'Tùng', 'Việt', 'Vinh', 'Vũ'],
  female: ['An', 'Ánh', 'Châu', 'Chi', 'Dung', 'Duyên', 'Giang', 'Hà', 'Hạnh', 'Hằng', 'Hiền', 'Hoa', 'Hồng', 'Huệ', 'Hương', 'Huyền', 'Lan', 'Liên', 'Linh', 'Loan', 'Ly', 'Mai', 'My', 'Nga', 'Ngân', 'Ngọc', 'Nguyệt', 'Nhung', 'Nhi', 'Oanh', 'Phượng', 'Quỳnh', 'Sương', 'Tâm', 'Thảo', 'Thơ', 'Thúy', 'Trang', 'Trâm', 'Tuyết', 'Uyên', 'Vân', 'Xuân', 'Yến'],
} as const

const mong = {
  surnames: ['Giàng', 'Thào', 'Vàng', 'Sùng', 'Mùa', 'Hầu', 'Lầu', 'Cháng'],
  male: ['Páo', 'Sính', 'Dình', 'Chứ', 'Lử', 'Pó', 'Súa', 'Tủa', 'Vư'],
  female: ['Mỷ', 'Dợ', 'Say', 'Chở', 'Pà', 'Súng', 'Xây', 'Ca'],
} as const

/** Ê-đê: the clan comes last and from the mother. */
const ede = {
  clans: ['Niê', 'Mlô', 'Êban', 'Kbuôr', 'Byă', 'Ayŭn'],
  male: ['Bhăm', 'Krông', 'Ngông', 'Suyn', 'Thịnh', 'Djuang', 'Khoa'],
  female: ['Hen', 'Bia', 'Yuôn', 'Nhuê', 'Linh', 'Lan', 'Duyên'],
} as const

const tay = ['Nông', 'Hoàng', 'Lý', 'Bế', 'Đàm', 'Ma'] as const

export function pickFamilyName(random: RandomStream, ethnicity: string): string {
  if (ethnicity === '08') return random.pick(mong.surnames)
  if (ethnicity === '12') return random.pick(ede.clans)
  if (ethnicity === '02') return random.pick(tay)
  return random.weighted(surnames)
}

/** Full name in capitals, NFC, as it is printed on identity cards. */
export function pickFullName(random: RandomStream, { familyName, sex, ethnicity }: { familyName: string, sex: Sex, ethnicity: string }): string {
  return toPrintedName(fullName(random, familyName, sex, ethnicity))
}

export function toPrintedName(name: string): string {
  return name.normalize('NFC').toLocaleUpperCase('vi')
}

function fullName(random: RandomStream, familyName: string, sex: Sex, ethnicity: string): string {
  if (ethnicity === '08') return `${familyName} ${sex === 'male' ? random.pick(['A', 'Mí']) : 'Thị'} ${random.pick(mong[sex])}`
  if (ethnicity === '12') return sex === 'male' ? `Y ${random.pick(ede.male)} ${familyName}` : `H'${random.pick(ede.female)} ${familyName}`
  return `${familyName} ${random.pick(middleNames[sex])} ${random.pick(givenNames[sex])}`
}
