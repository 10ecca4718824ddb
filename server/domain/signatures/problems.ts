import type { SignatureReport, ValidationReport } from '#signing'
import { SigningError } from '#signing'
import { ProviderError, type Credential, type ProviderErrorCode } from '#signing/providers'
import { ProblemError, type ProblemCode } from '../../../shared/problem.ts'

const providerProblems: Record<ProviderErrorCode, ProblemCode> = {
  'pin-or-code-wrong': 'pin-or-code-wrong',
  'credential-locked': 'credential-locked',
  'declined': 'signing-declined',
  'expired': 'signing-expired',
  'sad-invalid': 'sad-invalid',
  'credential-unknown': 'no-credential',
  'credential-not-usable': 'credential-not-usable',
  'unavailable': 'provider-unavailable',
  'reply-invalid': 'signing-failed',
  'certificate-mismatch': 'signing-failed',
  'signature-wrong': 'signing-failed',
  'client-refused': 'provider-unavailable',
  'request-refused': 'signing-failed',
}

/** The problem that a failure of a provider or of the library is for the person. Anything unknown goes on as it is. */
export function toProblem(error: unknown): unknown {
  if (error instanceof ProviderError) return new ProblemError(providerProblems[error.code], { detail: error.detail, cause: error })
  if (error instanceof SigningError) {
    const code: ProblemCode = error.code === 'prepared-changed' || error.code === 'prepared-invalid'
      ? 'document-changed'
      : error.code === 'timestamp-unavailable' || error.code === 'timestamp-invalid'
        ? 'timestamp-unavailable'
        : error.code === 'certificate-revoked'
          ? 'certificate-revoked'
          : error.code === 'evidence-unavailable'
            ? 'revocation-status-unavailable'
            : 'signing-failed'
    return new ProblemError(code, { detail: error.detail, cause: error })
  }
  return error
}

/** Why a credential cannot be used by this person; null when it can. */
export function objectionTo(credential: Credential, personalId: string): ProblemCode | null {
  if (credential.certificateStatus === 'expired') return 'certificate-expired'
  if (credential.certificateStatus === 'revoked') return 'certificate-revoked'
  if (!credential.certificate.userIds.includes(`CCCD:${personalId}`)) return 'signatory-not-applicant'
  // Only SCAL2 binds the person's consent to these very bytes (EN 419 241-1).
  return credential.usable && credential.scal === 'SCAL2' && credential.algorithms.length > 0 ? null : 'credential-not-usable'
}

/** Why a signed form is not accepted, by what the validation found first. */
export function problemOf(report: ValidationReport, personalId: string): ProblemCode {
  const signature: SignatureReport | undefined = report.signatures.findLast(one => one.kind === 'signature')
  if (signature === undefined) return 'signature-missing'
  switch (signature.subIndication) {
    case 'EXPIRED': case 'OUT_OF_BOUNDS_NO_POE': case 'OUT_OF_BOUNDS_NOT_REVOKED': return 'certificate-expired'
    case 'REVOKED': case 'REVOKED_NO_POE': return 'certificate-revoked'
    case 'NO_CERTIFICATE_CHAIN_FOUND': return 'certificate-not-trusted'
    case 'TRY_LATER': return 'revocation-status-unavailable'
  }
  if (signature.signedBy?.userIds.includes(`CCCD:${personalId}`) !== true) return 'signatory-not-applicant'
  return 'signature-not-accepted'
}
