import { join } from 'node:path'
import type { Answers } from '#shared/forms/definition.ts'
import { accountSource } from '#domain/prefill'
import { loadProcedures, type Procedures } from '#domain/procedures'
import { furtherSamples } from './further-samples.ts'
import { repositoryRoot } from './source-imports.ts'
import { registryNames } from '../../server/adapters/registries/index.ts'

export const today = '2026-11-23'

export const assetsDir = join(repositoryRoot, 'server')

/** Procedures and catalogues of another assets directory. */
export const loadProceduresFrom = (assets: string): Procedures => loadProcedures({
  assetsDir: assets,
  registries: {
    ...registryNames(),
    account: accountSource,
  },
})

export const loadSampleProcedures = (): Procedures => loadProceduresFrom(assetsDir)

const home = { province: '01', commune: '00166', detail: 'Số 12 ngõ 34 phố Trần Thái Tông' }
const village = { province: '08', commune: '00721', detail: 'Thôn Má Tìa' }

/** Complete answers with the long names that break layouts. Synthetic. */
export const residenceAnswers: Answers = {
  fullName: 'Nguyễn Thị Tường Vi Hoàng Oanh', dateOfBirth: '1990-03-05', sex: 'female', personalId: '001190012345', phone: '0912345678', email: 'nguyen.thi.tuong.vi@congdan.example',
  permanentAddress: village, currentAddress: home, occupation: 'Kỹ sư phần mềm, Công ty Cổ phần Giải pháp Số Thủ Đô',
  newAddress: { province: '79', commune: '26743', detail: 'Số 128 đường Nguyễn Trãi, căn hộ 12.05' }, stayFrom: '2026-11-25', stayUntil: '2028-11-20',
  dwelling: 'rented', household: 'join', headName: 'Trần Văn Ẩn', headRelation: 'lodger', headPersonalId: '079085001234',
  members: [
    { fullName: 'Lò Thị Ngọc Ánh', dateOfBirth: '2015-01-09', sex: 'female', personalId: '001315000123', occupation: 'Học sinh', relationToApplicant: 'child', relation: 'lodger' },
    { fullName: 'Nguyễn Ễnh Ương', dateOfBirth: '1962', sex: 'male', personalId: '001062000123', relationToApplicant: 'father', relation: 'lodger' },
  ],
  headConsent: 'vneid', ownerConsent: 'vneid', owners: [{ fullName: 'Trần Văn Ẩn', personalId: '079085001234' }], guardianNeeded: 'no', resultChannel: 'electronic',
}

export const maritalAnswers: Answers = {
  relation: 'self', requesterName: 'Nguyễn Thị Tường Vi Hoàng Oanh', requesterPersonalId: '001190012345', requesterDateOfBirth: '1990-03-05', requesterSex: 'female', requesterEthnicity: '01', requesterNationality: 'VN',
  requesterPaperKind: 'identity-card', requesterPaperNumber: '001190012345', requesterPaperIssuedOn: '2022-03-05', requesterPaperIssuedBy: 'Cục Cảnh sát quản lý hành chính về trật tự xã hội',
  requesterResidenceKind: 'permanent', requesterResidence: home, phone: '0912345678',
  ownStatus: 'divorced', formerSpouseName: 'Lê Văn Đạt', judgmentNumber: '45/2021/QĐST-HNGĐ', judgmentDate: '2021-06-01', judgmentCourt: 'Tòa án nhân dân khu vực 3 - Hà Nội',
  residences: [{ from: '2008', until: '2015-06', place: village }, { from: '2015-06', place: home }],
  purpose: 'marriage', partnerName: 'Nguyễn Văn Kiên', partnerDateOfBirth: '1988', partnerNationality: 'JP', partnerPassport: 'TZ1234567', partnerResidence: 'Osaka, Nhật Bản', marriagePlace: 'Tòa Thị chính Osaka',
  resultChannel: 'electronic', commitment: true,
}

export const samples: readonly (readonly [string, Answers])[] = [['temporary-residence', residenceAnswers], ['marital-status-certificate', maritalAnswers], ...furtherSamples]
