import { constants, createHash, hash as hashOnce, sign, verify, type KeyObject } from 'node:crypto'
import { parseDer, readInteger, readOid, sequence, oid, nullValue, explicit, integer, type DerValue } from '../asn1/index.ts'
import { SigningError } from '../errors.ts'
import type { HashAlgorithm, SignatureAlgorithm } from '../types.ts'
import { oids } from './oids.ts'

/** Digests that old files use too; which of them may be trusted, and until when, is a policy's business. */
export type DigestName = 'MD5' | 'SHA-1' | 'SHA-224' | HashAlgorithm | 'SHA3-256' | 'SHA3-384' | 'SHA3-512' | 'RIPEMD-160'

export interface AlgorithmIdentifier {
  oid: string
  /** The parameters, or null when absent or NULL. */
  parameters: DerValue | null
  /** As encoded. */
  bytes: Uint8Array
}

/** How a signature was made, as far as its AlgorithmIdentifier says. */
export interface SignatureScheme {
  /** Of `SignatureAlgorithm`, or the name of one that is only verified. */
  algorithm: SignatureAlgorithm | 'Ed448' | 'DSA' | 'ML-DSA-44' | 'ML-DSA-87'
  /** Null when the algorithm hashes by itself, or when the digest is named elsewhere (rsaEncryption in a CMS). */
  hash: DigestName | null
  /** RSA-PSS only, octets. */
  saltLength?: number
  /** ECDSA only: r and s side by side instead of a DER sequence (BSI TR-03111 §5.2.1). */
  isPlain?: true
}

const digests: readonly [DigestName, string, string][] = [
  ['SHA-256', oids.sha256, 'sha256'],
  ['SHA-384', oids.sha384, 'sha384'],
  ['SHA-512', oids.sha512, 'sha512'],
  ['SHA-1', oids.sha1, 'sha1'],
  ['SHA-224', '2.16.840.1.101.3.4.2.4', 'sha224'],
  ['SHA3-256', '2.16.840.1.101.3.4.2.8', 'sha3-256'],
  ['SHA3-384', '2.16.840.1.101.3.4.2.9', 'sha3-384'],
  ['SHA3-512', '2.16.840.1.101.3.4.2.10', 'sha3-512'],
  ['MD5', '1.2.840.113549.2.5', 'md5'],
  ['RIPEMD-160', '1.3.36.3.2.1', 'ripemd160'],
]
const digestByOid = new Map(digests.map(([name, id]) => [id, name]))
const digestByName = new Map(digests.map(([name, id, node]) => [name as string, { id, node }]))

export const digestNameOf = (id: string): DigestName | null => digestByOid.get(id) ?? null
/** Dotted OID. */
export const digestOid = (name: DigestName): string => digestByName.get(name)!.id
/** The name that node:crypto knows. */
export const nodeDigest = (name: DigestName): string => digestByName.get(name)!.node

export const digestOf = (name: DigestName, data: Uint8Array): Uint8Array => hashOnce(nodeDigest(name), data, 'buffer')
export const newDigest = (name: DigestName) => createHash(nodeDigest(name))
export const fingerprintOf = (der: Uint8Array): string => hashOnce('sha256', der, 'hex')

