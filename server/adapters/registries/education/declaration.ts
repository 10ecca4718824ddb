import type { RegistryDeclaration } from '#domain/procedures'
import { attribute, paper, said } from '../declare.ts'

/** Schools and diplomas (Decree 88/2026 on data about education; Circular 10/2026/TT-BGDĐT on diplomas). */
export const education: RegistryDeclaration = {
  id: 'education',
  title: said('Cơ sở dữ liệu giáo dục và văn bằng', 'Education and Diploma Database'),
  owner: said('Bộ Giáo dục và Đào tạo', 'Ministry of Education and Training'),
  holds: 'some',
  askedBy: ['person'],
  ground: 'duty',
  legalBasis: said('Nghị định 88/2026/NĐ-CP; Thông tư 10/2026/TT-BGDĐT', 'Decree 88/2026/NĐ-CP; Circular 10/2026/TT-BGDĐT'),
  certainty: 'memory',
  cost: 0,
  timeLimit: 3_000,
  freshness: 72,
  attributes: {
    level: attribute('code', ['Trình độ học vấn cao nhất', 'Highest level of education'], { codes: ['primary', 'lower-secondary', 'upper-secondary', 'vocational', 'bachelor', 'master', 'doctor'], names: ['trình độ học vấn', 'trình độ văn hóa', 'trình độ chuyên môn', 'trình độ đào tạo', 'education level', 'học vị'] }),
    school: attribute('text', ['Trường đang học', 'Present school'], { names: ['nơi đang học', 'trường học', 'đang học tại trường', 'school name'] }),
    diploma: attribute('record', ['Văn bằng cao nhất', 'Highest diploma'], {
      parts: {
        number: attribute('text', ['Số hiệu văn bằng', 'Number of the diploma'], { names: ['số hiệu bằng tốt nghiệp', 'số bằng tốt nghiệp', 'diploma number'] }),
        school: attribute('text', ['Cơ sở đào tạo cấp văn bằng', 'School that gave the diploma'], { names: ['trường cấp bằng', 'tốt nghiệp trường', 'nơi cấp bằng tốt nghiệp'] }),
        field: attribute('text', ['Ngành đào tạo', 'Field of study'], { names: ['chuyên ngành đào tạo', 'chuyên ngành tốt nghiệp'] }),
        awardedOn: attribute('date', ['Ngày cấp văn bằng', 'Diploma given on'], { names: ['ngày cấp bằng tốt nghiệp', 'năm tốt nghiệp', 'graduation date'] }),
      },
    }),
  },
  papers: [
    paper('diploma', ['Bản sao văn bằng', 'Copy of the diploma'], ['bằng tốt nghiệp', 'văn bằng tốt nghiệp', 'bằng đại học', 'bằng tốt nghiệp trung học phổ thông', 'bản sao bằng cấp', 'văn bằng chứng chỉ', 'university degree']),
    paper('transcript', ['Học bạ', 'School report'], ['bảng điểm', 'bản sao học bạ', 'transcript']),
  ],
}
