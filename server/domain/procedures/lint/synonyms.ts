/**
 * What means the same wherever it stands, in both languages: "Địa chỉ HKTT", "Nơi thường trú" and "Permanent address" become
 * one phrase. Only what may be exchanged without changing what is asked; names of single attributes stand in declarations.
 */
export const synonyms: readonly (readonly string[])[] = [
  // papers and numbers
  ['căn cước', 'căn cước công dân', 'CCCD', 'CMND', 'CMTND', 'CMT', 'chứng minh nhân dân', 'chứng minh thư', 'chứng minh thư nhân dân', 'giấy CMND', 'giấy chứng minh nhân dân', 'giấy căn cước', 'identity card', 'ID card', 'citizen card', 'citizen identity card', 'national ID', 'citizen ID', 'ID'],
  ['giấy phép lái xe', 'GPLX', 'bằng lái', 'bằng lái xe', 'driving licence', 'driving license', 'driver licence', 'driver license', 'drivers license'],
  ['bảo hiểm y tế', 'BHYT', 'health insurance'],
  ['bảo hiểm xã hội', 'BHXH', 'social insurance', 'social security'],
  ['khám chữa bệnh', 'khám bệnh chữa bệnh', 'khám bệnh và chữa bệnh', 'KCB', 'khám'],
  ['số', 'mã', 'mã số', 'số hiệu', 'number', 'no', 'code'],
  ['giấy', 'giấy tờ', 'giấy chứng nhận', 'giấy chứng nhận đăng ký', 'giấy đăng ký', 'certificate'],
  ['giấy phép kinh doanh', 'giấy phép đăng ký kinh doanh', 'giấy chứng nhận đăng ký kinh doanh', 'giấy đăng ký kinh doanh', 'giấy chứng nhận đăng ký doanh nghiệp', 'giấy đăng ký doanh nghiệp', 'ĐKKD', 'business licence', 'business license', 'enterprise registration certificate', 'business registration certificate'],
  ['kết hôn', 'đăng ký kết hôn', 'marriage'],
  ['khai sinh', 'đăng ký khai sinh', 'birth certificate'],
  ['khai tử', 'chứng tử', 'đăng ký khai tử', 'death certificate'],
  // where
  ['nơi', 'địa chỉ', 'chỗ', 'address', 'place'],
  ['ở', 'sinh sống', 'sống', 'cư ngụ'],
  ['hiện nay', 'hiện tại', 'hiện giờ', 'bây giờ', 'hiện đang', 'hiện', 'current', 'present', 'now'],
  ['thường trú', 'hộ khẩu thường trú', 'HKTT', 'đăng ký thường trú', 'đăng ký hộ khẩu', 'đăng ký hộ khẩu thường trú', 'đăng ký HKTT', 'ĐKTT', 'ĐKHKTT', 'hộ khẩu', 'permanent', 'permanent residence', 'registered permanent residence'],
  ['tạm trú', 'đăng ký tạm trú', 'temporary', 'temporary residence'],
  ['quê quán', 'nguyên quán', 'quê', 'hometown', 'home town', 'native place'],
  ['liên hệ', 'liên lạc', 'contact'],
  ['nơi làm việc', 'nơi công tác', 'cơ quan công tác', 'đơn vị công tác', 'cơ quan đang làm việc', 'cơ quan làm việc', 'đơn vị làm việc', 'workplace', 'place of work', 'employer'],
  // how to reach
  ['điện thoại', 'SĐT', 'số điện thoại', 'ĐT', 'số ĐT', 'ĐTDĐ', 'di động', 'số di động', 'điện thoại di động', 'số điện thoại di động', 'điện thoại cầm tay', 'phone', 'số phone', 'phone number', 'telephone', 'telephone number', 'mobile', 'mobile phone', 'mobile number', 'cell phone', 'zalo', 'số zalo', 'contact number', 'số liên hệ', 'số liên lạc'],
  ['email', 'e mail', 'mail', 'gmail', 'thư điện tử', 'hòm thư điện tử', 'hộp thư điện tử', 'email address', 'địa chỉ email', 'địa chỉ mail', 'địa chỉ thư điện tử', 'e mail address'],
  // who
  ['họ tên', 'họ và tên', 'họ, chữ đệm, tên', 'họ, chữ đệm và tên', 'họ, tên đệm, tên', 'họ, tên đệm và tên', 'họ tên đầy đủ', 'quý danh', 'full name', 'name', 'surname and given name', 'surname and given names', 'surname, given name'],
  ['cha', 'bố', 'cha đẻ', 'bố đẻ', 'người cha', 'thân phụ', 'father'],
  ['mẹ', 'mẹ đẻ', 'người mẹ', 'thân mẫu', 'mother'],
  ['vợ hoặc chồng', 'vợ', 'chồng', 'chồng hoặc vợ', 'người hôn phối', 'spouse', 'husband', 'wife', 'husband or wife'],
  ['chủ hộ', 'chủ hộ gia đình', 'head of household', 'head of the household', 'householder'],
  ['hộ gia đình', 'hộ', 'household'],
  ['người đại diện theo pháp luật', 'người đại diện pháp luật', 'đại diện theo pháp luật', 'đại diện pháp luật', 'legal representative'],
  ['doanh nghiệp', 'công ty', 'enterprise', 'company'],
  ['hộ kinh doanh', 'HKD', 'hộ KD', 'household business'],
  // when and what
  ['ngày sinh', 'năm sinh', 'ngày, tháng, năm sinh', 'ngày tháng năm sinh', 'sinh ngày', 'sinh năm', 'date of birth', 'birth date', 'birthday', 'year of birth', 'DOB'],
  ['giới tính', 'giới', 'phái', 'nam nữ', 'nam hay nữ', 'sex', 'gender'],
  ['ngày cấp', 'cấp ngày', 'ngày được cấp', 'issued on', 'issue date', 'date of issue'],
  ['nơi cấp', 'cơ quan cấp', 'cấp bởi', 'do cơ quan nào cấp', 'issued by', 'place of issue', 'issuing authority'],
  ['có giá trị đến', 'hết hạn', 'ngày hết hạn', 'có hiệu lực đến', 'có thời hạn đến', 'hạn sử dụng', 'valid until', 'expiry date', 'expires on'],
  ['mối quan hệ', 'quan hệ', 'relation', 'relationship'],
  ['thuế', 'thuế thu nhập cá nhân', 'thuế TNCN', 'tax'],
  ['trình độ học vấn', 'trình độ', 'học vấn', 'trình độ văn hóa', 'trình độ chuyên môn', 'trình độ giáo dục phổ thông', 'trình độ giáo dục', 'trình độ đào tạo', 'education level', 'level of education'],
  ['bằng tốt nghiệp', 'văn bằng', 'bằng cấp', 'văn bằng chứng chỉ', 'văn bằng, chứng chỉ', 'bằng', 'diploma', 'degree'],
  ['hạng', 'hạng xe', 'class'],
  ['trụ sở', 'trụ sở chính', 'head office', 'registered office', 'headquarters'],
]
