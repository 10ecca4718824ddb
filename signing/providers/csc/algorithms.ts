import type { HashAlgorithm, SignatureAlgorithm } from '../../types.ts'
import { ProviderError } from '../errors.ts'

export interface AlgorithmPair { algorithm: SignatureAlgorithm, hash: HashAlgorithm }

const hashOids: Record<HashAlgorithm, string> = {
  'SHA-256': '2.16.840.1.101.3.4.2.1',
  'SHA-384': '2.16.840.1.101.3.4.2.2',
  'SHA-512': '2.16.840.1.101.3.4.2.3',
}

/** OIDs that name signature and hash together (RFC 8017, RFC 5758), and those that leave the hash open. */
const combined: [string, AlgorithmPair][] = [
  ['1.2.840.113549.1.1.11', { algorithm: 'RSA-PKCS1', hash: 'SHA-256' }],
  ['1.2.840.113549.1.1.12', { algorithm: 'RSA-PKCS1', hash: 'SHA-384' }],
  ['1.2.840.113549.1.1.13', { algorithm: 'RSA-PKCS1', hash: 'SHA-512' }],
  ['1.2.840.10045.4.3.2', { algorithm: 'ECDSA', hash: 'SHA-256' }],
  ['1.2.840.10045.4.3.3', { algorithm: 'ECDSA', hash: 'SHA-384' }],
  ['1.2.840.10045.4.3.4', { algorithm: 'ECDSA', hash: 'SHA-512' }],
]
const open: [string, SignatureAlgorithm][] = [['1.2.840.113549.1.1.1', 'RSA-PKCS1'], ['1.2.840.10045.2.1', 'ECDSA']]

export const hashOid = (hash: HashAlgorithm): string => hashOids[hash]

/** What a key can do, in our words. OIDs that we do not speak are left out. */
export function readAlgorithms(oids: readonly string[]): AlgorithmPair[] {
  const named = combined.filter(([oid]) => oids.includes(oid)).map(([, pair]) => pair)
  const free = open.filter(([oid]) => oids.includes(oid)).flatMap(([, algorithm]) => (Object.keys(hashOids) as HashAlgorithm[]).map(hash => ({ algorithm, hash })))
  return [...named, ...free.filter(one => !named.some(other => isSamePair(one, other)))]
}

/** How `signatures/signHash` is asked for this pair; the hash is named apart only where the signature leaves it open (clause 11.10). */
export function requestAlgorithm(wanted: AlgorithmPair, oids: readonly string[]): { signAlgo: string, hashAlgorithmOID?: string } {
  const exact = combined.find(([oid, pair]) => oids.includes(oid) && isSamePair(pair, wanted))
  if (exact !== undefined) return { signAlgo: exact[0] }
  const free = open.find(([oid, algorithm]) => oids.includes(oid) && algorithm === wanted.algorithm)
  if (free === undefined) throw new ProviderError('credential-not-usable', `the key does not do ${wanted.algorithm} with ${wanted.hash}`)
  return { signAlgo: free[0], hashAlgorithmOID: hashOids[wanted.hash] }
}

const isSamePair = (one: AlgorithmPair, other: AlgorithmPair): boolean => one.algorithm === other.algorithm && one.hash === other.hash
