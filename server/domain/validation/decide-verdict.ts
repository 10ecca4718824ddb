import { describeIndication, type SignatureReport, type ValidationReport } from '#signing'
import { findOutcome, type Outcome } from '#shared/report/indications.ts'
import type { Verdict } from '#shared/report/verdict.ts'
import type { LocalizedText } from '#shared/forms/definition.ts'

/** What the procedure asks of a signed document. */
export interface Expectation {
  /** 12-digit personal number of the applicant: one of the signatory's `UID=CCCD:…` must equal it. Null where anybody may sign. */
  signatory: string | null
}

const notSigned: LocalizedText = { vi: 'Tệp không có chữ ký số nào.', en: 'The file carries no digital signature.' }
const signFirst: LocalizedText = { vi: 'Bạn hãy ký số vào tờ khai rồi nộp lại.', en: 'Please sign the form digitally and submit it again.' }
const unreadable: LocalizedText = { vi: 'Không đọc được tệp PDF này.', en: 'This PDF cannot be read.' }
const sendAgain: LocalizedText = { vi: 'Tệp bạn gửi không đọc được. Bạn hãy gửi lại tệp khác.', en: 'The file you sent cannot be read. Please send it again.' }
const tampered: LocalizedText = { vi: 'Cấu trúc tệp không toàn vẹn: có nội dung nằm ngoài phần đã ký.', en: 'The structure of the file is not sound: there is content that no signature protects.' }
const otherPerson: LocalizedText = { vi: 'Người ký không phải là người nộp hồ sơ.', en: 'The signatory is not the applicant.' }
const signYourself: LocalizedText = { vi: 'Tờ khai phải do chính bạn ký. Bạn hãy ký lại bằng chứng thư số của mình.', en: 'You have to sign the form yourself. Please sign again with your own certificate.' }
const rightPerson: LocalizedText = { vi: 'Người ký đúng là người nộp hồ sơ.', en: 'The signatory is the applicant.' }
const untouched: LocalizedText = { vi: 'Không có thay đổi trái phép sau khi ký.', en: 'Nothing was changed after signing that is not permitted.' }

/**
 * What a clerk does next. `accept` needs all of: a sound file, every signature TOTAL-PASSED, no forbidden change, and the
 * expected signatory among the signers. Everything else is `refuse` (proven bad) or `ask-again` (not proven good).
 */
export function decideVerdict(report: ValidationReport, expectation: Expectation): Verdict {
  const signatures = report.signatures.filter(one => one.kind === 'signature')
  if (report.integrity === 'unreadable') return { action: 'refuse', reasons: [unreadable], tellCitizen: sendAgain }
  if (signatures.length === 0) return { action: 'refuse', reasons: [notSigned], tellCitizen: signFirst }

  const outcomes = report.signatures.map(one => ({ ...findOutcome(one.indication, one.subIndication), meaning: describeIndication(one.indication, one.subIndication) }))
  const worst = outcomes.find(one => one.action === 'refuse') ?? outcomes.find(one => one.action === 'ask-again')
  if (worst !== undefined && worst.action === 'refuse') return toVerdict(worst)
  if (report.integrity !== 'sound' || report.signatures.some(one => one.changes === 'forbidden')) return { action: 'refuse', reasons: [tampered], tellCitizen: signFirst }
  if (expectation.signatory !== null && !signatures.some(one => isSignedBy(one, expectation.signatory!))) return { action: 'refuse', reasons: [otherPerson], tellCitizen: signYourself }
  if (worst !== undefined) return toVerdict(worst)
  return {
    action: 'accept',
    reasons: [describeIndication('TOTAL-PASSED', null), ...(expectation.signatory === null ? [] : [rightPerson]), untouched],
    tellCitizen: null,
  }
}

const toVerdict = ({ action, meaning, tellCitizen }: Outcome & { meaning: LocalizedText }): Verdict => ({ action, reasons: [meaning], tellCitizen })

/** Match by `UID=CCCD:<number>` only: never by name. */
export const isSignedBy = (signature: SignatureReport, personalId: string): boolean =>
  signature.signedBy?.userIds.includes(`CCCD:${personalId}`) ?? false
