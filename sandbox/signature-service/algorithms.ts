import { constants, privateEncrypt, type KeyObject } from 'node:crypto'
import { invalidRequest } from './csc-error.ts'

export type HashName = 'SHA-256' | 'SHA-384' | 'SHA-512'

/** By OID: digest size in bytes, and the DER that goes before the digest in an RSA signature (RFC 8017, 9.2 note 1). */
const hashes: Record<string, { name: HashName, size: number, digestInfo: string }> = {
  '2.16.840.1.101.3.4.2.1': { name: 'SHA-256', size: 32, digestInfo: '3031300d060960864801650304020105000420' },
  '2.16.840.1.101.3.4.2.2': { name: 'SHA-384', size: 48, digestInfo: '3041300d060960864801650304020205000430' },
  '2.16.840.1.101.3.4.2.3': { name: 'SHA-512', size: 64, digestInfo: '3051300d060960864801650304020305000440' },
}

/** RSASSA-PKCS1-v1_5; the first one leaves the hash to `hashAlgorithmOID` (CSC API, 11.10). */
const signAlgorithms: Record<string, { hashOid: string | null }> = {
  '1.2.840.113549.1.1.1': { hashOid: null },
  '1.2.840.113549.1.1.11': { hashOid: '2.16.840.1.101.3.4.2.1' },
  '1.2.840.113549.1.1.12': { hashOid: '2.16.840.1.101.3.4.2.2' },
  '1.2.840.113549.1.1.13': { hashOid: '2.16.840.1.101.3.4.2.3' },
}

export const signAlgorithmOids = Object.keys(signAlgorithms)

/** @throws CscError when the OID is none of ours */
export function requireHash(oid: unknown, name = 'hashAlgorithmOID'): string {
  if (typeof oid !== 'string') throw invalidRequest(`Missing (or invalid type) string parameter ${name}`)
  if (!Object.hasOwn(hashes, oid)) throw invalidRequest(`Invalid parameter ${name}`)
  return oid
}

export function hashName(oid: string): HashName {
  const hash = hashes[requireHash(oid)]
  if (hash === undefined) throw invalidRequest('Invalid parameter hashAlgorithmOID')
  return hash.name
}

/** The hash that `signAlgo` names or leaves open. @throws CscError when the two contradict each other */
export function hashOfSignature(signAlgo: unknown, hashAlgorithmOid: unknown, name = 'hashAlgorithmOID'): string {
  if (typeof signAlgo !== 'string') throw invalidRequest('Missing (or invalid type) string parameter signAlgo')
  const algorithm = Object.hasOwn(signAlgorithms, signAlgo) ? signAlgorithms[signAlgo] : undefined
  if (algorithm === undefined) throw invalidRequest('Invalid parameter signAlgo')
  return algorithm.hashOid ?? requireHash(hashAlgorithmOid, name)
}

/** Base64 digests of the right size, or the standard's complaint about them. */
export function readDigests(values: unknown, hashOid: string, name = 'hashes'): string[] {
  if (!Array.isArray(values)) throw invalidRequest(`Missing (or invalid type) array parameter ${name}`)
  if (values.length === 0) throw invalidRequest('Empty hash array')
  return values.map((value) => {
    if (typeof value !== 'string' || !/^[A-Za-z0-9+/]+={0,2}$/.test(value)) throw invalidRequest('Invalid Base64 hash string parameter')
    const digest = Buffer.from(value, 'base64')
    if (digest.length !== hashes[hashOid]?.size) throw invalidRequest('Invalid digest value length')
    return digest.toString('base64')
  })
}

/** Version 1 names no hash where it authorises; the digest's length tells. */
export function hashOfLength(digest: unknown): string {
  const size = typeof digest === 'string' ? Buffer.from(digest, 'base64').length : 0
  const found = Object.keys(hashes).find(oid => hashes[oid]?.size === size)
  if (found === undefined) throw invalidRequest('Invalid digest value length')
  return found
}

/** What RSASSA-PKCS1-v1_5 pads and signs: the digest with the name of its hash before it (RFC 8017, 9.2). */
export function digestInfo(digest: Uint8Array, hashOid: string): Buffer {
  const hash = hashes[hashOid]
  if (hash === undefined) throw invalidRequest('Invalid parameter hashAlgorithmOID')
  return Buffer.concat([Buffer.from(hash.digestInfo, 'hex'), digest])
}

/** RSASSA-PKCS1-v1_5 over a digest that somebody else computed; Node hashes by itself, so the encoding is done here. */
export const signDigest = (key: KeyObject, digest: Uint8Array, hashOid: string): Buffer => privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, digestInfo(digest, hashOid))
