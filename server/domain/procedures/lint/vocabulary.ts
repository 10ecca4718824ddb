/** What surrounds the thing that is asked, without changing it. */
export const fillers = [
  'danh sách', 'đăng ký', 'cao nhất', 'có', 'số', 'ngày', 'tên', 'thông tin', 'vui lòng nhập', 'vui lòng cho biết', 'vui lòng', 'xin', 'nhập', 'ghi rõ', 'ghi', 'kê khai', 'khai', 'điền', 'cho biết', 'nếu có', 'bắt buộc', 'không bắt buộc', 'đầy đủ', 'chính xác',
  'viết in hoa', 'chữ in hoa', 'in hoa', 'viết bằng tiếng Việt', 'hiện nay', 'hiện có', 'đang', 'còn hạn', 'còn giá trị', 'còn hiệu lực', 'có hiệu lực', 'mẫu', 'bản sao', 'bản chụp', 'bản chính', 'bản gốc', 'bản photo', 'photo', 'photocopy', 'bản scan', 'scan',
  'ảnh chụp', 'ảnh', 'tệp', 'file', 'có công chứng', 'công chứng', 'có chứng thực', 'chứng thực', 'sao y', 'mặt trước', 'mặt sau', 'hai mặt', '2 mặt', 'kèm theo', 'nào', 'gì', 'ở đâu', 'ngày nào', 'tháng', 'năm', 'dd mm yyyy', 'đồng', 'vnđ', 'tổng', 'tổng số', 'liên hệ',
  'cá nhân', 'mục', 'phần', 'i', 'ii', 'iii', 'iv', 'v', 'tại', 'thuộc', 'từ khi đủ 14 tuổi', 'từ khi đủ 14 tuổi đến nay', '10 số', '12 số', 'số lượng', 'tòa án', 'công an', 'ngân hàng', 'hồ sơ', 'giấy', 'giấy khai sinh', 'căn cước', 'sổ hộ khẩu',
  'trung học phổ thông', 'THPT', 'đại học', 'cao đẳng', 'trung cấp', 'tốt nghiệp', 'giờ hành chính',
  'please', 'enter', 'please enter', 'if any', 'optional', 'required', 'copy', 'photo', 'as on id card', 'full', 'do', 'you', 'where', 'have', 'personal', 'details', 'information', 'data', 'certified', 'highest', 'university', 'list',
] as const

/** The one who signed in, by the names that forms have for them. */
export const applicantWords = [
  'bạn', 'tôi', 'mình', 'anh chị', 'ông bà', 'quý vị', 'công dân', 'người khai', 'người kê khai', 'người yêu cầu', 'người có yêu cầu', 'người nộp', 'người nộp đơn', 'người nộp hồ sơ', 'người làm đơn', 'người viết đơn', 'người đề nghị', 'người có đơn', 'người đăng ký', 'người đứng đơn',
  'người làm thủ tục', 'chủ hồ sơ', 'đương đơn', 'bản thân', 'chính chủ', 'người lái xe', 'applicant', 'requester', 'i', 'me', 'yourself', 'citizen', 'declarant',
] as const

/** Somebody or something else: what follows is not what registries may be asked about. */
export const othersWords = [
  // what is wanted is not held yet
  'đề nghị', 'đề nghị đăng ký', 'đề nghị cấp', 'xin đăng ký', 'xin cấp', 'sẽ đăng ký', 'dự kiến', 'wanted', 'planned', 'applied for', 'con', 'cháu', 'trẻ', 'trẻ em', 'bé', 'thai nhi', 'anh', 'chị', 'em', 'người', 'bên', 'đối tác', 'khách hàng', 'khách', 'nhân viên', 'người lao động', 'lao động', 'học sinh', 'bệnh nhân', 'chủ nhà', 'chủ sở hữu', 'đồng sở hữu', 'chủ xe', 'chủ đầu tư', 'đại diện', 'nhân chứng',
  'luật sư', 'hàng xóm', 'thân nhân', 'cổ đông', 'thành viên', 'giám hộ', 'ủy quyền', 'bảo lãnh', 'người sử dụng lao động', 'chuyển nhượng', 'bán', 'mua', 'child', 'witness', 'seller', 'buyer', 'sponsor', 'sponsored', 'authorised', 'partner', 'owner', 'owners', 'employee', 'ward', 'guardian',
  'representative', 'person',
] as const

/** Enterprises, as titles of sections name them. */
export const organisationWords = ['doanh nghiệp', 'doanh nghiệp đề nghị', 'tổ chức đề nghị', 'tổ chức', 'cơ quan', 'đơn vị', 'hộ kinh doanh', 'organisation', 'business'] as const

/** What a title may say besides without speaking of anything in particular. */
export const titleWords = ['nội dung đề nghị', 'chung', 'nhân thân', 'lai lịch', 'tùy thân', 'cư trú', 'nơi ở', 'tờ khai', 'công việc', 'gia đình', 'general', 'identity'] as const
