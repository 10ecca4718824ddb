import { schemeOf, type Certificate, type DigestName, type SignatureScheme } from '../x509/index.ts'

/** Until when an algorithm may be relied upon: an ISO date (exclusive, UTC), or null for no end in sight. What is absent never may. */
export type ReliableUntil = string | null

export interface KeyConstraint {
  kind: 'RSA' | 'DSA' | 'EC' | 'Edwards' | 'ML-DSA'
  /** Bits of the modulus, of the curve's order, or the number in the parameter set's name. The largest that a key reaches counts. */
  bits: number
  until: ReliableUntil
}

/** Dated algorithm constraints (EN 319 102-1 §5.1.4.2): data, so that another catalogue is another value. */
export interface AlgorithmConstraints {
  /** The catalogue that the dates were taken from, and when somebody last looked. */
  source: string
  reviewed: string
  digests: Partial<Record<DigestName, ReliableUntil>>
  keys: readonly KeyConstraint[]
}

/**
 * ETSI TS 119 312 V1.5.1 (2024-12) with the SOG-IS agreed mechanisms it refers to; ends of algorithms that it no longer names are those of
 * its predecessors (TS 102 176-1 V2.1.1, TS 119 312 V1.1.1 to V1.4.3). ML-DSA: FIPS 204.
 */
export const ts119312: AlgorithmConstraints = {
  source: 'ETSI TS 119 312 V1.5.1 (2024-12)',
  reviewed: '2026-11-20',
  digests: {
    'MD5': '2004-08-01', 'RIPEMD-160': '2014-08-01', 'SHA-1': '2012-08-01', 'SHA-224': '2029-01-01',
    'SHA-256': null, 'SHA-384': null, 'SHA-512': null, 'SHA3-256': null, 'SHA3-384': null, 'SHA3-512': null,
  },
  keys: [
    { kind: 'RSA', bits: 786, until: '2010-08-01' },
    { kind: 'RSA', bits: 1024, until: '2010-08-01' },
    { kind: 'RSA', bits: 1536, until: '2019-10-01' },
    { kind: 'RSA', bits: 1900, until: '2029-01-01' },
    { kind: 'RSA', bits: 3000, until: null },
    { kind: 'DSA', bits: 1024, until: '2015-12-01' },
    { kind: 'DSA', bits: 2048, until: '2029-01-01' },
    { kind: 'EC', bits: 160, until: '2013-10-01' },
    { kind: 'EC', bits: 192, until: '2013-10-01' },
    { kind: 'EC', bits: 224, until: '2016-10-01' },
    { kind: 'EC', bits: 256, until: null },
    { kind: 'Edwards', bits: 255, until: null },
    { kind: 'ML-DSA', bits: 44, until: null },
  ],
}

export interface AlgorithmUse {
  /** Null when the library does not know the algorithm. */
  scheme: SignatureScheme | null
  digest: DigestName | null
  /** Whose key made the signature; null when only a digest is in use. */
  key: Certificate | null
}

export interface Reliability {
  /** First moment at which it may no longer be relied upon; null = no end. An algorithm that never may ends at the epoch. */
  end: Date | null
  /** Which algorithm it is that ends first, e.g. "SHA-1", "RSA 1024". */
  weakest: string
}

/** What ends first: the digest, or the key with its length. */
export function reliabilityOf({ scheme, digest, key }: AlgorithmUse, constraints: AlgorithmConstraints): Reliability {
  const found: Reliability[] = []
  if (digest !== null) found.push({ end: toEnd(constraints.digests[digest]), weakest: digest })
  if (key !== null) found.push(keyReliability(key, constraints))
  if (scheme === null || found.length === 0) found.push({ end: never, weakest: 'an unknown algorithm' })
  return found.reduce((one, other) => endOf(other) < endOf(one) ? other : one)
}

/** Reliability of the signature on a certificate. */
export function issuanceReliability(certificate: Certificate, issuer: Certificate, constraints: AlgorithmConstraints): Reliability {
  const scheme = schemeOf(certificate.signatureAlgorithm)
  return reliabilityOf({ scheme, digest: scheme?.hash ?? null, key: issuer }, constraints)
}

export const isReliableAt = ({ end }: Reliability, at: Date): boolean => end === null || at < end

const never = new Date(0)
const endOf = ({ end }: Reliability): number => end?.getTime() ?? Infinity
const toEnd = (until: ReliableUntil | undefined): Date | null => until === undefined ? never : until === null ? null : new Date(`${until}T00:00:00Z`)

function keyReliability(certificate: Certificate, constraints: AlgorithmConstraints): Reliability {
  const { kind, bits } = keySizeOf(certificate)
  const reached = constraints.keys.filter(one => one.kind === kind && one.bits <= bits).sort((a, b) => b.bits - a.bits)[0]
  return { end: toEnd(reached?.until), weakest: `${kind ?? 'unknown key'} ${bits}` }
}

type KeySize = { kind: KeyConstraint['kind'] | null, bits: number }
const sizes = new WeakMap<Certificate, KeySize>()

const curveBits: Readonly<Record<string, number>> = {
  prime192v1: 192, secp192k1: 192, secp224r1: 224, secp224k1: 224, prime256v1: 256, secp256k1: 256, secp384r1: 384, secp521r1: 521,
  brainpoolP160r1: 160, brainpoolP192r1: 192, brainpoolP224r1: 224, brainpoolP256r1: 256, brainpoolP320r1: 320, brainpoolP384r1: 384, brainpoolP512r1: 512,
  brainpoolP256t1: 256, brainpoolP320t1: 320, brainpoolP384t1: 384, brainpoolP512t1: 512,
}

function keySizeOf(certificate: Certificate): KeySize {
  const known = sizes.get(certificate)
  if (known !== undefined) return known
  const size = measureKey(certificate)
  sizes.set(certificate, size)
  return size
}

function measureKey({ publicKey }: Certificate): KeySize {
  const type = publicKey?.asymmetricKeyType as string | undefined
  const details = publicKey?.asymmetricKeyDetails
  if (type === 'rsa' || type === 'rsa-pss') return { kind: 'RSA', bits: details?.modulusLength ?? 0 }
  if (type === 'dsa') return { kind: 'DSA', bits: details?.modulusLength ?? 0 }
  if (type === 'ec') return { kind: 'EC', bits: curveBits[details?.namedCurve ?? ''] ?? 0 }
  if (type === 'ed25519' || type === 'ed448') return { kind: 'Edwards', bits: type === 'ed25519' ? 255 : 448 }
  if (type?.startsWith('ml-dsa-')) return { kind: 'ML-DSA', bits: Number(type.slice('ml-dsa-'.length)) }
  return { kind: null, bits: 0 }
}
