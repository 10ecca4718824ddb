import * as der from '../asn1/index.ts'
import type { HashAlgorithm } from '../types.ts'
import { keyIdentifier } from './certificate-fields.ts'
import { publicKeyInfo, signatureIdentifier, signWith } from './keys.ts'
import type { AuthorityOptions, CertificateProfile, CertificateRequest, NameAttribute, TestKey } from './types.ts'

const nameOids: Record<NameAttribute[0], string> = {
  C: '2.5.4.6', ST: '2.5.4.8', L: '2.5.4.7', O: '2.5.4.10', OU: '2.5.4.11', CN: '2.5.4.3', UID: '0.9.2342.19200300.100.1.1', serialNumber: '2.5.4.5', organizationIdentifier: '2.5.4.97',
}

/** DER Name. Country and serial number are PrintableString (RFC 5280, appendix A), all else is UTF-8. */
export const encodeName = (attributes: readonly NameAttribute[]): Uint8Array => der.sequence(...attributes.map(([type, value]) =>
  der.setOf(der.sequence(der.oid(nameOids[type]), type === 'C' || type === 'serialNumber' ? der.printableString(value) : der.utf8String(value)))))

const years: Record<CertificateProfile, number> = { person: 3, organisation: 3, authority: 10, timestamp: 5, ocsp: 5, crl: 5 }
const signs = { digitalSignature: 0, nonRepudiation: 1, keyCertSign: 5, cRLSign: 6 }
const usages: Record<CertificateProfile, number[]> = {
  person: [signs.digitalSignature, signs.nonRepudiation], organisation: [signs.digitalSignature, signs.nonRepudiation], authority: [signs.keyCertSign, signs.cRLSign],
  timestamp: [signs.digitalSignature], ocsp: [signs.digitalSignature], crl: [signs.cRLSign],
}
const purposes: Partial<Record<CertificateProfile, string>> = { timestamp: '1.3.6.1.5.5.7.3.8', ocsp: '1.3.6.1.5.5.7.3.9' }

export interface Issuance {
  request: CertificateRequest
  /** DER Name of the issuer. */
  issuer: Uint8Array
  key: TestKey
  hash: HashAlgorithm
  serialNumber: Uint8Array
  now: Date
  urls?: AuthorityOptions['urls']
  policies?: string[]
  /** The certificate signs itself. */
  isRoot?: boolean
}

/** DER of an X.509 version 3 certificate (RFC 5280 §4). */
export function issueCertificate({ request, issuer, key, hash, serialNumber, now, urls = {}, policies = [], isRoot = false }: Issuance): Uint8Array {
  const from = request.notBefore ?? now
  const to = request.notAfter ?? new Date(Date.UTC(from.getUTCFullYear() + years[request.profile], from.getUTCMonth(), from.getUTCDate()))
  const subjectKey = publicKeyInfo(request.publicKey)
  const algorithm = signatureIdentifier(key, hash)
  const extensions = extensionsOf(request, { subjectKey, issuerKey: publicKeyInfo(key.publicKey), urls, policies, isRoot })
  const tbs = der.sequence(
    der.explicit(0, der.integer(2)), der.unsignedInteger(serialNumber), algorithm, issuer, der.sequence(der.time(from), der.time(to)),
    encodeName(request.subject), subjectKey, extensions.length === 0 ? null : der.explicit(3, der.sequence(...extensions)),
  )
  return new Uint8Array(der.sequence(tbs, algorithm, der.bitString(signWith(key, tbs, { hash }))))
}

interface ExtensionContext { subjectKey: Uint8Array, issuerKey: Uint8Array, urls: NonNullable<AuthorityOptions['urls']>, policies: string[], isRoot: boolean }

function extensionsOf(request: CertificateRequest, { subjectKey, issuerKey, urls, policies, isRoot }: ExtensionContext): Uint8Array[] {
  const found = new Map<string, [critical: boolean, value: Uint8Array]>()
  const purpose = purposes[request.profile]
  const allPolicies = request.policies ?? policies
  found.set('2.5.29.14', [false, der.octetString(keyIdentifier(subjectKey))])
  if (!isRoot) found.set('2.5.29.35', [false, der.sequence(der.implicit(0, der.octetString(keyIdentifier(issuerKey))))])
  if (request.profile === 'authority') found.set('2.5.29.19', [true, der.sequence(der.boolean(true), request.pathLength === undefined ? null : der.integer(request.pathLength))])
  found.set('2.5.29.15', [true, der.namedBits(usages[request.profile])])
  // A time-stamping purpose must be critical and alone (RFC 3161 §2.3).
  if (purpose !== undefined) found.set('2.5.29.37', [request.profile === 'timestamp', der.sequence(der.oid(purpose))])
  // A delegated responder lives with its short life instead of with a status of its own (RFC 6960 §4.2.2.2.1).
  if (request.profile === 'ocsp') found.set('1.3.6.1.5.5.7.48.1.5', [false, der.nullValue()])
  if (allPolicies.length > 0) found.set('2.5.29.32', [false, der.sequence(...allPolicies.map(policy => der.sequence(der.oid(policy))))])
  if (!isRoot) addAddresses(found, urls)
  for (const { oid, critical, value } of request.extensions ?? []) {
    if (value === null) found.delete(oid)
    else found.set(oid, [critical, value])
  }
  return [...found].map(([oid, [critical, value]]) => der.sequence(der.oid(oid), critical ? der.boolean(true) : null, der.octetString(value)))
}

const uri = (url: string): Uint8Array => der.implicit(6, der.ia5String(url))
const distributionPoints = (url: string): Uint8Array => der.sequence(der.sequence(der.explicit(0, der.explicit(0, uri(url)))))

function addAddresses(found: Map<string, [boolean, Uint8Array]>, { ocsp, issuer, crl, deltaCrl }: NonNullable<AuthorityOptions['urls']>): void {
  const access = (method: string, url: string | undefined) => url === undefined ? null : der.sequence(der.oid(method), uri(url))
  if (ocsp !== undefined || issuer !== undefined) found.set('1.3.6.1.5.5.7.1.1', [false, der.sequence(access('1.3.6.1.5.5.7.48.1', ocsp), access('1.3.6.1.5.5.7.48.2', issuer))])
  if (crl !== undefined) found.set('2.5.29.31', [false, distributionPoints(crl)])
  if (deltaCrl !== undefined) found.set('2.5.29.46', [false, distributionPoints(deltaCrl)])
}
