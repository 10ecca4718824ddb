import type { LocalizedText } from '../forms/definition.ts'
import type { Severity, VerdictAction } from './verdict.ts'

/**
 * The outcomes of EN 319 102-1 (tables 5 and 6) as an agency meets them: what a clerk does next, and what to tell the citizen.
 * What they mean is said by the signing library. What is not in this table is treated as `unknownOutcome`: never as good.
 */
export interface Outcome {
  severity: Severity
  action: VerdictAction
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

const stop = (tellCitizen: LocalizedText): Outcome => ({ severity: 'stop', action: 'refuse', tellCitizen })
const wait = (tellCitizen: LocalizedText): Outcome => ({ severity: 'wait', action: 'ask-again', tellCitizen })

export const outcomes: Readonly<Record<string, Outcome>> = {
  'TOTAL-PASSED': { severity: 'good', action: 'accept', tellCitizen: null },
  'FORMAT_FAILURE': stop(signAgain),
  'HASH_FAILURE': stop(signAgain),
  'SIG_CRYPTO_FAILURE': stop(signAgain),
  'REVOKED': stop(newCertificate),
  'EXPIRED': stop(newCertificate),
  'NOT_YET_VALID': stop(newCertificate),
  'SIG_CONSTRAINTS_FAILURE': stop(signAgain),
  'CHAIN_CONSTRAINTS_FAILURE': stop(askUs),
  'CERTIFICATE_CHAIN_GENERAL_FAILURE': wait(askUs),
  'CRYPTO_CONSTRAINTS_FAILURE': stop(newCertificate),
  'POLICY_PROCESSING_ERROR': wait(askUs),
  'SIGNATURE_POLICY_NOT_AVAILABLE': wait(askUs),
  'TIMESTAMP_ORDER_FAILURE': stop(signAgain),
  'NO_SIGNING_CERTIFICATE_FOUND': stop(signAgain),
  'NO_CERTIFICATE_CHAIN_FOUND': wait(askUs),
  'REVOKED_NO_POE': stop(newCertificate),
  'REVOKED_CA_NO_POE': stop(newCertificate),
  'OUT_OF_BOUNDS_NOT_REVOKED': wait(signAgain),
  'OUT_OF_BOUNDS_NO_POE': wait(signAgain),
  'REVOCATION_OUT_OF_BOUNDS_NO_POE': wait(waitForUs),
  'CRYPTO_CONSTRAINTS_FAILURE_NO_POE': wait(signAgain),
  'NO_POE': wait(signAgain),
  'TRY_LATER': wait(waitForUs),
  'SIGNED_DATA_NOT_FOUND': stop(signAgain),
}

export const unknownOutcome: Outcome = wait(askUs)

/** The outcome for an indication and its sub-indication; anything unknown is `unknownOutcome`, never good. */
export function findOutcome(indication: string, subIndication: string | null): Outcome {
  if (indication === 'TOTAL-PASSED' && subIndication === null) return outcomes['TOTAL-PASSED']!
  const outcome = subIndication === null ? undefined : outcomes[subIndication]
  if (outcome === undefined) return indication === 'TOTAL-FAILED' ? { ...unknownOutcome, severity: 'stop', action: 'refuse' } : unknownOutcome
  // The same sub-indication is harder when the whole is TOTAL-FAILED and softer when it is not proven.
  return indication === 'TOTAL-FAILED' ? { ...outcome, severity: 'stop', action: 'refuse' } : outcome.severity === 'good' ? unknownOutcome : outcome
}
