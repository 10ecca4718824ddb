import { createPublicKey, type KeyObject } from 'node:crypto'
import { parseDer, readBitString, readBitStringOctets, readIntegerBytes, readSmallInteger, readTime, type DerValue } from '../asn1/index.ts'
import { SigningError } from '../errors.ts'
import { fingerprintOf, readAlgorithm, type AlgorithmIdentifier } from './algorithms.ts'
import { readExtensions, understand, type Extension, type KnownExtensions } from './extensions.ts'
import { Name } from './name.ts'

/** An X.509 certificate (RFC 5280 §4.1), read once; objects with the same bytes are the same object as long as the cache holds them. */
export class Certificate {
  readonly der: Uint8Array
  /** Lower-case hex SHA-256 of the DER. */
  readonly fingerprint: string
  readonly tbs: Uint8Array
  readonly version: number
  /** Content octets of the INTEGER. */
  readonly serialBytes: Uint8Array
  readonly issuer: Name
  readonly subject: Name
  readonly notBefore: Date
  readonly notAfter: Date
  /** DER SubjectPublicKeyInfo. */
  readonly publicKeyInfo: Uint8Array
  readonly keyAlgorithm: AlgorithmIdentifier
  /** Octets of the key's BIT STRING: what OCSP and key identifiers hash. */
  readonly publicKeyOctets: Uint8Array
  readonly signatureAlgorithm: AlgorithmIdentifier
  readonly signature: Uint8Array
  readonly extensions: readonly Extension[]
  readonly known: KnownExtensions
  #publicKey: KeyObject | null | undefined

  constructor(der: Uint8Array, fingerprint: string) {
    this.der = der
    this.fingerprint = fingerprint
    const [tbs, algorithm, signature] = threeOf(parseDer(der))
    this.tbs = tbs.bytes
    this.signatureAlgorithm = readAlgorithm(algorithm)
    this.signature = readBitStringOctets(signature)

    const fields = tbs.expect(0x30).inside()
    const version = fields.optional(0xa0)
    this.version = version === null ? 1 : readSmallInteger(version.inside().next()) + 1
    this.serialBytes = readIntegerBytes(fields.next())
    const inner = readAlgorithm(fields.next())
    if (Buffer.compare(inner.bytes, this.signatureAlgorithm.bytes) !== 0) throw new RangeError('the two signature algorithms differ')
    this.issuer = new Name(fields.next())
    const validity = fields.next(0x30).inside()
    this.notBefore = readTime(validity.next())
    this.notAfter = readTime(validity.next())
    validity.finish()
    this.subject = new Name(fields.next())
    const key = fields.next(0x30)
    this.publicKeyInfo = key.bytes
    const keyFields = key.inside()
    this.keyAlgorithm = readAlgorithm(keyFields.next())
    this.publicKeyOctets = readBitString(keyFields.next()).bytes
    fields.optional(0x81)
    fields.optional(0x82)
    const extensions = fields.optional(0xa3)
    fields.finish()
    this.extensions = extensions === null ? [] : readExtensions(extensions.inside().next())
    this.known = understand(this.extensions)
  }

  /** Lower-case hex without the leading zero octet of the encoding. */
  get serialNumber(): string {
    const hex = Buffer.from(this.serialBytes).toString('hex')
    return hex.length > 2 && hex.startsWith('00') ? hex.slice(2) : hex
  }

  /** Null when the runtime cannot use the key (unknown algorithm, point not on its curve …). */
  get publicKey(): KeyObject | null {
    if (this.#publicKey === undefined) this.#publicKey = toPublicKey(this.publicKeyInfo)
    return this.#publicKey
  }

  /** Subject and issuer are the same name; says nothing about the signature. */
  get isSelfIssued(): boolean {
    return this.subject.equals(this.issuer)
  }

  /** RFC 5280 §4.2.1.9: only a version 3 certificate that says so is an authority's. */
  get isAuthority(): boolean {
    return this.known.basicConstraints?.ca === true
  }

  isValidAt(at: Date): boolean {
    return at >= this.notBefore && at <= this.notAfter
  }
}

function threeOf(value: DerValue): [DerValue, DerValue, DerValue] {
  const cursor = value.expect(0x30).inside()
  const three: [DerValue, DerValue, DerValue] = [cursor.next(0x30), cursor.next(0x30), cursor.next(0x03)]
  cursor.finish()
  return three
}

function toPublicKey(info: Uint8Array): KeyObject | null {
  try {
    return createPublicKey({ key: Buffer.from(info), format: 'der', type: 'spki' })
  }
  catch {
    return null
  }
}

const mostKept = 2048
const kept = new Map<string, Certificate>()

/** @throws SigningError `certificate-malformed` */
export function parseCertificate(der: Uint8Array): Certificate {
  const fingerprint = fingerprintOf(der)
  const known = kept.get(fingerprint)
  if (known !== undefined) return known
  try {
    // A copy: the caller's buffer may be the whole PDF, or change.
    const certificate = new Certificate(Uint8Array.from(der), fingerprint)
    if (kept.size >= mostKept) kept.delete(kept.keys().next().value!)
    kept.set(fingerprint, certificate)
    return certificate
  }
  catch (cause) {
    throw new SigningError('certificate-malformed', cause instanceof Error ? cause.message : 'unreadable', { cause })
  }
}

/** Null instead of an error, for certificates that come with somebody's file. */
export function readCertificate(der: Uint8Array): Certificate | null {
  try {
    return parseCertificate(der)
  }
  catch {
    return null
  }
}

/** Each certificate once, unreadable ones left out. */
export function readCertificates(ders: Iterable<Uint8Array>): Certificate[] {
  const found = new Map<string, Certificate>()
  for (const der of ders) {
    const certificate = readCertificate(der)
    if (certificate !== null) found.set(certificate.fingerprint, certificate)
  }
  return [...found.values()]
}
