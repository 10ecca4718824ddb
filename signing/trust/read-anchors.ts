import { SigningError } from '../errors.ts'
import type { TrustAnchor } from '../types.ts'
import { parseCertificate } from '../x509/index.ts'

const pemBlock = /-----BEGIN (?:X509 )?CERTIFICATE-----([\s\S]*?)-----END/g

/**
 * Trust anchors of a file: one DER certificate, or PEM with one or more.
 * @param label shown to people beside what leads to these anchors
 * @throws SigningError `certificate-malformed` when there is none, or one of them is none: configuration must not be half right
 */
export function readTrustAnchors(bytes: Uint8Array, label: string): TrustAnchor[] {
  const isDer = bytes[0] === 0x30
  const blocks = isDer ? [bytes] : [...Buffer.from(bytes).toString('latin1').matchAll(pemBlock)].map(([, base64]) => Buffer.from(base64!, 'base64'))
  if (blocks.length === 0) throw new SigningError('certificate-malformed', `${label} holds no certificate`)
  return blocks.map(block => ({ certificate: parseCertificate(block).der, label }))
}
