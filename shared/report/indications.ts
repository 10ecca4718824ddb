import type { LocalizedText } from '../forms/definition.ts'
import type { Severity, VerdictAction } from './verdict.ts'

/**
 * The outcomes of EN 319 102-1 (tables 5 and 6) as people meet them: what a clerk does next, one sentence that says what it
 * means, and what to tell the citizen. What is not in this table is treated as `unknownOutcome`: never as good.
 */
export interface Outcome {
  severity: Severity
  action: VerdictAction
  meaning: LocalizedText
  tellCitizen: LocalizedText | null
}

const signAgain: LocalizedText = {
  vi: 'Bạn hãy ký lại tờ khai bằng chứng thư số còn hiệu lực của chính mình rồi nộp lại.',
  en: 'Please sign the form again with a valid certificate of your own and submit it again.',
}
const newCertificate: LocalizedText = {
  vi: 'Chứng thư số của bạn không dùng được nữa. Bạn hãy liên hệ nhà cung cấp chữ ký số để cấp chứng thư mới, rồi ký lại.',
  en: 'Your certificate can no longer be used. Ask your signature provider for a new one, then sign again.',
}
const waitForUs: LocalizedText = {
  vi: 'Chúng tôi chưa tra được tình trạng chứng thư số và sẽ kiểm tra lại. Bạn chưa cần làm gì.',
  en: 'We could not look up the certificate status yet and will check again. You need not do anything now.',
}
const askUs: LocalizedText = {
  vi: 'Chữ ký trên tờ khai chưa đủ căn cứ để chấp nhận. Bạn hãy ký lại bằng một nhà cung cấp được công nhận.',
  en: 'The signature does not give enough ground to accept it. Please sign again with a recognised provider.',
}

const stop = (vi: string, en: string, tellCitizen: LocalizedText): Outcome => ({ severity: 'stop', action: 'refuse', meaning: { vi, en }, tellCitizen })
const wait = (vi: string, en: string, tellCitizen: LocalizedText): Outcome => ({ severity: 'wait', action: 'ask-again', meaning: { vi, en }, tellCitizen })

