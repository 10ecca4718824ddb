import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto'
import { createSignature, parseCertificate, toCertificateSummary, usualAlgorithm } from '../../x509/index.ts'
import { ProviderError } from '../errors.ts'
import type { Secret } from '../secret.ts'
import type { LocalSigner } from '../types.ts'

/**
 * Opens a key that lies here, such as the portal's own seal.
 * @param key PKCS#8 PEM
 * @param certificates PEM, the key's certificate first, then its issuers
 * @throws ProviderError `certificate-mismatch` when the first certificate is not the key's, `credential-not-usable` when
 * either cannot be read or the kind of key is not ours
 */
export function openLocalSigner({ key, certificates }: { key: Secret, certificates: string }): LocalSigner {
  const privateKey = readKey(key)
  const chain = readChain(certificates)
  const [first] = chain
  if (first === undefined) throw new ProviderError('credential-not-usable', 'no certificate')
  if (!first.checkPrivateKey(privateKey)) throw new ProviderError('certificate-mismatch', 'the first certificate is not the key’s')
  const algorithm = unless('the kind of key is not ours', () => usualAlgorithm(privateKey))
  const ders = chain.map(certificate => new Uint8Array(certificate.raw))
  return {
    algorithm,
    certificates: ders,
    certificate: unless('the certificate is not sound', () => toCertificateSummary(parseCertificate(new Uint8Array(first.raw)))),
    sign: async (data, hash) => unless('the key does not sign', () => createSignature(privateKey, { algorithm, hash, data })),
  }
}

function readKey(key: Secret): KeyObject {
  try {
    return createPrivateKey(key.reveal())
  }
  catch {
    // Without its cause: OpenSSL's own words could quote the file.
    throw new ProviderError('credential-not-usable', 'the key is no PKCS#8 PEM')
  }
}

const readChain = (pem: string): X509Certificate[] =>
  unless('the certificates are no PEM', () => (pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).map(one => new X509Certificate(one)))

function unless<T>(problem: string, work: () => T): T {
  try {
    return work()
  }
  catch (cause) {
    throw new ProviderError('credential-not-usable', problem, { cause })
  }
}
