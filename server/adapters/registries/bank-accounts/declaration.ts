import type { RegistryDeclaration } from '#domain/procedures'
import { attribute, paper, said } from '../declare.ts'

/**
 * Whether an account is the person's own: banks give no data away, they confirm. Asked only with consent, for no law makes
 * an agency ask.
 */
export const bankAccounts: RegistryDeclaration = {
  id: 'bank-accounts',
  title: said('Dịch vụ xác minh tài khoản ngân hàng', 'Bank Account Verification'),
  owner: said('Ngân hàng Nhà nước Việt Nam và các ngân hàng', 'State Bank of Vietnam and the banks'),
  holds: 'some',
  askedBy: ['person', 'bank', 'account'],
  ground: 'consent',
  legalBasis: said('Sự đồng ý của bạn (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15)', 'Your consent (Law on Personal Data Protection 91/2025/QH15)'),
  certainty: 'memory',
  cost: 0,
  timeLimit: 3_000,
  freshness: null,
  attributes: {
    holderName: attribute('person-name', ['Tên chủ tài khoản', 'Account holder'], { names: ['chủ tài khoản', 'họ tên chủ tài khoản', 'account holder name', 'người thụ hưởng'] }),
    bankName: attribute('text', ['Tên ngân hàng', 'Name of the bank'], { names: ['ngân hàng mở tài khoản', 'tại ngân hàng', 'bank name'] }),
    isOwn: attribute('flag', ['Tài khoản chính chủ', 'Account is the person’s own'], { names: ['tài khoản của chính bạn'] }),
    status: attribute('code', ['Trạng thái tài khoản', 'Status of the account'], { codes: ['open', 'blocked', 'closed'] }),
  },
  papers: [
    paper('account-confirmation', ['Giấy xác nhận tài khoản ngân hàng', 'Bank account confirmation'], ['xác nhận số tài khoản', 'ảnh chụp thông tin tài khoản ngân hàng', 'bank account statement']),
  ],
}
