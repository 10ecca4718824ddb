import { parseDer, readBoolean, readInteger, readOctetString, readOid, readSmallInteger, readTime, tags, toBigInt, integerContent, type DerValue } from '../asn1/index.ts'
import { cmsOids, certificatesOf, findSigningCertificate, parseSignedData, verifySigner, type SignedData, type SignerVerification } from '../cms/index.ts'
import { SigningError } from '../errors.ts'
import { digestNameOf, digestOf, oids, readAlgorithm, type Certificate, type DigestName } from '../x509/index.ts'

/** TSTInfo (RFC 3161 §2.4.2). */
export interface TimestampInfo {
  policy: string
  /** Null when the library does not know the digest. */
  hash: DigestName | null
  imprint: Uint8Array
  serialNumber: bigint
  time: Date
  /** How far the time may be off, either way; null when the authority does not say. */
  accuracyMilliseconds: number | null
  nonce: bigint | null
}

export interface TimestampToken {
  bytes: Uint8Array
  signedData: SignedData
  info: TimestampInfo
}

/** TimeStampToken. Zero octets behind it are padding (document time-stamps). @throws SigningError `der-malformed`, `structure-malformed` */
export function parseTimestampToken(bytes: Uint8Array): TimestampToken {
  const signedData = parseSignedData(bytes)
  if (signedData.contentType !== cmsOids.timestampInfo || signedData.content === null) throw new SigningError('structure-malformed', 'the CMS holds no TSTInfo')
  return { bytes: signedData.bytes, signedData, info: readInfo(parseDer(signedData.content)) }
}

function readInfo(value: DerValue): TimestampInfo {
  const cursor = value.expect(tags.sequence).inside()
  readSmallInteger(cursor.next(tags.integer))
  const policy = readOid(cursor.next())
  const imprint = cursor.next(tags.sequence).inside()
  const hash = digestNameOf(readAlgorithm(imprint.next()).oid)
  const digest = readOctetString(imprint.next())
  const serialNumber = readInteger(cursor.next())
  const time = readTime(cursor.next(tags.generalizedTime))
  const accuracy = cursor.optional(tags.sequence)
  const ordering = cursor.optional(tags.boolean)
  if (ordering !== null) readBoolean(ordering)
  const nonce = cursor.optional(tags.integer)
  return { policy, hash, imprint: digest, serialNumber, time, accuracyMilliseconds: accuracy === null ? null : readAccuracy(accuracy), nonce: nonce === null ? null : readInteger(nonce) }
}

function readAccuracy(value: DerValue): number {
  const cursor = value.inside()
  const seconds = cursor.optional(tags.integer)
  const milliseconds = cursor.optional(0x80)
  const microseconds = cursor.optional(0x81)
  const number = (part: DerValue | null) => part === null ? 0 : Number(toBigInt(integerContent(part)))
  return number(seconds) * 1000 + number(milliseconds) + number(microseconds) / 1000
}

/** Facts about a token; whether its authority is trusted needs a path and evidence. */
export interface TimestampVerification {
  /** Null when no certificate fits the signer. */
  authority: Certificate | null
  /** Null without a certificate or a single signer. */
  signer: SignerVerification | null
  /** The imprint is the digest of what was stamped. */
  imprintMatches: boolean
  /** Extended key usage is time-stamping only and critical (RFC 3161 §2.3). */
  purposeIsTimestamping: boolean
}

/**
 * @param stampedDigest digest with `token.info.hash` of what should be stamped
 * @param candidates certificates beside those in the token, e.g. of the DSS
 */
export function verifyTimestampToken({ signedData, info }: TimestampToken, stampedDigest: Uint8Array, candidates: readonly Certificate[] = []): TimestampVerification {
  const imprintMatches = Buffer.compare(info.imprint, stampedDigest) === 0
  const [signer] = signedData.signers
  const authority = signer === undefined || signedData.signers.length > 1 ? null : findSigningCertificate(signer, [...certificatesOf(signedData), ...candidates])
  if (signer === undefined || authority === null) return { authority: null, signer: null, imprintMatches, purposeIsTimestamping: false }
  const content = signedData.content!
  const verification = verifySigner({ signer, certificate: authority, contentDigest: signer.digest === null ? new Uint8Array() : digestOf(signer.digest, content), contentType: cmsOids.timestampInfo, content })
  return { authority, signer: verification, imprintMatches, purposeIsTimestamping: isForTimestamping(authority) }
}

function isForTimestamping({ known }: Certificate): boolean {
  const usage = known.extendedKeyUsage
  return usage !== null && usage.critical && usage.purposes.length === 1 && usage.purposes[0] === oids.purposeTimeStamping
}
