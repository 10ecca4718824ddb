import type { CertificateSummary } from '../types.ts'
import type { Certificate } from './certificate.ts'

export const toCertificateSummary = (certificate: Certificate): CertificateSummary => ({
  subject: certificate.subject.toString(),
  issuer: certificate.issuer.toString(),
  commonName: certificate.subject.commonName,
  organisation: certificate.subject.organisation,
  userIds: certificate.subject.userIds,
  serialNumber: certificate.serialNumber,
  fingerprint: certificate.fingerprint,
  notBefore: certificate.notBefore.toISOString(),
  notAfter: certificate.notAfter.toISOString(),
})
