import type { RegistryDeclaration } from '#domain/procedures'
import { attribute, paper, said } from '../declare.ts'

/** Where people are registered, since when and with whom; kept beside the population database (Law on Residence, Art. 36). */
export const residence: RegistryDeclaration = {
  id: 'residence',
  title: said('Cơ sở dữ liệu về cư trú', 'Residence Database'),
  owner: said('Bộ Công an', 'Ministry of Public Security'),
  holds: 'everybody',
  askedBy: ['person'],
  ground: 'duty',
  legalBasis: said('Luật Cư trú 68/2020/QH14, Điều 36 và Điều 37', 'Law on Residence 68/2020/QH14, Arts. 36 and 37'),
  certainty: 'memory',
  cost: 0,
  timeLimit: 3_000,
  freshness: 24,
  attributes: {
    permanentAddress: attribute('address', ['Nơi thường trú', 'Permanent residence']),
    permanentSince: attribute('date', ['Thường trú từ ngày', 'Permanent residence since'], { names: ['ngày đăng ký thường trú', 'thời điểm đăng ký thường trú', 'đăng ký thường trú từ ngày', 'date of permanent registration'] }),
    temporaryAddress: attribute('address', ['Nơi tạm trú', 'Temporary residence']),
    temporarySince: attribute('date', ['Ngày đã đăng ký tạm trú', 'Temporary residence since'], { names: ['ngày đăng ký tạm trú'] }),
    temporaryUntil: attribute('date', ['Ngày hết hạn tạm trú đã đăng ký', 'Registered temporary residence until'], { names: ['thời hạn tạm trú đã đăng ký', 'ngày hết hạn tạm trú'] }),
    currentAddress: attribute('address', ['Nơi ở hiện tại', 'Current residence']),
    history: attribute('records', ['Quá trình cư trú', 'Former residences'], {
      names: ['các nơi đã cư trú', 'quá trình thay đổi nơi cư trú', 'nơi thường trú trước đây', 'lịch sử cư trú', 'residence history', 'previous addresses', 'quá trình cư trú từ khi đủ 14 tuổi', 'nơi thường trú trước khi chuyển đến'],
      parts: {
        from: attribute('partial-date', ['Từ', 'From']),
        until: attribute('partial-date', ['Đến', 'Until']),
        place: attribute('address', ['Nơi cư trú', 'Place of residence']),
      },
    }),
  },
  papers: [
    paper('household-book', ['Sổ hộ khẩu', 'Household book'], ['hộ khẩu', 'bản sao sổ hộ khẩu', 'sổ hộ khẩu gia đình', 'household registration book']),
    paper('temporary-residence-book', ['Sổ tạm trú', 'Temporary-residence book'], ['giấy đăng ký tạm trú', 'sổ tạm trú KT3', 'KT3']),
    paper('residence-confirmation', ['Giấy xác nhận thông tin về cư trú (CT07)', 'Confirmation of residence (CT07)'], ['xác nhận cư trú', 'giấy tờ chứng minh nơi cư trú', 'giấy tờ chứng minh cư trú', 'giấy xác nhận nơi cư trú', 'CT07', 'xác nhận thông tin cư trú', 'giấy xác nhận thường trú', 'giấy xác nhận tạm trú', 'proof of residence', 'residence certificate']),
  ],
}
