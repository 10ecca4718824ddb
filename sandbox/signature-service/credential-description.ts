import { X509Certificate } from 'node:crypto'
import { signAlgorithmOids } from './algorithms.ts'
import type { StoredCredential } from './credential.ts'
import { invalidRequest } from './csc-error.ts'
import type { CertificateStatus } from './public-key-infrastructure.ts'

/** How much of a credential the caller wants to see (CSC API 11.4 and 11.5). */
export interface DescriptionWish { certificates: 'none' | 'single' | 'chain', certInfo: boolean, authInfo: boolean }

export function readDescriptionWish({ certificates = 'single', certInfo = false, authInfo = false }: Record<string, unknown>): DescriptionWish {
  if (certificates !== 'none' && certificates !== 'single' && certificates !== 'chain') throw invalidRequest('Invalid parameter certificates')
  return { certificates, certInfo: certInfo === true, authInfo: authInfo === true }
}

/** The CredentialInfo object without its id. */
export function describeCredential(credential: StoredCredential, { certificates, certInfo, authInfo }: DescriptionWish, status: CertificateStatus): Record<string, unknown> {
  const { mode, description, keyLength, multisign } = credential
  const shown = { none: [], single: credential.certificates.slice(0, 1), chain: credential.certificates }[certificates]
  return {
    description,
    key: { status: 'enabled', algo: signAlgorithmOids, len: keyLength },
    cert: {
      status,
      ...(certificates === 'none' ? {} : { certificates: shown }),
      ...(certInfo ? certificateDetails(Buffer.from(credential.certificates[0] ?? '', 'base64')) : {}),
    },
    auth: { mode, ...(mode === 'explicit' && authInfo ? { expression: 'PIN', objects: [{ type: 'Password', id: 'PIN', format: 'N', label: 'Mã PIN' }] } : {}) },
    SCAL: '2',
    multisign,
    lang: 'vi-VN',
  }
}

function certificateDetails(der: Buffer): Record<string, string> {
  const { subject, issuer, serialNumber, validFromDate, validToDate } = new X509Certificate(der)
  return { issuerDN: toRfc4514(issuer), subjectDN: toRfc4514(subject), serialNumber, validFrom: generalizedTime(validFromDate), validTo: generalizedTime(validToDate) }
}

/** Node prints one attribute a line in certificate order; RFC 4514 wants the last first, with commas escaped. */
function toRfc4514(name: string): string {
  return name.split('\n').reverse().map(line => line.replace(/[,+"\\<>;]/g, String.raw`\$&`)).join(',')
}

const generalizedTime = (date: Date): string => `${date.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`
