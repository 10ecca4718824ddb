import type { ChangeVerdict, Indication, PlainText, SubIndication } from '../../types.ts'
import type { CheckId } from '../ids.ts'

const text = (vi: string, en: string): PlainText => ({ vi, en })

/** One plain question for every check. */
export const checkTexts: Readonly<Record<CheckId, PlainText>> = {
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

/** One plain sentence for every finding; that none is missing is held by a test, because the reader of PDF names its own. */
export const findingTexts: Readonly<Record<string, PlainText>> = {
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
  'timestamp-copied': text('Một dấu thời gian là bản sao của dấu khác trong tệp nên không chứng minh gì thêm.', 'A time-stamp is a copy of another one in the file and proves nothing more.'),
  'signing-time-attribute': text('Thời điểm ký được ghi ở hai nơi, trái với chuẩn PAdES.', 'The signing time is stated in two places, which PAdES does not allow.'),
  'anchor-unreadable': text('Một chứng thư gốc trong cấu hình không đọc được và bị bỏ qua.', 'A configured trust anchor cannot be read and was left out.'),
  'byte-range-unsound': text('Phần được ký không bao trùm toàn bộ nội dung.', 'The signed bytes do not cover the whole content.'),
  'signature-unreachable': text('Tệp chứa dữ liệu chữ ký nhưng không trường nào dẫn tới, nên không kiểm tra được.', 'The file holds signature data that no readable field leads to, so it cannot be verified.'),
  'changes-forbidden': text('Tệp đã bị thay đổi trái phép sau khi ký.', 'The file was changed in a forbidden way after signing.'),
  // Structure of the file
  'byte-range-malformed': text('Phạm vi ký ghi sai dạng.', 'The byte range of a signature is malformed.'),
  'byte-range-start': text('Phạm vi ký không bắt đầu từ đầu tệp.', 'A signature does not cover the file from its beginning.'),
  'byte-range-gap': text('Phạm vi ký chừa ra nhiều hơn chính chữ ký.', 'A signature leaves out more than itself.'),
  'byte-range-end': text('Phạm vi ký không kết thúc ở cuối một phiên bản của tệp.', 'A signature ends at no revision of the file.'),
  'byte-range-outside-file': text('Phạm vi ký vượt ra ngoài tệp.', 'A signature claims bytes beyond the file.'),
  'contents-not-direct': text('Giá trị chữ ký không nằm đúng chỗ trong tệp.', 'The value of a signature does not stand where it must.'),
  'bytes-before-header': text('Có dữ liệu thừa trước phần đầu của tệp PDF.', 'There are bytes before the beginning of the PDF.'),
  'trailing-bytes': text('Có dữ liệu thừa ở cuối tệp, không thuộc phiên bản nào.', 'There are bytes at the end that belong to no revision.'),
  'revision-order': text('Các phiên bản của tệp chồng lên nhau.', 'The revisions of the file lie inside one another.'),
  'xref-outside-revision': text('Bảng tham chiếu nằm ngoài phiên bản của nó.', 'A cross-reference lies outside its revision.'),
  'signature-key-repeated': text('Một mục của chữ ký bị ghi hai lần.', 'An entry of a signature comes twice.'),
  'signature-type': text('Loại của trường chữ ký không đúng.', 'The type of a signature is none that signatures have.'),
  'signature-dictionary-changed': text('Thông tin của chữ ký đã bị thay đổi sau khi ký.', 'The particulars of a signature were changed after signing.'),
  'signature-shared': text('Hai trường dùng chung một chữ ký.', 'Two fields share one signature.'),
  'form-unreadable': text('Không đọc được danh sách trường của tệp nên có thể còn chữ ký chưa được kiểm tra.', 'The fields of the file cannot be read, so there may be signatures that were not checked.'),
  'pages-unreadable': text('Không đọc được các trang của tệp nên không so sánh được trước và sau khi ký.', 'The pages of the file cannot be read, so they cannot be compared with what was signed.'),
  'field-key-repeated': text('Một mục của trường chữ ký bị ghi hai lần.', 'An entry of a signature field comes twice.'),
  'second-header': text('Tệp chứa phần đầu của một tệp PDF khác bên trong.', 'The file holds the beginning of another PDF inside.'),
  'signature-not-in-form': text('Có chữ ký nằm ngoài danh sách trường của tệp.', 'There is a signature that the form of the file does not list.'),
  'signature-outside-revision': text('Chữ ký nằm ngoài phiên bản mà nó ký.', 'A signature lies outside the revision that it signs.'),
  'signature-removed': text('Một chữ ký đã bị gỡ khỏi tệp sau khi ký.', 'A signature was taken out of the file later.'),
  'signatures-overlap': text('Hai chữ ký cùng khép một phiên bản của tệp.', 'Two signatures close the same revision.'),
}

/** What each outcome of EN 319 102-1 (tables 5 and 6) means. */
export const indicationTexts: Readonly<Record<SubIndication, PlainText>> = {
  FORMAT_FAILURE: text('Chữ ký không đúng định dạng quy định.', 'The signature does not have the required format.'),
  HASH_FAILURE: text('Nội dung tệp đã bị thay đổi sau khi ký.', 'The content was changed after signing.'),
  SIG_CRYPTO_FAILURE: text('Giá trị chữ ký sai: không khớp với chứng thư số.', 'The signature value is wrong: it does not match the certificate.'),
  REVOKED: text('Chứng thư số đã bị thu hồi trước khi ký.', 'The certificate was revoked before signing.'),
  EXPIRED: text('Chứng thư số đã hết hạn khi ký.', 'The certificate had expired when the signature was made.'),
  NOT_YET_VALID: text('Chữ ký được tạo trước khi chứng thư số có hiệu lực.', 'The signature was made before the certificate came into force.'),
  SIG_CONSTRAINTS_FAILURE: text('Chữ ký không đáp ứng yêu cầu của thủ tục hoặc tệp đã bị thêm nội dung không được phép sau khi ký.', 'The signature does not meet the requirements, or the file was changed in a way that is not permitted.'),
  CHAIN_CONSTRAINTS_FAILURE: text('Chứng thư số không được dùng cho mục đích này.', 'The certificate may not be used for this purpose.'),
  CERTIFICATE_CHAIN_GENERAL_FAILURE: text('Chuỗi chứng thư số có lỗi.', 'The certificate path has an error.'),
  CRYPTO_CONSTRAINTS_FAILURE: text('Thuật toán ký không còn được coi là an toàn.', 'The algorithm is no longer regarded as safe.'),
  POLICY_PROCESSING_ERROR: text('Không xử lý được chính sách chữ ký.', 'The signature policy could not be processed.'),
  SIGNATURE_POLICY_NOT_AVAILABLE: text('Không có chính sách chữ ký để đối chiếu.', 'The signature policy is not available.'),
  TIMESTAMP_ORDER_FAILURE: text('Thứ tự các dấu thời gian mâu thuẫn nhau.', 'The order of the time-stamps is contradictory.'),
  NO_SIGNING_CERTIFICATE_FOUND: text('Không xác định được chứng thư số của người ký.', 'The signing certificate cannot be identified.'),
  NO_CERTIFICATE_CHAIN_FOUND: text('Chứng thư số không do tổ chức được tin cậy cấp.', 'The certificate does not lead to a trusted issuer.'),
  REVOKED_NO_POE: text('Chứng thư số đã bị thu hồi và không có bằng chứng chữ ký có trước khi thu hồi.', 'The certificate is revoked and nothing proves that the signature is older.'),
  REVOKED_CA_NO_POE: text('Chứng thư của tổ chức cấp đã bị thu hồi.', 'The issuer\'s certificate is revoked.'),
  OUT_OF_BOUNDS_NOT_REVOKED: text('Chứng thư số đã hết hạn; không có bằng chứng thời điểm ký.', 'The certificate has expired; nothing proves when the signature was made.'),
  OUT_OF_BOUNDS_NO_POE: text('Chứng thư số đã hết hạn hoặc chưa có hiệu lực; không có bằng chứng thời điểm ký.', 'The certificate is outside its period and nothing proves when the signature was made.'),
  REVOCATION_OUT_OF_BOUNDS_NO_POE: text('Bằng chứng thu hồi không còn dùng được.', 'The revocation evidence can no longer be used.'),
  CRYPTO_CONSTRAINTS_FAILURE_NO_POE: text('Thuật toán không còn an toàn và không có bằng chứng chữ ký có từ trước.', 'The algorithm is no longer safe and nothing proves that the signature is older.'),
  NO_POE: text('Thiếu bằng chứng về thời điểm tồn tại của chữ ký.', 'There is no proof of when the signature existed.'),
  TRY_LATER: text('Chưa tra được tình trạng chứng thư số; hãy kiểm tra lại sau.', 'The certificate status could not be obtained; check again later.'),
  SIGNED_DATA_NOT_FOUND: text('Không tìm thấy nội dung đã ký.', 'The signed content was not found.'),
}
const holds = text('Chữ ký hợp lệ: đúng người ký, chứng thư số còn hiệu lực khi ký, nội dung không bị sửa.', 'The signature is valid: the certificate was in force when signing and the content was not changed.')
const undecided = text('Chưa đủ căn cứ để kết luận chữ ký hợp lệ.', 'There is not enough ground to call the signature valid.')

/** What a file is worth as a whole. */
export const fileTexts = {
  unreadable: text('Không đọc được tệp này nên không thể kiểm tra chữ ký.', 'This file cannot be read, so its signatures cannot be checked.'),
  unsigned: text('Tệp này không có chữ ký số.', 'This file carries no digital signature.'),
  yes: text('Mọi chữ ký trên tệp đều hợp lệ và tệp không bị sửa sau khi ký.', 'Every signature is valid and the file was not changed after signing.'),
  no: text('Không được coi tệp này là đã ký hợp lệ.', 'This file must not be regarded as validly signed.'),
  unknown: text('Chưa đủ căn cứ để coi chữ ký trên tệp là hợp lệ.', 'There is not enough ground to regard the signatures as valid.'),
} satisfies Record<string, PlainText>

export const changeTexts: Readonly<Record<ChangeVerdict, PlainText>> = {
  none: text('Sau khi ký, tệp không có thay đổi.', 'Nothing was changed after signing.'),
  permitted: text('Sau khi ký, tệp chỉ có thay đổi được phép.', 'Only permitted changes were made after signing.'),
  forbidden: text('Sau khi ký, tệp có thay đổi không được phép.', 'Changes that are not permitted were made after signing.'),
}

export const words = {
  signature: text('Chữ ký của', 'Signature of'),
  timestamp: text('Dấu thời gian của', 'Time-stamp of'),
  somebody: text('người chưa xác định', 'somebody unidentified'),
  proven: text('Tồn tại trước {time} (có dấu thời gian chứng minh).', 'Existed before {time} (proven by a time-stamp).'),
  claimed: text('Người ký khai đã ký lúc {time}; chưa có bằng chứng.', 'The signatory claims {time}; nothing proves it.'),
  untimed: text('Không rõ thời điểm ký.', 'The time of signing is not known.'),
  failed: text('Không đạt', 'No'),
  indeterminate: text('Chưa rõ', 'Not known'),
} satisfies Record<string, PlainText>

const find = (texts: Readonly<Record<string, PlainText>>, key: string): PlainText | undefined => Object.hasOwn(texts, key) ? texts[key] : undefined

export const describeCheck = (id: string): PlainText => find(checkTexts, id) ?? text(`Kiểm tra kỹ thuật: ${id}`, `Technical check: ${id}`)

export const describeFinding = (code: string): PlainText => find(findingTexts, code) ?? text(`Phát hiện kỹ thuật: ${code}`, `Technical finding: ${code}`)

/** What is not known is said to be undecided, never to hold. */
export const describeIndication = (indication: Indication, subIndication: SubIndication | null): PlainText =>
  subIndication === null ? (indication === 'TOTAL-PASSED' ? holds : undecided) : find(indicationTexts, subIndication) ?? undecided
