import type { Check } from '../../types.ts'
import type { Token } from '../token.ts'
import { judged, notApplicable, passed, undecided } from './check.ts'

/** Identification of the signing certificate (EN 319 102-1 §5.2.3): found, and the one that the signer bound into what was signed. */
export function signingCertificateChecks({ certificate, verification }: Token): Check[] {
  if (certificate === null) return [undecided('ISC', 'signing-certificate-found', 'NO_SIGNING_CERTIFICATE_FOUND', 'no certificate fits the signer'), notApplicable('ISC', 'signing-certificate-bound')]
  const matches = verification?.referenceMatches ?? null
  return [
    passed('ISC', 'signing-certificate-found', certificate.subject.commonName ?? certificate.serialNumber),
    matches === null
      ? notApplicable('ISC', 'signing-certificate-bound', 'no signing-certificate attribute')
      : judged('ISC', 'signing-certificate-bound', { objection: matches ? null : 'signing-certificate names another one', subIndication: 'NO_SIGNING_CERTIFICATE_FOUND' }),
  ]
}
