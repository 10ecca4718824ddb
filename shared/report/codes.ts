import type { LocalizedText } from '../forms/definition.ts'

const text = (vi: string, en: string): LocalizedText => ({ vi, en })

/** One plain question for every check id of the validator. `tests/unit/shared/report` holds that none is missing. */
export const checkTexts: Readonly<Record<string, LocalizedText>> = {
  'byte-range-sound': text('Phần được ký có bao trùm toàn bộ nội dung, chỉ trừ chính chữ ký không?', 'Do the signed bytes cover everything but the signature itself?'),
  'contents-readable': text('Dữ liệu chữ ký có đọc được không?', 'Can the signature data be read?'),
  'timestamp-readable': text('Dấu thời gian có đọc được không?', 'Can the time-stamp be read?'),
  'one-signer': text('Chữ ký có đúng một người ký không?', 'Does the signature hold exactly one signer?'),
  'content-detached': text('Chữ ký có ký đúng nội dung tệp, không kèm nội dung khác không?', 'Does the signature cover the document and no content of its own?'),
  'signed-attributes-der': text('Các thuộc tính được ký có mã hóa đúng chuẩn không?', 'Are the signed attributes encoded as the standard asks?'),
  'signed-attributes-unique': text('Mỗi thuộc tính được ký có xuất hiện đúng một lần không?', 'Does every signed attribute come only once?'),
  'signing-certificate-found': text('Có tìm thấy chứng thư số của người ký không?', 'Was the signing certificate found?'),
  'signing-certificate-bound': text('Chữ ký có gắn với đúng chứng thư số này không?', 'Does the signature name this very certificate?'),
  'signature-policy': text('Chữ ký có tuân theo chính sách ký được yêu cầu không?', 'Does the signature follow a policy that is asked for?'),
  'signed-bytes-found': text('Có tìm thấy nội dung đã ký không?', 'Was the signed content found?'),
  'message-digest-matches': text('Nội dung có nguyên vẹn từ khi ký không?', 'Is the content as it was when signed?'),
  'signature-verifies': text('Giá trị chữ ký có đúng với chứng thư số không?', 'Does the signature value match the certificate?'),
  'content-type-matches': text('Loại nội dung ghi trong chữ ký có đúng không?', 'Is the content of the type that the signature names?'),
  'algorithms-protected': text('Thuật toán có đúng như người ký đã ghi không?', 'Are the algorithms those that the signatory named?'),
  'timestamp-imprint-matches': text('Dấu thời gian có đóng lên đúng dữ liệu này không?', 'Is the time-stamp over this very data?'),
  'certificate-chain-found': text('Chứng thư số có do tổ chức được tin cậy cấp không?', 'Does the certificate lead to a trusted issuer?'),
  'chain-rules': text('Chuỗi chứng thư số có đúng quy tắc không?', 'Does the certificate path follow the rules?'),
  'critical-extensions': text('Mọi điều kiện bắt buộc ghi trong chứng thư số có hiểu được không?', 'Is every mandatory condition in the certificates understood?'),
  'certificate-policies': text('Chứng thư số có theo chính sách được chấp nhận không?', 'Was the certificate issued under an acceptable policy?'),
  'key-usage': text('Khóa của chứng thư số có được dùng để ký không?', 'May the certificate\'s key be used for signing?'),
  'extended-key-usage': text('Chứng thư số có được dùng để ký tài liệu không?', 'May the certificate be used for signing documents?'),
  'timestamping-purpose': text('Chứng thư số này có được cấp để đóng dấu thời gian không?', 'Was the certificate issued for time-stamping?'),
  'signing-certificate-in-validity': text('Chứng thư số có còn hạn vào thời điểm của chữ ký không?', 'Was the certificate within its validity period?'),
  'issuers-in-validity': text('Chứng thư số của các tổ chức cấp có còn hạn không?', 'Are the issuers\' certificates within their validity periods?'),
  'signing-certificate-not-revoked': text('Chứng thư số có chưa bị thu hồi vào thời điểm của chữ ký không?', 'Was the certificate not revoked?'),
  'issuers-not-revoked': text('Chứng thư số của các tổ chức cấp có chưa bị thu hồi không?', 'Are the issuers\' certificates not revoked?'),
  'revocation-evidence-found': text('Có bằng chứng về tình trạng thu hồi của mọi chứng thư số không?', 'Is there evidence of the status of every certificate?'),
  'revocation-evidence-fresh': text('Bằng chứng về tình trạng thu hồi có đủ mới không?', 'Is the evidence of the status fresh enough?'),
  'chain-algorithms-reliable': text('Thuật toán của chuỗi chứng thư số có còn an toàn không?', 'Are the algorithms of the certificate path still safe?'),
  'sub-filter-accepted': text('Kiểu chữ ký PDF có được chấp nhận không?', 'Is this kind of PDF signature accepted?'),
  'signed-attributes-present': text('Chữ ký có đủ các thuộc tính bắt buộc không?', 'Does the signature have the attributes that it must have?'),
  'signing-time-absent': text('Thời điểm ký có chỉ ghi ở một nơi theo chuẩn không?', 'Is the signing time stated in one place only, as the standard asks?'),
  'changes-permitted': text('Tệp có không bị thay đổi trái phép sau khi ký không?', 'Was the file not changed in a forbidden way after signing?'),
  'algorithms-reliable': text('Thuật toán ký có còn an toàn vào thời điểm của chữ ký không?', 'Were the algorithms safe at the time of the signature?'),
  'timestamps-in-order': text('Thứ tự các dấu thời gian có hợp lý không?', 'Are the time-stamps in a plausible order?'),
  'timestamp-delay': text('Dấu thời gian có được đóng kịp sau khi ký không?', 'Was the time-stamp made soon enough after signing?'),
  'timestamp-not-in-future': text('Thời điểm của dấu thời gian có hợp lý không?', 'Is the time of the time-stamp plausible?'),
  'content-timestamp-before-signature': text('Chứng thư số có còn hiệu lực sau khi nội dung được đóng dấu thời gian không?', 'Was the certificate still in force after the content was time-stamped?'),
  'timestamps-valid': text('Các dấu thời gian trong chữ ký có hợp lệ không?', 'Do the time-stamps in the signature hold?'),
  'past-certificate': text('Có chứng minh được chứng thư số đã hợp lệ trong quá khứ không?', 'Is it proven that the certificate was good in the past?'),
  'past-signature': text('Có chứng minh được chữ ký đã tồn tại khi chứng thư số còn hợp lệ không?', 'Is it proven that the signature existed while its certificate was good?'),
}

