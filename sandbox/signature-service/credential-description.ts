import { X509Certificate } from 'node:crypto'
import { signAlgorithmOids } from './algorithms.ts'
import { lineOf, type StoredCredential } from './credential.ts'
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
    auth: { mode, ...(mode === 'explicit' && authInfo ? factorsOf(credential) : {}) },
    SCAL: '2',
    multisign,
    lang: 'vi-VN',
  }
}

const pin = { type: 'Password', id: 'PIN', format: 'N', label: 'Mã PIN' }

/** Clause 8.3.1: what must be sent, and what reaches us by another way. */
function factorsOf({ id }: StoredCredential): { expression: string, objects: Record<string, string>[] } {
  switch (lineOf(id)) {
    case 'typed': return { expression: 'PIN AND OTP', objects: [pin, { type: 'ChallengeResponse', id: 'OTP', format: 'N', label: 'Mã một lần gửi đến điện thoại' }] }
    case 'device': return { expression: 'PHONE', objects: [{ type: 'ChallengeResponseOOB', id: 'PHONE', label: 'Xác nhận trên điện thoại' }] }
    default: return { expression: 'PIN', objects: [pin] }
  }
}

/** The same as version 1.0.4.0 describes it (clause 11.5). */
export function describeCredentialV1(credential: StoredCredential, wish: DescriptionWish, status: CertificateStatus): Record<string, unknown> {
  const { auth: _auth, ...common } = describeCredential(credential, wish, status)
  const line = lineOf(credential.id)
  return {
    ...common,
    authMode: credential.mode,
    ...(credential.mode === 'explicit' && wish.authInfo
      ? { PIN: { presence: 'true', format: 'N', label: pin.label }, OTP: line === 'typed' ? { presence: 'true', type: 'online', format: 'N', label: 'Mã một lần', ID: 'OTP', provider: 'MotLan Sandbox' } : { presence: 'false' } }
      : {}),
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
