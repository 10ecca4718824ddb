import type { RegistryDeclaration } from '#domain/procedures'
import { attribute, paper, relativeParts, said } from '../declare.ts'

/** The items of Law 26/2023/QH15, Art. 9 that forms ask for. */
export const population: RegistryDeclaration = {
  id: 'population',
  title: said('Cơ sở dữ liệu quốc gia về dân cư', 'National Population Database'),
  owner: said('Bộ Công an', 'Ministry of Public Security'),
  holds: 'everybody',
  askedBy: ['person'],
  ground: 'duty',
  legalBasis: said('Luật Căn cước 26/2023/QH15, Điều 9 và Điều 10; Nghị định 278/2025/NĐ-CP', 'Law on Identification 26/2023/QH15, Arts. 9 and 10; Decree 278/2025/NĐ-CP'),
  certainty: 'source',
  cost: 0,
  timeLimit: 3_000,
  freshness: 24,
  attributes: {
    personalId: attribute('personal-id', ['Số định danh cá nhân', 'Personal identification number'], { names: ['số căn cước', 'số căn cước công dân', 'số CCCD', 'số CMND', 'chứng minh nhân dân', 'căn cước công dân', 'mã định danh', 'số định danh', 'CCCD', 'CMND', 'citizen ID', 'ID number', 'identity number', 'national ID', 'identity card number'] }),
    fullName: attribute('person-name', ['Họ, chữ đệm và tên', 'Full name'], { names: ['họ và tên', 'họ tên', 'họ, chữ đệm, tên', 'họ tên đầy đủ', 'họ tên khai sinh', 'họ và tên khai sinh', 'tên người khai', 'tên người nộp đơn', 'tên đầy đủ của bạn', 'tên của bạn', 'tên tôi', 'name of applicant', 'applicant name', 'your name', 'surname and given names'] }),
    otherName: attribute('text', ['Tên gọi khác', 'Other name'], { names: ['bí danh', 'tên thường gọi', 'alias'] }),
    dateOfBirth: attribute('partial-date', ['Ngày, tháng, năm sinh', 'Date of birth'], { names: ['ngày sinh', 'ngày tháng năm sinh', 'năm sinh', 'sinh ngày', 'birth date', 'birthday', 'year of birth', 'DOB'] }),
    sex: attribute('code', ['Giới tính', 'Sex'], { codes: ['male', 'female'], names: ['nam nữ', 'nam hay nữ', 'gender'] }),
    ethnicity: attribute('code', ['Dân tộc', 'Ethnic group'], { codeList: 'ethnic-groups', names: ['thành phần dân tộc', 'người dân tộc', 'ethnicity'] }),
    religion: attribute('text', ['Tôn giáo', 'Religion'], { names: ['theo đạo', 'tín ngưỡng tôn giáo'] }),
    nationality: attribute('code', ['Quốc tịch', 'Nationality'], { codeList: 'nationalities', names: ['mang quốc tịch', 'citizenship'] }),
    placeOfBirth: attribute('address', ['Nơi sinh', 'Place of birth'], { names: ['sinh tại', 'nơi chào đời', 'birthplace'] }),
    placeOfBirthRegistration: attribute('address', ['Nơi đăng ký khai sinh', 'Place of birth registration'], { names: ['nơi khai sinh', 'đăng ký khai sinh tại'] }),
    hometown: attribute('address', ['Quê quán', 'Hometown'], { names: ['nguyên quán', 'quê', 'home town', 'native place'] }),
    permanentAddress: attribute('address', ['Nơi thường trú', 'Permanent residence'], { names: ['địa chỉ thường trú', 'hộ khẩu thường trú', 'nơi đăng ký thường trú', 'địa chỉ hộ khẩu', 'hộ khẩu', 'HKTT', 'ĐKTT', 'ĐKHKTT', 'nơi đăng ký HKTT', 'nơi đăng ký hộ khẩu', 'nơi ĐKTT', 'đăng ký thường trú tại', 'thường trú tại', 'permanent address', 'registered address', 'địa chỉ cư trú', 'nơi cư trú', 'chỗ ở đăng ký', 'place of residence'] }),
    temporaryAddress: attribute('address', ['Nơi tạm trú', 'Temporary residence'], { names: ['địa chỉ tạm trú', 'nơi đăng ký tạm trú', 'temporary address'] }),
    currentAddress: attribute('address', ['Nơi ở hiện tại', 'Current residence'], { names: ['nơi ở', 'địa chỉ', 'nơi ở hiện nay', 'chỗ ở hiện nay', 'chỗ ở hiện tại', 'địa chỉ hiện tại', 'địa chỉ hiện nay', 'nơi đang ở', 'hiện đang ở', 'hiện ở', 'đang sống tại', 'địa chỉ liên hệ', 'địa chỉ liên lạc', 'current address', 'home address', 'contact address'] }),
    maritalStatus: attribute('code', ['Tình trạng hôn nhân', 'Marital status'], { codes: ['single', 'married', 'divorced', 'widowed'], names: ['đã kết hôn hay chưa', 'độc thân hay đã kết hôn', 'hôn nhân'] }),
    identityCard: attribute('record', ['Thẻ căn cước', 'Identity card'], {
      parts: {
        number: attribute('text', ['Số thẻ căn cước', 'Identity card number'], { names: ['số giấy tờ tùy thân', 'giấy tờ tùy thân số', 'số giấy tờ định danh', 'identity document number'] }),
        issuedOn: attribute('date', ['Ngày cấp thẻ căn cước', 'Identity card issued on'], { names: ['ngày cấp căn cước', 'ngày cấp CCCD', 'ngày cấp CMND', 'ngày cấp giấy tờ tùy thân', 'ID issue date', 'ngày cấp số định danh', 'căn cước cấp ngày', 'CCCD cấp ngày', 'identity card date of issue'] }),
        issuedBy: attribute('text', ['Nơi cấp thẻ căn cước', 'Identity card issued by'], { names: ['nơi cấp căn cước', 'nơi cấp CCCD', 'nơi cấp CMND', 'nơi cấp giấy tờ tùy thân', 'ID issued by', 'cơ quan cấp căn cước', 'cơ quan cấp CCCD', 'căn cước do cơ quan nào cấp', 'place of issue of identity card'] }),
        expiresOn: attribute('date', ['Ngày hết hạn thẻ căn cước', 'Identity card expires on'], { names: ['căn cước có giá trị đến', 'CCCD có giá trị đến', 'ID expiry date'] }),
      },
    }),
    head: attribute('record', ['Chủ hộ', 'Head of household'], {
      parts: {
        fullName: attribute('person-name', ['Họ và tên chủ hộ', 'Name of the head of household'], { names: ['tên chủ hộ', 'họ tên chủ hộ'] }),
        personalId: attribute('personal-id', ['Số định danh cá nhân của chủ hộ', 'Personal identification number of the head of household'], { names: ['số CCCD chủ hộ', 'số định danh chủ hộ', 'số căn cước của chủ hộ'] }),
        relation: attribute('code', ['Quan hệ với chủ hộ', 'Relation to the head of household'], { codeList: 'relations', names: ['mối quan hệ với chủ hộ', 'quan hệ với chủ hộ'] }),
      },
    }),
    household: attribute('records', ['Thành viên hộ gia đình', 'Members of the household'], {
      names: ['nhân khẩu trong hộ', 'nhân khẩu', 'những người trong hộ', 'người cùng hộ', 'thành viên trong gia đình', 'thành viên trong hộ', 'thành viên trong hộ gia đình', 'danh sách nhân khẩu', 'household members'],
      parts: {
        fullName: attribute('person-name', ['Họ và tên', 'Full name']),
        personalId: attribute('personal-id', ['Số định danh cá nhân', 'Personal identification number']),
        dateOfBirth: attribute('partial-date', ['Ngày, tháng, năm sinh', 'Date of birth']),
        sex: attribute('code', ['Giới tính', 'Sex'], { codes: ['male', 'female'] }),
        relation: attribute('code', ['Quan hệ với chủ hộ', 'Relation to the head of household'], { codeList: 'relations' }),
      },
    }),
    father: attribute('record', ['Cha', 'Father'], { parts: relativeParts, names: ['bố', 'cha đẻ', 'bố đẻ'] }),
    mother: attribute('record', ['Mẹ', 'Mother'], { parts: relativeParts, names: ['mẹ đẻ', 'má'] }),
    spouse: attribute('record', ['Vợ hoặc chồng', 'Spouse'], { parts: relativeParts, names: ['vợ/chồng', 'vợ chồng', 'chồng', 'vợ', 'husband', 'wife'] }),
    phone: attribute('phone', ['Số điện thoại', 'Phone number'], { names: ['điện thoại', 'số điện thoại di động', 'SĐT', 'điện thoại liên hệ', 'mobile number', 'phone', 'số di động', 'số ĐT', 'ĐT', 'ĐTDĐ', 'telephone', 'contact number', 'cell phone'] }),
    email: attribute('email', ['Thư điện tử', 'E-mail'], { names: ['email', 'địa chỉ email', 'hòm thư điện tử', 'hộp thư điện tử', 'địa chỉ thư điện tử', 'mail liên hệ', 'e-mail address'] }),
  },
  papers: [
    paper('identity-card', ['Bản sao thẻ căn cước', 'Copy of the identity card'], ['bản chụp căn cước công dân', 'căn cước công dân', 'bản sao CCCD', 'ảnh chụp CCCD', 'CCCD', 'chứng minh nhân dân', 'CMND', 'thẻ căn cước', 'giấy tờ tùy thân', 'identity card', 'giấy chứng minh nhân dân', 'citizen card']),
    paper('personal-id-notice', ['Thông báo số định danh cá nhân', 'Notice of the personal identification number'], ['giấy xác nhận số định danh', 'thông báo số định danh cá nhân và thông tin công dân']),
  ],
}
