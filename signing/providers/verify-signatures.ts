import { parseCertificate, toScheme, verifySignature } from '../x509/index.ts'
import { ProviderError } from './errors.ts'
import type { Credential, SignRequest } from './types.ts'

type Signed = Pick<SignRequest, 'credential' | 'algorithm' | 'hash' | 'data'>

interface Check extends Signed {
  signatures: readonly Uint8Array[]
  /** For the log. */
  step: string
  /** Asked only when something is wrong: has the credential another certificate now? */
  readCredential: (id: string) => Promise<Credential>
}

/**
 * What the certificate's key does not verify is never handed on, whoever sent it.
 * @throws ProviderError `reply-invalid` for a wrong count, `certificate-mismatch`, `signature-wrong`
 */
export async function requireSignatures({ signatures, step, readCredential, ...signed }: Check): Promise<Uint8Array[]> {
  if (signatures.length !== signed.data.length) throw new ProviderError('reply-invalid', `${step}: ${signatures.length} signatures for ${signed.data.length} hashes`)
  if (areSignatures(signatures, signed)) return [...signatures]
  const now = await readCredential(signed.credential.id)
  const same = now.certificate.fingerprint === signed.credential.certificate.fingerprint
  throw new ProviderError(same ? 'signature-wrong' : 'certificate-mismatch', `${step}: the certificate does not verify the signature`)
}

function areSignatures(signatures: readonly Uint8Array[], { credential, algorithm, hash, data }: Signed): boolean {
  const key = parseCertificate(credential.certificates[0] ?? new Uint8Array()).publicKey
  const scheme = toScheme(algorithm, hash)
  return key !== null && data.every(({ data: bytes }, index) => verifySignature(key, { scheme, data: bytes, signature: signatures[index] ?? new Uint8Array() }) === 'valid')
}
