import { createPublicKey, randomBytes, verify } from 'node:crypto'
import * as der from '../asn1/index.ts'
import { SigningError } from '../errors.ts'
import { keyIdentifier, readFields, serialInteger } from './certificate-fields.ts'
import { encodeName, issueCertificate } from './issue-certificate.ts'
import { hashOfSignature, signatureIdentifier, signWith } from './keys.ts'
import type { AuthorityOptions, AuthorityState, CertificateAuthority, CertificateRequest, IssuedCertificate, NameAttribute, RevocationReason, TestKey } from './types.ts'
import type { HashAlgorithm } from '../types.ts'

/** CRLReason (RFC 5280 §5.3.1). */
export const reasonCodes: Record<RevocationReason, number> = {
  unspecified: 0, keyCompromise: 1, cACompromise: 2, affiliationChanged: 3, superseded: 4, cessationOfOperation: 5, certificateHold: 6, removeFromCRL: 8, privilegeWithdrawn: 9, aACompromise: 10,
}

/** 16 random octets, positive, never with a leading zero. */
const newSerial = (): Uint8Array => {
  const bytes = randomBytes(16)
  bytes[0] = (bytes[0]! & 0x3f) | 0x40
  return bytes
}

/** A root that signed itself, as the first of an authority's `certificates`. */
export function createRoot({ key, subject, now, hash = 'SHA-256' }: { key: TestKey, subject: NameAttribute[], now: Date, hash?: HashAlgorithm }): Uint8Array {
  const request: CertificateRequest = { subject, publicKey: key.publicKey, profile: 'authority', notBefore: now, notAfter: new Date(Date.UTC(now.getUTCFullYear() + 20, now.getUTCMonth(), now.getUTCDate())) }
  return issueCertificate({ request, issuer: encodeName(subject), key, hash, serialNumber: newSerial(), now, isRoot: true })
}

export function createCertificateAuthority({ key, certificates, now, urls, policies, hash = 'SHA-256', state = { version: 1, crlNumber: 0, baseCrlNumber: null, issued: [] }, onChange }: AuthorityOptions): CertificateAuthority {
  const own = readFields(certificates[0]!)
  const changed = () => onChange?.(state)
  const register = new Map(state.issued.map(one => [one.serialNumber, one]))

  const issue = (request: CertificateRequest): Uint8Array => {
    const certificate = issueCertificate({ request, issuer: own.subject, key, hash, serialNumber: newSerial(), now: now(), urls, policies })
    const entry: IssuedCertificate = { serialNumber: readFields(certificate).serialNumber, certificate: Buffer.from(certificate).toString('base64'), revokedAt: null, reason: null, sinceCrl: null }
    state.issued.push(entry)
    register.set(entry.serialNumber, entry)
    changed()
    return certificate
  }
  const find = (certificate: Uint8Array | string): IssuedCertificate => {
    const entry = register.get(typeof certificate === 'string' ? certificate : readFields(certificate).serialNumber)
    if (entry === undefined) throw new SigningError('certificate-malformed', 'this authority never issued it')
    return entry
  }

  return {
    certificate: certificates[0]!,
    chain: certificates,
    key,
    state,
    issue,
    enrol: (csr, request) => issue({ ...request, publicKey: readCsrKey(csr) }),
    revoke: (certificate, { reason = 'unspecified', at = now() } = {}) => {
      const entry = find(certificate)
      if (entry.revokedAt !== null && entry.reason !== 'certificateHold') return
      Object.assign(entry, { revokedAt: entry.revokedAt ?? at.toISOString(), reason, sinceCrl: entry.sinceCrl ?? state.crlNumber + 1 })
      changed()
    },
    release: (certificate) => {
      const entry = find(certificate)
      if (entry.reason !== 'certificateHold') return
      Object.assign(entry, { revokedAt: null, reason: null, sinceCrl: null })
      changed()
    },
    statusOf: serialNumber => register.get(serialNumber) ?? null,
    crl: ({ validForSeconds = 86_400 } = {}) => {
      state.crlNumber += 1
      state.baseCrlNumber = state.crlNumber
      const list = signList(state.issued.filter(one => one.revokedAt !== null), { validForSeconds, deltaOf: null })
      changed()
      return list
    },
    deltaCrl: ({ validForSeconds = 86_400 } = {}) => {
      const deltaOf = state.baseCrlNumber
      if (deltaOf === null) throw new SigningError('structure-malformed', 'a delta needs a full list before it')
      state.crlNumber += 1
      const list = signList(state.issued.filter(one => one.revokedAt !== null && (one.sinceCrl ?? 0) > deltaOf), { validForSeconds, deltaOf })
      changed()
      return list
    },
  }

  function signList(revoked: AuthorityState['issued'], { validForSeconds, deltaOf }: { validForSeconds: number, deltaOf: number | null }): Uint8Array {
    const at = now()
    const extension = (oid: string, critical: boolean, value: Uint8Array) => der.sequence(der.oid(oid), critical ? der.boolean(true) : null, der.octetString(value))
    const entries = revoked.map(one => der.sequence(
      serialInteger(one.serialNumber), der.time(new Date(one.revokedAt!)),
      one.reason === null || one.reason === 'unspecified' ? null : der.sequence(extension('2.5.29.21', false, der.enumerated(reasonCodes[one.reason]))),
    ))
    const algorithm = signatureIdentifier(key, hash)
    const tbs = der.sequence(
      der.integer(1), algorithm, own.subject, der.time(at), der.time(new Date(at.getTime() + validForSeconds * 1000)), entries.length === 0 ? null : der.sequence(...entries),
      der.explicit(0, der.sequence(
        extension('2.5.29.35', false, der.sequence(der.implicit(0, der.octetString(keyIdentifier(own.publicKeyInfo))))),
        extension('2.5.29.20', false, der.integer(state.crlNumber)),
        deltaOf === null ? null : extension('2.5.29.27', true, der.integer(deltaOf)),
      )),
    )
    return new Uint8Array(der.sequence(tbs, algorithm, der.bitString(signWith(key, tbs, { hash }))))
  }
}

/** The key of a PKCS#10 request whose own signature holds (RFC 2986 §4.2). @throws SigningError */
function readCsrKey(csr: Uint8Array): Uint8Array {
  const [info, algorithm, signature] = der.parseDer(csr).children()
  if (info === undefined || algorithm === undefined || signature === undefined) throw new SigningError('structure-malformed', 'not a PKCS#10 request')
  const fields = info.inside()
  fields.next(der.tags.integer)
  fields.next(der.tags.sequence)
  const subjectKey = fields.next(der.tags.sequence).bytes
  const key = createPublicKey({ key: Buffer.from(subjectKey), format: 'der', type: 'spki' })
  const hash = hashOfSignature(der.readOid(algorithm.children()[0]!))
  if (!verify(hash, info.bytes, key, der.readBitStringOctets(signature))) throw new SigningError('signature-value-wrong', 'the request is not signed by its own key')
  return subjectKey
}