/** One plain sentence for every finding code of the validator. */
export const findingTexts: Readonly<Record<string, LocalizedText>> = {
  // Cryptography
  'cms-missing': text('Trường chữ ký không chứa chữ ký.', 'The signature field holds no signature.'),
  'cms-unreadable': text('Không đọc được dữ liệu chữ ký.', 'The signature data cannot be read.'),
  'cms-not-der': text('Dữ liệu chữ ký không mã hóa theo DER như chuẩn yêu cầu.', 'The signature data is not encoded in DER as the standard asks.'),
  'several-signers': text('Một chữ ký chứa nhiều người ký, điều mà chuẩn PDF không cho phép.', 'One signature holds several signers, which PDF does not allow.'),
  'content-not-detached': text('Chữ ký kèm theo một nội dung khác với tệp.', 'The signature encloses a content of its own.'),
  'signed-attributes-not-der': text('Các thuộc tính được ký không mã hóa đúng chuẩn.', 'The signed attributes are not encoded as the standard asks.'),
  'signed-attribute-repeated': text('Một thuộc tính được ký bị lặp lại.', 'A signed attribute comes more than once.'),
  'signing-certificate-missing': text('Không có chứng thư số của người ký nên không kiểm tra được chữ ký.', 'The signing certificate is missing, so the signature cannot be verified.'),
  'signing-certificate-mismatch': text('Chữ ký gắn với một chứng thư số khác.', 'The signature names another certificate.'),
  'message-digest-mismatch': text('Nội dung tệp đã bị thay đổi sau khi ký.', 'The content was changed after signing.'),
  'signature-value-wrong': text('Giá trị chữ ký sai: không khớp với chứng thư số.', 'The signature value is wrong: it does not match the certificate.'),
  'algorithm-unsupported': text('Thuật toán của chữ ký không được hỗ trợ.', 'The algorithm of the signature is not supported.'),
  'content-type-mismatch': text('Loại nội dung ghi trong chữ ký không đúng.', 'The content is not of the type that the signature names.'),
  'algorithm-protection-mismatch': text('Thuật toán khác với thuật toán người ký đã ghi.', 'The algorithms are not those that the signatory named.'),
  'timestamp-unreadable': text('Không đọc được dấu thời gian.', 'A time-stamp cannot be read.'),
  'timestamp-broken': text('Chữ ký của dấu thời gian không đúng.', 'The signature of a time-stamp does not hold.'),
  'timestamp-imprint-mismatch': text('Dấu thời gian được đóng lên dữ liệu khác.', 'A time-stamp is over other data.'),
  'signing-time-attribute': text('Thời điểm ký được ghi ở hai nơi, trái với chuẩn PAdES.', 'The signing time is stated in two places, which PAdES does not allow.'),
  'anchor-unreadable': text('Một chứng thư gốc trong cấu hình không đọc được và bị bỏ qua.', 'A configured trust anchor cannot be read and was left out.'),
  'byte-range-unsound': text('Phần được ký không bao trùm toàn bộ nội dung.', 'The signed bytes do not cover the whole content.'),
  'signature-unreachable': text('Tệp chứa dữ liệu chữ ký nhưng không trường nào dẫn tới, nên không kiểm tra được.', 'The file holds signature data that no readable field leads to, so it cannot be verified.'),
  'changes-forbidden': text('Tệp đã bị thay đổi trái phép sau khi ký.', 'The file was changed in a forbidden way after signing.'),
}

export const describeCheck = (id: string): LocalizedText => checkTexts[id] ?? text(`Kiểm tra kỹ thuật: ${id}`, `Technical check: ${id}`)

export const describeFinding = (code: string): LocalizedText => findingTexts[code] ?? text(`Phát hiện kỹ thuật: ${code}`, `Technical finding: ${code}`)
