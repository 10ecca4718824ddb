import {
  contextConstructed, contextPrimitive, explicit, nullValue, octetString, oid, parseDer, readBitStringOctets, readIntegerBytes, readOctetString, readOid, readSmallInteger,
  readTime, sequence, tags, unsignedInteger, type DerValue,
} from '../asn1/index.ts'
import { SigningError } from '../errors.ts'
import {
  digestNameOf, digestOf, Name, oids, readAlgorithm, readCertificates, readExtensions, schemeOf, verifyIssuedBy, verifySignature, type AlgorithmIdentifier, type Certificate, type DigestName, type Extension,
} from '../x509/index.ts'
import { refused, revocationReasons, type StatusOutcome } from './status.ts'

const ocspOids = { basic: '1.3.6.1.5.5.7.48.1.1', nonce: '1.3.6.1.5.5.7.48.1.2', archiveCutoff: '1.3.6.1.5.5.7.48.1.6', sha1: '1.3.14.3.2.26' }

/** DER OCSPRequest for one certificate (RFC 6960 §4.1). SHA-1 names the issuer here, as every responder understands (RFC 5019 §2.1.1); nothing rests on it. */
export function encodeOcspRequest(certificate: Certificate, issuer: Certificate, nonce?: Uint8Array): Uint8Array {
  const id = sequence(
    sequence(oid(ocspOids.sha1), nullValue()),
    octetString(digestOf('SHA-1', issuer.subject.bytes)),
    octetString(digestOf('SHA-1', issuer.publicKeyOctets)),
    unsignedInteger(certificate.serialBytes),
  )
  const extensions = nonce === undefined ? null : explicit(2, sequence(sequence(oid(ocspOids.nonce), octetString(octetString(nonce)))))
  return sequence(sequence(sequence(sequence(id)), extensions))
}

interface SingleResponse {
  hash: DigestName | null
  issuerNameHash: Uint8Array
  issuerKeyHash: Uint8Array
  serialBytes: Uint8Array
  status: 'good' | 'revoked' | 'unknown'
  revokedAt: Date | null
  reason: string | null
  thisUpdate: Date
  nextUpdate: Date | null
  archiveCutoff: Date | null
}

export interface OcspResponse {
  /** OCSPResponseStatus; everything below is empty unless it is 0 (successful). */
  responseStatus: number
  tbs: Uint8Array
  responder: { kind: 'name', name: Name } | { kind: 'key', hash: Uint8Array }
  producedAt: Date
  nonce: Uint8Array | null
  responses: SingleResponse[]
  signatureAlgorithm: AlgorithmIdentifier
  signature: Uint8Array
  certificates: Certificate[]
}

/** OCSPResponse, or a bare BasicOCSPResponse as some archives keep it. @throws SigningError `der-malformed`, `structure-malformed` */
export function parseOcspResponse(bytes: Uint8Array): OcspResponse {
  const value = parseDer(bytes).expect(tags.sequence)
  const cursor = value.inside()
  if (cursor.peek !== tags.enumerated) return readBasic(value)
  const responseStatus = readSmallInteger(cursor.next())
  const body = cursor.optional(contextConstructed(0))
  if (responseStatus !== 0 || body === null) throw new SigningError('structure-malformed', `the responder answered with status ${responseStatus}`)
  const fields = body.inside().next(tags.sequence).inside()
  const type = readOid(fields.next())
  if (type !== ocspOids.basic) throw new SigningError('structure-malformed', `response type ${type}`)
  return readBasic(parseDer(readOctetString(fields.next())))
}

function readBasic(value: DerValue): OcspResponse {
  const cursor = value.expect(tags.sequence).inside()
  const tbs = cursor.next(tags.sequence)
  const signatureAlgorithm = readAlgorithm(cursor.next())
  const signature = readBitStringOctets(cursor.next())
  const certificates = readCertificates(cursor.optional(contextConstructed(0))?.inside().next(tags.sequence).children(50).map(({ bytes }) => bytes) ?? [])
  const fields = tbs.inside()
  fields.optional(contextConstructed(0))
  const responder = readResponder(fields.next())
  const producedAt = readTime(fields.next())
  const responses = fields.next(tags.sequence).children(1000).map(readSingle)
  const extensions = readOptionalExtensions(fields.optional(contextConstructed(1)))
  const nonce = extensions.find(one => one.oid === ocspOids.nonce)?.value ?? null
  return { responseStatus: 0, tbs: tbs.bytes, responder, producedAt, nonce: nonce === null ? null : unwrapNonce(nonce), responses, signatureAlgorithm, signature, certificates }
}

function readResponder(value: DerValue): OcspResponse['responder'] {
  if (value.tag === contextConstructed(1)) return { kind: 'name', name: new Name(value.inside().next()) }
  return { kind: 'key', hash: readOctetString(value.expect(contextConstructed(2)).inside().next()) }
}

const readOptionalExtensions = (value: DerValue | null): Extension[] => value === null ? [] : readExtensions(value.inside().next())

/** RFC 9654 wraps the octets once more; older responders do not. */
function unwrapNonce(value: Uint8Array): Uint8Array {
  try {
    return readOctetString(parseDer(value))
  }
  catch {
    return value
  }
}

