import { parseCertificate, toCertificateSummary } from '../../x509/index.ts'
import { ProviderError } from '../errors.ts'
import type { Credential } from '../types.ts'
import type { CredentialReply } from './schemas.ts'
import { mostHashes } from './settings.ts'

const statuses: Record<string, Credential['certificateStatus']> = { VALID: 'valid', EXPIRED: 'expired', REVOKED: 'revoked', SUSPENDED: 'suspended' }
const rsa = ['1.2.840.113549.1.1.1', '1.2.840.113549.1.1.11']

/** In our words. The gateway is told no hash algorithm, and every example is SHA-256 with RSA, so nothing else is offered. */
export function toCredential(id: string, { key, cert, scal, multisign }: CredentialReply, now: Date): Credential {
  const certificates = cert.certificates.map(text => new Uint8Array(Buffer.from(text, 'base64')))
  const certificate = summarise(certificates[0] ?? new Uint8Array())
  const inTime = new Date(certificate.notBefore) <= now && now <= new Date(certificate.notAfter)
  const told = statuses[cert.status.toUpperCase()] ?? 'unknown'
  const enabled = key.status.toUpperCase() === 'ENABLED'
  return {
    id,
    description: null,
    usable: enabled && told === 'valid' && inTime,
    keyStatus: enabled ? 'enabled' : 'disabled',
    certificateStatus: told === 'valid' && !inTime ? 'expired' : told,
    certificate,
    certificates,
    algorithms: key.alg.some(oid => rsa.includes(oid)) ? [{ algorithm: 'RSA-PKCS1', hash: 'SHA-256' }] : [],
    algorithmOids: key.alg,
    keyLength: key.len,
    scal: scal?.toUpperCase() === 'SCAL2' ? 'SCAL2' : 'SCAL1',
    multisign: Math.min(multisign, mostHashes),
    authorisation: { mode: 'transaction', factors: [] },
  }
}

function summarise(der: Uint8Array): Credential['certificate'] {
  try {
    return toCertificateSummary(parseCertificate(der))
  }
  catch (cause) {
    throw new ProviderError('reply-invalid', 'credentials/info: no X.509 certificate', { cause })
  }
}
