import { boolean, integer, octetString, oid, parseDer, readBitString, readSmallInteger, readText, sequence, tags, hasBit } from '../asn1/index.ts'
import { encodeDigestAlgorithm } from '../x509/index.ts'
import type { HashAlgorithm } from '../types.ts'

export interface TimestampQuestion {
  digest: Uint8Array
  hash: HashAlgorithm
  nonce: bigint
  /** OID of the policy asked for. */
  policy?: string
}

/** DER TimeStampReq that asks for the authority's certificate in the token (RFC 3161 §2.4.1). */
export const encodeTimestampRequest = ({ digest, hash, nonce, policy }: TimestampQuestion): Uint8Array => sequence(
  integer(1),
  sequence(encodeDigestAlgorithm(hash), octetString(digest)),
  policy === undefined ? null : oid(policy),
  integer(nonce),
  boolean(true),
)

export interface TimestampAnswer {
  /** PKIStatus 0 (granted) or 1 (granted with modifications). */
  granted: boolean
  /** DER TimeStampToken, null when refused. */
  token: Uint8Array | null
  /** The authority's own words and failure bits. */
  reason: string
}

/** TimeStampResp (RFC 3161 §2.4.2). @throws SigningError `der-malformed` */
export function parseTimestampResponse(bytes: Uint8Array): TimestampAnswer {
  const cursor = parseDer(bytes).expect(tags.sequence).inside()
  const info = cursor.next(tags.sequence).inside()
  const status = readSmallInteger(info.next())
  const text = info.optional(tags.sequence)?.children(20).map(readText).join(' ') ?? ''
  const failure = info.optional(tags.bitString)
  const bits = failure === null ? [] : failureNames.filter(([number]) => hasBit(readBitString(failure), number)).map(([, name]) => name)
  const token = cursor.done ? null : cursor.next(tags.sequence).bytes
  return { granted: status === 0 || status === 1, token, reason: [`status ${status}`, ...bits, text].filter(part => part !== '').join(' ') }
}

const failureNames: readonly [number, string][] = [
  [0, 'badAlg'], [2, 'badRequest'], [5, 'badDataFormat'], [14, 'timeNotAvailable'], [15, 'unacceptedPolicy'], [16, 'unacceptedExtension'], [17, 'addInfoNotAvailable'], [25, 'systemFailure'],
]