export const outcomes: Readonly<Record<string, Outcome>> = {
  'TOTAL-PASSED': {
    severity: 'good',
    action: 'accept',
    meaning: { vi: 'Chữ ký hợp lệ: đúng người ký, chứng thư số còn hiệu lực khi ký, nội dung không bị sửa.', en: 'The signature is valid: the certificate was in force when signing and the content was not changed.' },
    tellCitizen: null,
  },
  'FORMAT_FAILURE': stop('Chữ ký không đúng định dạng quy định.', 'The signature does not have the required format.', signAgain),
  'HASH_FAILURE': stop('Nội dung tệp đã bị thay đổi sau khi ký.', 'The content was changed after signing.', signAgain),
  'SIG_CRYPTO_FAILURE': stop('Giá trị chữ ký sai: không khớp với chứng thư số.', 'The signature value is wrong: it does not match the certificate.', signAgain),
  'REVOKED': stop('Chứng thư số đã bị thu hồi trước khi ký.', 'The certificate was revoked before signing.', newCertificate),
  'EXPIRED': stop('Chứng thư số đã hết hạn khi ký.', 'The certificate had expired when the signature was made.', newCertificate),
  'NOT_YET_VALID': stop('Chữ ký được tạo trước khi chứng thư số có hiệu lực.', 'The signature was made before the certificate came into force.', newCertificate),
  'SIG_CONSTRAINTS_FAILURE': stop('Chữ ký không đáp ứng yêu cầu của thủ tục hoặc tệp đã bị thêm nội dung không được phép sau khi ký.', 'The signature does not meet the requirements, or the file was changed in a way that is not permitted.', signAgain),
  'CHAIN_CONSTRAINTS_FAILURE': stop('Chứng thư số không được dùng cho mục đích này.', 'The certificate may not be used for this purpose.', askUs),
  'CERTIFICATE_CHAIN_GENERAL_FAILURE': wait('Chuỗi chứng thư số có lỗi.', 'The certificate path has an error.', askUs),
  'CRYPTO_CONSTRAINTS_FAILURE': stop('Thuật toán ký không còn được coi là an toàn.', 'The algorithm is no longer regarded as safe.', newCertificate),
  'POLICY_PROCESSING_ERROR': wait('Không xử lý được chính sách chữ ký.', 'The signature policy could not be processed.', askUs),
  'SIGNATURE_POLICY_NOT_AVAILABLE': wait('Không có chính sách chữ ký để đối chiếu.', 'The signature policy is not available.', askUs),
  'TIMESTAMP_ORDER_FAILURE': stop('Thứ tự các dấu thời gian mâu thuẫn nhau.', 'The order of the time-stamps is contradictory.', signAgain),
  'NO_SIGNING_CERTIFICATE_FOUND': stop('Không xác định được chứng thư số của người ký.', 'The signing certificate cannot be identified.', signAgain),
  'NO_CERTIFICATE_CHAIN_FOUND': wait('Chứng thư số không do tổ chức được tin cậy cấp.', 'The certificate does not lead to a trusted issuer.', askUs),
  'REVOKED_NO_POE': stop('Chứng thư số đã bị thu hồi và không có bằng chứng chữ ký có trước khi thu hồi.', 'The certificate is revoked and nothing proves that the signature is older.', newCertificate),
  'REVOKED_CA_NO_POE': stop('Chứng thư của tổ chức cấp đã bị thu hồi.', 'The issuer\'s certificate is revoked.', newCertificate),
  'OUT_OF_BOUNDS_NOT_REVOKED': wait('Chứng thư số đã hết hạn; không có bằng chứng thời điểm ký.', 'The certificate has expired; nothing proves when the signature was made.', signAgain),
  'OUT_OF_BOUNDS_NO_POE': wait('Chứng thư số đã hết hạn hoặc chưa có hiệu lực; không có bằng chứng thời điểm ký.', 'The certificate is outside its period and nothing proves when the signature was made.', signAgain),
  'REVOCATION_OUT_OF_BOUNDS_NO_POE': wait('Bằng chứng thu hồi không còn dùng được.', 'The revocation evidence can no longer be used.', waitForUs),
  'CRYPTO_CONSTRAINTS_FAILURE_NO_POE': wait('Thuật toán không còn an toàn và không có bằng chứng chữ ký có từ trước.', 'The algorithm is no longer safe and nothing proves that the signature is older.', signAgain),
  'NO_POE': wait('Thiếu bằng chứng về thời điểm tồn tại của chữ ký.', 'There is no proof of when the signature existed.', signAgain),
  'TRY_LATER': wait('Chưa tra được tình trạng chứng thư số; hãy kiểm tra lại sau.', 'The certificate status could not be obtained; check again later.', waitForUs),
  'SIGNED_DATA_NOT_FOUND': stop('Không tìm thấy nội dung đã ký.', 'The signed content was not found.', signAgain),
}

export const unknownOutcome: Outcome = wait('Chưa đủ căn cứ để kết luận chữ ký hợp lệ.', 'There is not enough ground to call the signature valid.', askUs)

/** The outcome for an indication and its sub-indication; anything unknown is `unknownOutcome`, never good. */
export function findOutcome(indication: string, subIndication: string | null): Outcome {
  if (indication === 'TOTAL-PASSED' && subIndication === null) return outcomes['TOTAL-PASSED']!
  const outcome = subIndication === null ? undefined : outcomes[subIndication]
  if (outcome === undefined) return indication === 'TOTAL-FAILED' ? { ...unknownOutcome, severity: 'stop', action: 'refuse' } : unknownOutcome
  // The same sub-indication is harder when the whole is TOTAL-FAILED and softer when it is not proven.
  return indication === 'TOTAL-FAILED' ? { ...outcome, severity: 'stop', action: 'refuse' } : outcome.severity === 'good' ? unknownOutcome : outcome
}
