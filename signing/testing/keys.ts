import { constants, createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import * as der from '../asn1/index.ts'
import { SigningError } from '../errors.ts'
import type { HashAlgorithm, SignatureAlgorithm } from '../types.ts'
import type { KeySpec, TestKey } from './types.ts'

/** A fresh key pair. */
export function generateKey(spec: KeySpec): TestKey {
  const [family, size] = spec.split('-')
  if (family === 'RSA') return { spec, ...generateKeyPairSync('rsa', { modulusLength: Number(size) }) }
  if (family === 'P') return { spec, ...generateKeyPairSync('ec', { namedCurve: spec }) }
  return { spec, ...(spec === 'Ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ml-dsa-65')) }
}

const curves: Record<string, KeySpec> = { prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' }

/** A stored PKCS#8 PEM key. @throws SigningError `algorithm-unsupported` */
export function importKey(pem: string): TestKey {
  const privateKey = createPrivateKey(pem)
  const details = privateKey.asymmetricKeyDetails
  const specs: Record<string, string | undefined> = { 'rsa': `RSA-${details?.modulusLength}`, 'ec': curves[details?.namedCurve ?? ''], 'ed25519': 'Ed25519', 'ml-dsa-65': 'ML-DSA-65' }
  const spec = specs[privateKey.asymmetricKeyType ?? '']
  if (spec === undefined) throw new SigningError('algorithm-unsupported', `keys of kind ${privateKey.asymmetricKeyType}`)
  return { spec: spec as KeySpec, privateKey, publicKey: createPublicKey(privateKey) }
}

export const exportKey = (key: TestKey): string => key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

/** The signature algorithm that a key uses by default. */
export const algorithmOf = (key: TestKey): SignatureAlgorithm =>
  key.spec.startsWith('RSA') ? 'RSA-PKCS1' : key.spec.startsWith('P-') ? 'ECDSA' : key.spec as 'Ed25519' | 'ML-DSA-65'

/** Signature value as X.509 and CMS carry it (ECDSA as DER). */
export function signWith(key: TestKey, data: Uint8Array, { hash, algorithm = algorithmOf(key) }: { hash: HashAlgorithm, algorithm?: SignatureAlgorithm }): Uint8Array {
  const digest = hash.toLowerCase().replace('-', '')
  if (algorithm === 'Ed25519' || algorithm === 'ML-DSA-65') return sign(null, data, key.privateKey)
  if (algorithm === 'RSA-PSS') return sign(digest, data, { key: key.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST })
  return sign(digest, data, key.privateKey)
}

const signatureOids: Record<string, string> = {
  'RSA-PKCS1 SHA-256': '1.2.840.113549.1.1.11', 'RSA-PKCS1 SHA-384': '1.2.840.113549.1.1.12', 'RSA-PKCS1 SHA-512': '1.2.840.113549.1.1.13',
  'ECDSA SHA-256': '1.2.840.10045.4.3.2', 'ECDSA SHA-384': '1.2.840.10045.4.3.3', 'ECDSA SHA-512': '1.2.840.10045.4.3.4',
}

export const digestOids: Record<HashAlgorithm, string> = { 'SHA-256': '2.16.840.1.101.3.4.2.1', 'SHA-384': '2.16.840.1.101.3.4.2.2', 'SHA-512': '2.16.840.1.101.3.4.2.3' }

/** DER AlgorithmIdentifier of what `signWith` makes by default. */
export function signatureIdentifier(key: TestKey, hash: HashAlgorithm): Uint8Array {
  const algorithm = algorithmOf(key)
  if (algorithm === 'Ed25519') return der.sequence(der.oid('1.3.101.112'))
  if (algorithm === 'ML-DSA-65') return der.sequence(der.oid('2.16.840.1.101.3.4.3.18'))
  return der.sequence(der.oid(signatureOids[`${algorithm} ${hash}`]!), algorithm === 'RSA-PKCS1' ? der.nullValue() : null)
}

/** Hash for node:crypto of a signature algorithm above; null where the algorithm has its own. @throws SigningError `algorithm-unsupported` */
export function hashOfSignature(oid: string): string | null {
  if (oid === '1.3.101.112' || oid === '2.16.840.1.101.3.4.3.18') return null
  const name = Object.keys(signatureOids).find(one => signatureOids[one] === oid)
  if (name === undefined) throw new SigningError('algorithm-unsupported', oid)
  return name.split(' ')[1]!.toLowerCase().replace('-', '')
}

export const publicKeyInfo = (key: KeyObject | Uint8Array): Uint8Array => key instanceof Uint8Array ? key : new Uint8Array(key.export({ type: 'spki', format: 'der' }))
