import { parseCertificate, toCertificateSummary } from '../../x509/index.ts'
import { ProviderError } from '../errors.ts'
import type { Credential } from '../types.ts'
import { readAlgorithms } from './algorithms.ts'
import type { CredentialReply } from './schemas.ts'

const modes = { oauth2code: 'redirect', explicit: 'explicit', implicit: 'implicit' } as const

/** A factor that reaches the service by another way makes the answer come later (clauses 8.3.1.3 and 8.3.1.5). */
const modeOf = ({ mode, objects }: CredentialReply['auth']): Credential['authorisation']['mode'] => mode === 'explicit' && objects.some(({ type }) => type.endsWith('OOB')) ? 'transaction' : modes[mode]

/** In our words; what can be read from the certificate is read from it. */
export function toCredential(id: string, { description, key, cert, auth, SCAL, multisign }: CredentialReply, now: Date): Credential {
  const certificates = cert.certificates.map(text => new Uint8Array(Buffer.from(text, 'base64')))
  const certificate = summarise(certificates)
  const inTime = new Date(certificate.notBefore) <= now && now <= new Date(certificate.notAfter)
  const certificateStatus = cert.status ?? 'unknown'
  return {
    id,
    description: description ?? null,
    usable: key.status === 'enabled' && (certificateStatus === 'valid' || certificateStatus === 'unknown') && inTime,
    keyStatus: key.status,
    certificateStatus: certificateStatus === 'unknown' && !inTime ? 'expired' : certificateStatus,
    certificate,
    certificates,
    algorithms: readAlgorithms(key.algo),
    algorithmOids: key.algo,
    keyLength: key.len,
    scal: SCAL === '2' ? 'SCAL2' : 'SCAL1',
    multisign,
    authorisation: { mode: modeOf(auth), factors: auth.objects.map(({ id: factor, type, label }) => ({ id: factor, type, label: label ?? null })) },
  }
}

function summarise([first]: Uint8Array[]): Credential['certificate'] {
  try {
    return toCertificateSummary(parseCertificate(first ?? new Uint8Array()))
  }
  catch (cause) {
    throw new ProviderError('reply-invalid', 'credentials/info: no X.509 certificate', { cause })
  }
}