const schemes = new Map<string, SignatureScheme>([
  [oids.rsaEncryption, { algorithm: 'RSA-PKCS1', hash: null }],
  ['1.2.840.113549.1.1.4', { algorithm: 'RSA-PKCS1', hash: 'MD5' }],
  ['1.2.840.113549.1.1.5', { algorithm: 'RSA-PKCS1', hash: 'SHA-1' }],
  ['1.2.840.113549.1.1.11', { algorithm: 'RSA-PKCS1', hash: 'SHA-256' }],
  ['1.2.840.113549.1.1.12', { algorithm: 'RSA-PKCS1', hash: 'SHA-384' }],
  ['1.2.840.113549.1.1.13', { algorithm: 'RSA-PKCS1', hash: 'SHA-512' }],
  ['1.2.840.113549.1.1.14', { algorithm: 'RSA-PKCS1', hash: 'SHA-224' }],
  ['2.16.840.1.101.3.4.3.14', { algorithm: 'RSA-PKCS1', hash: 'SHA3-256' }],
  ['2.16.840.1.101.3.4.3.15', { algorithm: 'RSA-PKCS1', hash: 'SHA3-384' }],
  ['2.16.840.1.101.3.4.3.16', { algorithm: 'RSA-PKCS1', hash: 'SHA3-512' }],
  [oids.ecPublicKey, { algorithm: 'ECDSA', hash: null }],
  ['1.2.840.10045.4.1', { algorithm: 'ECDSA', hash: 'SHA-1' }],
  ['1.2.840.10045.4.3.1', { algorithm: 'ECDSA', hash: 'SHA-224' }],
  ['1.2.840.10045.4.3.2', { algorithm: 'ECDSA', hash: 'SHA-256' }],
  ['1.2.840.10045.4.3.3', { algorithm: 'ECDSA', hash: 'SHA-384' }],
  ['1.2.840.10045.4.3.4', { algorithm: 'ECDSA', hash: 'SHA-512' }],
  ['2.16.840.1.101.3.4.3.10', { algorithm: 'ECDSA', hash: 'SHA3-256' }],
  ['2.16.840.1.101.3.4.3.11', { algorithm: 'ECDSA', hash: 'SHA3-384' }],
  ['2.16.840.1.101.3.4.3.12', { algorithm: 'ECDSA', hash: 'SHA3-512' }],
  ['0.4.0.127.0.7.1.1.4.1.1', { algorithm: 'ECDSA', hash: 'SHA-1', isPlain: true }],
  ['0.4.0.127.0.7.1.1.4.1.2', { algorithm: 'ECDSA', hash: 'SHA-224', isPlain: true }],
  ['0.4.0.127.0.7.1.1.4.1.3', { algorithm: 'ECDSA', hash: 'SHA-256', isPlain: true }],
  ['0.4.0.127.0.7.1.1.4.1.4', { algorithm: 'ECDSA', hash: 'SHA-384', isPlain: true }],
  ['0.4.0.127.0.7.1.1.4.1.5', { algorithm: 'ECDSA', hash: 'SHA-512', isPlain: true }],
  ['1.2.840.10040.4.1', { algorithm: 'DSA', hash: null }],
  ['1.2.840.10040.4.3', { algorithm: 'DSA', hash: 'SHA-1' }],
  ['2.16.840.1.101.3.4.3.2', { algorithm: 'DSA', hash: 'SHA-256' }],
  [oids.ed25519, { algorithm: 'Ed25519', hash: null }],
  [oids.ed448, { algorithm: 'Ed448', hash: null }],
  [oids.mlDsa44, { algorithm: 'ML-DSA-44', hash: null }],
  [oids.mlDsa65, { algorithm: 'ML-DSA-65', hash: null }],
  [oids.mlDsa87, { algorithm: 'ML-DSA-87', hash: null }],
])

/** AlgorithmIdentifier (RFC 5280 §4.1.1.2). @throws SigningError `der-malformed` */
export function readAlgorithm(value: DerValue): AlgorithmIdentifier {
  const cursor = value.expect(0x30).inside()
  const id = readOid(cursor.next())
  const parameters = cursor.done ? null : cursor.next()
  cursor.finish()
  return { oid: id, parameters: parameters?.tag === 0x05 ? null : parameters, bytes: value.bytes }
}

/** Null when the library does not know the algorithm, or knows it but not with these parameters. */
export function schemeOf(algorithm: AlgorithmIdentifier): SignatureScheme | null {
  if (algorithm.oid !== oids.rsassaPss) return schemes.get(algorithm.oid) ?? null
  try {
    return readPssParameters(algorithm.parameters)
  }
  catch {
    return null
  }
}

/** RSASSA-PSS-params (RFC 8017 A.2.3). MGF1 must use the same digest: OpenSSL's interface in Node knows no other. */
function readPssParameters(parameters: DerValue | null): SignatureScheme | null {
  let hash: DigestName | null = 'SHA-1'
  let mgfHash: DigestName | null = 'SHA-1'
  let saltLength = 20
  if (parameters !== null) {
    const cursor = parameters.expect(0x30).inside()
    const digest = cursor.optional(0xa0)
    if (digest) hash = digestNameOf(readAlgorithm(digest.inside().next()).oid)
    const mask = cursor.optional(0xa1)
    if (mask) {
      const generator = readAlgorithm(mask.inside().next())
      mgfHash = generator.oid === oids.mgf1 && generator.parameters ? digestNameOf(readAlgorithm(generator.parameters).oid) : null
    }
    const salt = cursor.optional(0xa2)
    if (salt) saltLength = Number(readInteger(salt.inside().next()))
    const trailer = cursor.optional(0xa3)
    if (trailer && readInteger(trailer.inside().next()) !== 1n) return null
    cursor.finish()
  }
  if (hash === null || hash !== mgfHash || saltLength < 0 || saltLength > 512) return null
  return { algorithm: 'RSA-PSS', hash, saltLength }
}

export type SignatureVerdict = 'valid' | 'invalid' | 'unsupported'

export interface SignatureToVerify {
  scheme: SignatureScheme
  /** Used when the scheme names no digest. */
  hash?: DigestName | null
  data: Uint8Array
  signature: Uint8Array
}

