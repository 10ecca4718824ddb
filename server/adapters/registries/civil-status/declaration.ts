import type { RegistryDeclaration } from '#domain/procedures'
import { attribute, paper, relativeParts, said } from '../declare.ts'

const record = {
  number: attribute('text', ['Số', 'Number']),
  registeredOn: attribute('date', ['Ngày đăng ký', 'Registered on']),
  registeredBy: attribute('text', ['Cơ quan đăng ký', 'Registered by']),
} as const

/** Births, marriages, deaths: its data take the place of the papers (Decision 3458/QĐ-BTP of 10/12/2025). */
export const civilStatus: RegistryDeclaration = {
  id: 'civil-status',
  title: said('Cơ sở dữ liệu hộ tịch điện tử', 'Electronic Civil Status Database'),
  owner: said('Bộ Tư pháp', 'Ministry of Justice'),
  holds: 'some',
  askedBy: ['person'],
  ground: 'duty',
  legalBasis: said('Nghị định 87/2020/NĐ-CP; Quyết định 3458/QĐ-BTP ngày 10/12/2025', 'Decree 87/2020/NĐ-CP; Decision 3458/QĐ-BTP of 10/12/2025'),
  certainty: 'source',
  cost: 0,
  timeLimit: 3_000,
  freshness: 48,
  attributes: {
    birth: attribute('record', ['Khai sinh', 'Birth record'], {
      parts: {
        ...record,
        number: attribute('text', ['Số Giấy khai sinh', 'Number of the birth certificate'], { names: ['số khai sinh', 'giấy khai sinh số', 'birth certificate number'] }),
        registeredOn: attribute('date', ['Ngày đăng ký khai sinh', 'Birth registered on'], { names: ['ngày cấp giấy khai sinh'] }),
        registeredBy: attribute('text', ['Cơ quan đăng ký khai sinh', 'Birth registered by'], { names: ['nơi cấp giấy khai sinh'] }),
        placeOfBirth: attribute('address', ['Nơi sinh', 'Place of birth']),
      },
    }),
    marriage: attribute('record', ['Kết hôn', 'Marriage record'], {
      parts: {
        number: attribute('text', ['Số Giấy chứng nhận kết hôn', 'Number of the marriage certificate'], { names: ['số đăng ký kết hôn', 'giấy chứng nhận kết hôn số', 'giấy đăng ký kết hôn số', 'số giấy kết hôn', 'giấy kết hôn số', 'marriage certificate number'] }),
        registeredOn: attribute('date', ['Ngày đăng ký kết hôn', 'Marriage registered on'], { names: ['ngày kết hôn', 'kết hôn ngày', 'đăng ký kết hôn ngày', 'ngày cấp giấy chứng nhận kết hôn', 'date of marriage'] }),
        registeredBy: attribute('text', ['Cơ quan đăng ký kết hôn', 'Marriage registered by'], { names: ['nơi đăng ký kết hôn', 'nơi cấp giấy chứng nhận kết hôn', 'place of marriage'] }),
        spouseName: attribute('person-name', ['Họ, chữ đệm, tên vợ hoặc chồng', 'Name of the spouse'], { names: ['họ tên vợ chồng', 'tên vợ', 'tên chồng', 'họ tên vợ', 'họ tên chồng', 'spouse name'] }),
        spousePersonalId: attribute('personal-id', ['Số định danh của vợ hoặc chồng', 'Personal identification number of the spouse'], { names: ['số CCCD của vợ chồng', 'số định danh vợ chồng'] }),
        spouseDateOfBirth: attribute('partial-date', ['Ngày sinh của vợ hoặc chồng', 'Date of birth of the spouse'], { names: ['năm sinh vợ chồng', 'ngày sinh vợ', 'ngày sinh chồng'] }),
      },
    }),
    divorce: attribute('record', ['Ly hôn', 'Divorce'], {
      parts: {
        judgmentNumber: attribute('text', ['Số bản án, quyết định ly hôn', 'Number of the divorce judgment'], { names: ['bản án ly hôn số', 'quyết định ly hôn số', 'số bản án ly hôn', 'số quyết định ly hôn', 'số quyết định thuận tình ly hôn'] }),
        decidedOn: attribute('date', ['Ngày bản án, quyết định ly hôn', 'Date of the divorce judgment'], { names: ['ngày ly hôn', 'ngày quyết định ly hôn', 'ngày của bản án'] }),
        court: attribute('text', ['Tòa án giải quyết ly hôn', 'Court of the divorce'], { names: ['tòa án ra bản án ly hôn', 'tòa án cho ly hôn'] }),
        formerSpouseName: attribute('person-name', ['Họ, chữ đệm, tên vợ hoặc chồng cũ', 'Name of the former spouse'], { names: ['họ tên vợ cũ', 'họ tên chồng cũ', 'vợ chồng đã ly hôn'] }),
      },
    }),
    spouseDeath: attribute('record', ['Vợ hoặc chồng chết', 'Death of the spouse'], {
      parts: {
        number: attribute('text', ['Số Trích lục khai tử của vợ hoặc chồng', 'Number of the death record of the spouse'], { names: ['giấy chứng tử số', 'trích lục khai tử số'] }),
        diedOn: attribute('partial-date', ['Ngày vợ hoặc chồng chết', 'Day of death of the spouse'], { names: ['vợ chồng mất ngày', 'ngày mất của vợ chồng'] }),
        registeredBy: attribute('text', ['Cơ quan đăng ký khai tử của vợ hoặc chồng', 'Death of the spouse registered by'], { names: ['nơi cấp giấy chứng tử của vợ chồng'] }),
        lateSpouseName: attribute('person-name', ['Họ, chữ đệm, tên vợ hoặc chồng đã chết', 'Name of the late spouse'], { names: ['họ tên người vợ chồng đã mất'] }),
      },
    }),
    children: attribute('records', ['Danh sách các con', 'Children'], {
      names: ['thông tin các con', 'những người con', 'con đẻ, con nuôi', 'list of children'],
      parts: { ...relativeParts, sex: attribute('code', ['Giới tính', 'Sex'], { codes: ['male', 'female'] }) },
    }),
  },
  papers: [
    paper('birth-certificate', ['Giấy khai sinh', 'Birth certificate'], ['bản sao giấy khai sinh', 'trích lục khai sinh', 'giấy khai sinh của bạn', 'trích lục đăng ký khai sinh']),
    paper('marriage-certificate', ['Giấy chứng nhận kết hôn', 'Marriage certificate'], ['giấy đăng ký kết hôn', 'trích lục kết hôn', 'đăng ký kết hôn', 'giấy kết hôn']),
    paper('marital-status-certificate', ['Giấy xác nhận tình trạng hôn nhân', 'Certificate of marital status'], ['giấy độc thân', 'xác nhận độc thân', 'xác nhận tình trạng hôn nhân', 'single certificate']),
    paper('divorce-judgment', ['Bản án, Quyết định ly hôn', 'Divorce judgment'], ['quyết định công nhận thuận tình ly hôn', 'bản án ly hôn', 'quyết định ly hôn', 'giấy ly hôn', 'trích lục ghi chú ly hôn']),
    paper('death-record', ['Giấy chứng tử, Trích lục khai tử', 'Death record'], ['giấy chứng tử', 'trích lục khai tử', 'giấy báo tử', 'death certificate']),
    paper('civil-status-extract', ['Trích lục hộ tịch', 'Civil-status extract'], ['bản sao trích lục hộ tịch']),
  ],
}