function readSingle(value: DerValue): SingleResponse {
  const cursor = value.expect(tags.sequence).inside()
  const id = cursor.next(tags.sequence).inside()
  const hash = digestNameOf(readAlgorithm(id.next()).oid)
  const [issuerNameHash, issuerKeyHash, serialBytes] = [readOctetString(id.next()), readOctetString(id.next()), readIntegerBytes(id.next())]
  const status = readStatus(cursor.next())
  const thisUpdate = readTime(cursor.next())
  const next = cursor.optional(contextConstructed(0))
  const extensions = readOptionalExtensions(cursor.optional(contextConstructed(1)))
  const cutoff = extensions.find(one => one.oid === ocspOids.archiveCutoff)
  return {
    hash, issuerNameHash, issuerKeyHash, serialBytes, ...status, thisUpdate,
    nextUpdate: next === null ? null : readTime(next.inside().next()),
    archiveCutoff: cutoff === undefined ? null : readTime(parseDer(cutoff.value)),
  }
}

function readStatus(value: DerValue): Pick<SingleResponse, 'status' | 'revokedAt' | 'reason'> {
  if (value.tag === contextPrimitive(0)) return { status: 'good', revokedAt: null, reason: null }
  if (value.tag === contextPrimitive(2)) return { status: 'unknown', revokedAt: null, reason: null }
  const cursor = value.expect(contextConstructed(1)).inside()
  const revokedAt = readTime(cursor.next())
  const reason = cursor.optional(contextConstructed(0))
  return { status: 'revoked', revokedAt, reason: reason === null ? 'unspecified' : revocationReasons[readSmallInteger(reason.inside().next())] ?? 'unspecified' }
}

export interface OcspQuestion {
  response: Uint8Array
  certificate: Certificate
  issuer: Certificate
  /** Sent with the request. An answer without a nonce is accepted (RFC 5019), one with another nonce is not. */
  nonce?: Uint8Array
}

/**
 * What an OCSP response says about a certificate: it must be about this certificate, and signed by the issuer or by a responder
 * to whom the issuer delegated (RFC 6960 §4.2.2.2). Time is not judged here. Never throws.
 */
export function judgeOcsp({ response, certificate, issuer, nonce }: OcspQuestion): StatusOutcome {
  let parsed: OcspResponse
  try {
    parsed = parseOcspResponse(response)
  }
  catch (cause) {
    return refused(cause instanceof SigningError ? cause.detail : 'unreadable')
  }
  if (nonce !== undefined && parsed.nonce !== null && Buffer.compare(nonce, parsed.nonce) !== 0) return refused('the nonce is another one')
  const single = parsed.responses.find(one => isAbout(one, certificate, issuer))
  if (single === undefined) return refused('the response is about another certificate')
  const signer = [issuer, ...parsed.certificates].find(candidate => isResponder(parsed, candidate))
  if (signer === undefined) return refused('the certificate of the responder is missing')
  const objection = objectionToResponder(parsed, signer, issuer)
  if (objection !== null) return refused(objection)
  const { status, thisUpdate, nextUpdate, revokedAt, reason, archiveCutoff } = single
  return {
    kind: 'facts',
    facts: {
      source: 'ocsp', status, thisUpdate, nextUpdate, producedAt: parsed.producedAt, revokedAt, reason, archiveCutoff, signer,
      isDelegated: signer !== issuer, noCheck: signer.known.ocspNoCheck, certificates: parsed.certificates,
    },
  }
}

function isAbout(single: SingleResponse, certificate: Certificate, issuer: Certificate): boolean {
  if (single.hash === null || Buffer.compare(single.serialBytes, certificate.serialBytes) !== 0) return false
  return Buffer.compare(single.issuerNameHash, digestOf(single.hash, issuer.subject.bytes)) === 0
    && Buffer.compare(single.issuerKeyHash, digestOf(single.hash, issuer.publicKeyOctets)) === 0
}

const isResponder = ({ responder }: OcspResponse, candidate: Certificate): boolean =>
  responder.kind === 'name' ? responder.name.equals(candidate.subject) : Buffer.compare(responder.hash, digestOf('SHA-1', candidate.publicKeyOctets)) === 0

function objectionToResponder(response: OcspResponse, signer: Certificate, issuer: Certificate): string | null {
  if (signer.fingerprint !== issuer.fingerprint) {
    if (verifyIssuedBy(signer, issuer) !== 'valid') return 'the responder was not appointed by the issuer of the certificate'
    if (signer.known.extendedKeyUsage?.purposes.includes(oids.purposeOcspSigning) !== true) return 'the certificate of the responder is not one for OCSP'
    if (!signer.isValidAt(response.producedAt)) return 'the certificate of the responder was not valid when it answered'
  }
  const scheme = schemeOf(response.signatureAlgorithm)
  if (scheme === null || signer.publicKey === null) return `signature algorithm ${response.signatureAlgorithm.oid} is not supported`
  const verdict = verifySignature(signer.publicKey, { scheme, data: response.tbs, signature: response.signature })
  return verdict === 'valid' ? null : 'the signature of the response does not verify'
}