const keyTypes: Record<SignatureScheme['algorithm'], readonly string[]> = {
  'RSA-PKCS1': ['rsa'],
  'RSA-PSS': ['rsa', 'rsa-pss'],
  'ECDSA': ['ec'],
  'DSA': ['dsa'],
  'Ed25519': ['ed25519'],
  'Ed448': ['ed448'],
  'ML-DSA-44': ['ml-dsa-44'],
  'ML-DSA-65': ['ml-dsa-65'],
  'ML-DSA-87': ['ml-dsa-87'],
}

/** Never throws: a key of the wrong kind, or an algorithm that the runtime lacks, is `unsupported`. */
export function verifySignature(key: KeyObject, { scheme, hash, data, signature }: SignatureToVerify): SignatureVerdict {
  if (!keyTypes[scheme.algorithm].includes(key.asymmetricKeyType ?? '')) return 'unsupported'
  const digest = scheme.hash ?? hash ?? null
  const hashesItself = isHashingItself(scheme.algorithm)
  if (digest === null && !hashesItself) return 'unsupported'
  try {
    const options = scheme.algorithm === 'RSA-PSS'
      ? { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: scheme.saltLength ?? constants.RSA_PSS_SALTLEN_DIGEST }
      : scheme.isPlain === true ? { key, dsaEncoding: 'ieee-p1363' as const } : key
    return verify(hashesItself ? null : nodeDigest(digest!), data, options, signature) ? 'valid' : 'invalid'
  }
  catch {
    return 'unsupported'
  }
}

/** Signs `data` (not its digest). RSA-PSS takes a salt as long as the digest. @throws SigningError `algorithm-unsupported` */
export function createSignature(key: KeyObject, { algorithm, hash, data }: { algorithm: SignatureAlgorithm, hash: HashAlgorithm, data: Uint8Array }): Uint8Array {
  if (!keyTypes[algorithm].includes(key.asymmetricKeyType ?? '')) throw new SigningError('algorithm-unsupported', `a key of type ${key.asymmetricKeyType} cannot sign with ${algorithm}`)
  const options = algorithm === 'RSA-PSS' ? { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST } : key
  return sign(isHashingItself(algorithm) ? null : nodeDigest(hash), data, options)
}

export const isHashingItself = (algorithm: SignatureScheme['algorithm']): boolean => algorithm.startsWith('Ed') || algorithm.startsWith('ML-DSA')

/** The algorithm that keys of this type sign with when nothing else is asked for. */
export function usualAlgorithm(key: KeyObject): SignatureAlgorithm {
  switch (key.asymmetricKeyType as string | undefined) {
    case 'rsa': return 'RSA-PKCS1'
    case 'rsa-pss': return 'RSA-PSS'
    case 'ec': return 'ECDSA'
    case 'ed25519': return 'Ed25519'
    case 'ml-dsa-65': return 'ML-DSA-65'
    default: throw new SigningError('algorithm-unsupported', `keys of type ${key.asymmetricKeyType}`)
  }
}

const identifiers: Record<Exclude<SignatureAlgorithm, 'RSA-PSS'>, (hash: HashAlgorithm) => Uint8Array> = {
  'RSA-PKCS1': hash => sequence(oid({ 'SHA-256': '1.2.840.113549.1.1.11', 'SHA-384': '1.2.840.113549.1.1.12', 'SHA-512': '1.2.840.113549.1.1.13' }[hash]), nullValue()),
  'ECDSA': hash => sequence(oid({ 'SHA-256': '1.2.840.10045.4.3.2', 'SHA-384': '1.2.840.10045.4.3.3', 'SHA-512': '1.2.840.10045.4.3.4' }[hash])),
  'Ed25519': () => sequence(oid(oids.ed25519)),
  'ML-DSA-65': () => sequence(oid(oids.mlDsa65)),
}
const digestLengths: Record<HashAlgorithm, number> = { 'SHA-256': 32, 'SHA-384': 48, 'SHA-512': 64 }

/** DER AlgorithmIdentifier of a signature (RFC 5754, 4055, 5758, 8410, 9882). */
export function encodeSignatureAlgorithm(algorithm: SignatureAlgorithm, hash: HashAlgorithm): Uint8Array {
  if (algorithm !== 'RSA-PSS') return identifiers[algorithm](hash)
  const digest = sequence(oid(digestOid(hash)), nullValue())
  return sequence(oid(oids.rsassaPss), sequence(explicit(0, digest), explicit(1, sequence(oid(oids.mgf1), digest)), explicit(2, integer(digestLengths[hash]))))
}

/** DER AlgorithmIdentifier of a digest, parameters absent (RFC 5754 §2). */
export const encodeDigestAlgorithm = (hash: DigestName): Uint8Array => sequence(oid(digestOid(hash)))

/** The parsed form of what `encodeSignatureAlgorithm` writes. */
export const toScheme = (algorithm: SignatureAlgorithm, hash: HashAlgorithm): SignatureScheme => schemeOf(readAlgorithm(parseDer(encodeSignatureAlgorithm(algorithm, hash))))!
