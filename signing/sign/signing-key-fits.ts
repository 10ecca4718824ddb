import { SigningError } from '../errors.ts'
import type { HashAlgorithm, SignatureAlgorithm } from '../types.ts'
import type { Certificate } from '../x509/index.ts'

const keyTypes: Record<SignatureAlgorithm, readonly string[]> = { 'RSA-PKCS1': ['rsa'], 'RSA-PSS': ['rsa', 'rsa-pss'], 'ECDSA': ['ec'], 'Ed25519': ['ed25519'], 'ML-DSA-65': ['ml-dsa-65'] }
const curves = ['prime256v1', 'secp384r1', 'secp521r1']
const fixedHash: Partial<Record<SignatureAlgorithm, HashAlgorithm>> = { 'Ed25519': 'SHA-512', 'ML-DSA-65': 'SHA-512' }

/**
 * RSA from 2048 bits, the NIST curves, Ed25519, ML-DSA-65; Ed25519 and ML-DSA go with SHA-512 in a CMS (RFC 8419 §3.1, RFC 9882 §3.3).
 * @throws SigningError `algorithm-unsupported`
 */
export function assertKeyFits({ publicKey }: Certificate, algorithm: SignatureAlgorithm, hash: HashAlgorithm): void {
  const type = publicKey?.asymmetricKeyType as string | undefined
  const details = publicKey?.asymmetricKeyDetails
  const refuse = (detail: string): never => {
    throw new SigningError('algorithm-unsupported', detail)
  }
  if (type === undefined || !keyTypes[algorithm].includes(type)) refuse(`${algorithm} with a key of type ${type ?? 'unknown'}`)
  if (algorithm.startsWith('RSA') && (details?.modulusLength ?? 0) < 2048) refuse(`RSA with ${details?.modulusLength} bits`)
  if (algorithm === 'ECDSA' && !curves.includes(details?.namedCurve ?? '')) refuse(`ECDSA on ${details?.namedCurve}`)
  const due = fixedHash[algorithm]
  if (due !== undefined && hash !== due) refuse(`${algorithm} goes with ${due}`)
}
