import type { RegistryDeclaration } from '#domain/procedures'
import { attribute, paper, said } from '../declare.ts'

/** Driving licences with their points; whether an unresolved violation stands in the way of renewal (Law 36/2024/QH15, Art. 62.4). */
export const drivingLicences: RegistryDeclaration = {
  id: 'driving-licences',
  title: said('Cơ sở dữ liệu giấy phép lái xe', 'Driving Licence Database'),
  owner: said('Cục Cảnh sát giao thông, Bộ Công an', 'Traffic Police Department, Ministry of Public Security'),
  holds: 'some',
  askedBy: ['person'],
  ground: 'duty',
  legalBasis: said('Luật Trật tự, an toàn giao thông đường bộ 36/2024/QH15, Điều 58 và Điều 62', 'Law on Road Traffic Order and Safety 36/2024/QH15, Arts. 58 and 62'),
  certainty: 'source',
  cost: 0,
  timeLimit: 3_000,
  freshness: 24,
  attributes: {
    number: attribute('text', ['Số giấy phép lái xe', 'Driving licence number'], { names: ['số GPLX', 'số bằng lái', 'giấy phép lái xe số', 'GPLX số', 'số bằng lái xe', 'driver licence number', 'driving license number'] }),
    class: attribute('code', ['Hạng giấy phép lái xe', 'Class of the driving licence'], { codeList: 'licence-classes', names: ['hạng GPLX', 'hạng bằng lái', 'hạng xe được lái', 'giấy phép lái xe hạng', 'GPLX hạng', 'bằng lái hạng', 'licence class'] }),
    issuedOn: attribute('date', ['Ngày cấp giấy phép lái xe', 'Driving licence issued on'], { names: ['ngày cấp GPLX', 'ngày cấp bằng lái'] }),
    issuedBy: attribute('text', ['Cơ quan cấp giấy phép lái xe', 'Driving licence issued by'], { names: ['nơi cấp GPLX', 'nơi cấp bằng lái', 'đơn vị cấp giấy phép lái xe'] }),
    expiresOn: attribute('date', ['Giấy phép lái xe có giá trị đến', 'Driving licence valid until'], { names: ['ngày hết hạn GPLX', 'ngày hết hạn bằng lái', 'GPLX có giá trị đến', 'licence expiry date'] }),
    examPassedOn: attribute('date', ['Ngày trúng tuyển lái xe', 'Driving test passed on'], { names: ['ngày trúng tuyển', 'ngày trúng tuyển sát hạch', 'ngày đỗ sát hạch lái xe'] }),
    points: attribute('number', ['Số điểm giấy phép lái xe', 'Points of the driving licence'], { names: ['điểm GPLX còn lại'] }),
    hasOpenViolation: attribute('flag', ['Vi phạm giao thông chưa giải quyết', 'Unresolved traffic violation'], { names: ['còn vi phạm chưa xử lý', 'đang bị tước quyền sử dụng giấy phép lái xe'] }),
  },
  papers: [
    paper('driving-licence', ['Bản sao giấy phép lái xe', 'Copy of the driving licence'], ['giấy phép lái xe', 'GPLX', 'bằng lái', 'bằng lái xe', 'bản sao GPLX', 'driver licence']),
  ],
}
