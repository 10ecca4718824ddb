import type { Answers } from '#shared/forms/definition.ts'

/** Complete answers for the further procedures: long names, a birth year alone, many rows. Synthetic. */
const home = { province: '01', commune: '00166', detail: 'Số 12 ngõ 34 phố Trần Thái Tông' }
const village = { province: '08', commune: '00721', detail: 'Thôn Má Tìa' }
const shop = { province: '79', commune: '26743', detail: 'Số 128 đường Nguyễn Trãi, gian hàng G-05' }

const somebody: Answers = {
  fullName: 'Nguyễn Thị Tường Vi Hoàng Oanh', dateOfBirth: '1990-03-05', sex: 'female', personalId: '001190012345', phone: '0912345678', email: 'nguyen.thi.tuong.vi@congdan.example',
  permanentAddress: village, currentAddress: home,
}
const citizen: Answers = { ...somebody, nationality: 'VN' }
const person: Answers = { ...citizen, cardIssuedOn: '2022-03-05', cardIssuedBy: 'Cục Cảnh sát quản lý hành chính về trật tự xã hội' }

const permanentResidence: Answers = {
  ...somebody, occupation: 'Kỹ sư phần mềm, Công ty Cổ phần Giải pháp Số Thủ Đô', newAddress: shop, dwelling: 'own', landCertificate: 'CS 01234/2026', household: 'own',
  members: [{ fullName: 'Lò Thị Ngọc Ánh', dateOfBirth: '2015-01-09', sex: 'female', personalId: '001315000123', relationToApplicant: 'child', relation: 'child' }], guardianNeeded: 'no', resultChannel: 'electronic',
}

const birth: Answers = {
  ...person, relation: 'mother', ethnicity: '01', paperKind: 'identity-card', birthNotice: 'CS-2026/001234',
  childName: 'Trần Nguyễn Gia Hân', childDateOfBirth: '2026-10-21', childSex: 'female', childEthnicity: '01', childNationality: 'VN', birthFacility: 'Bệnh viện Phụ sản Trung ương', birthPlace: home, childHometown: village,
  fatherDeclared: 'yes', fatherName: 'Trần Văn Ẩn', fatherDateOfBirth: '1985', fatherEthnicity: '02', fatherNationality: 'VN', fatherPersonalId: '079085001234', fatherResidence: home,
  onTime: 'yes', copies: 3, resultChannel: 'electronic', confirmDraft: true, commitment: true,
}

const criminalRecord: Answers = {
  ...person, otherName: 'Vi Oanh', ethnicity: '01', placeOfBirth: village, temporaryAddress: home,
  fatherName: 'Nguyễn Văn Hai', fatherDateOfBirth: '1960', motherName: 'Hoàng Thị Ễnh', motherDateOfBirth: '1962-02-03', motherPersonalId: '001162000123',
  periods: Array.from({ length: 9 }, (_, index) => ({ from: `${2004 + index * 2}-06`, ...(index < 8 ? { until: `${2006 + index * 2}-06` } : {}), place: index % 2 === 0 ? village : home, occupation: index < 3 ? 'Học sinh, Trường THPT Đồng Văn' : 'Kỹ sư phần mềm, Công ty Cổ phần Giải pháp Số Thủ Đô' })),
  kind: 'one', withBans: true, purpose: 'other', purposeText: 'Bổ túc hồ sơ nhận chăm sóc trẻ em', copies: 2, feeGroup: 'full', resultChannel: 'electronic', commitment: true,
}

const drivingLicence: Answers = {
  ...person, licenceNumber: '990123456789', licenceClass: 'C1', licenceIssuedOn: '2021-12-01', licenceIssuedBy: 'Sở Giao thông vận tải Thành phố Hà Nội', examPassedOn: '2011-11-20', licenceExpiresOn: '2026-12-01', openViolation: false,
  reason: 'data', dataChange: 'Họ tên ghi thiếu chữ đệm “Tường Vi”', wantedClass: 'C1', healthNumber: 'KSK-2026-004567', healthFacility: 'Bệnh viện đa khoa Xanh Pôn', healthDate: '2026-11-10', delivery: 'post', deliveryAddress: home, commitment: true,
}

const householdBusiness: Answers = {
  ...citizen, ethnicity: '01', businessName: 'Quán ăn Tường Vi – hương vị Tuyên Quang', foreignName: 'Tuong Vi Kitchen', headquarters: shop, businessPhone: '02838220001', website: 'https://tuongvi.example',
  lines: [{ name: 'Nhà hàng và các dịch vụ ăn uống phục vụ lưu động', code: '5610', main: true }, { name: 'Bán lẻ đồ uống trong các cửa hàng chuyên doanh', code: '4723' }],
  capital: 150_000_000, startDate: '2026-12-15', workers: 4, founders: 'family',
  members: [{ fullName: 'Trần Văn Ẩn', dateOfBirth: '1985', sex: 'male', personalId: '079085001234', share: 60 }, { fullName: 'Nguyễn Thị Tường Vi Hoàng Oanh', dateOfBirth: '1990-03-05', sex: 'female', personalId: '001190012345', share: 40 }],
  taxOffice: 'Thuế Thành phố Hồ Chí Minh', noticeAddress: 'business', einvoice: 'till', resultChannel: 'electronic', commitment: true,
}

export const furtherSamples: readonly (readonly [string, Answers])[] = [
  ['permanent-residence', permanentResidence], ['birth-registration', birth], ['criminal-record-certificate', criminalRecord], ['driving-licence-exchange', drivingLicence], ['household-business-registration', householdBusiness],
]
