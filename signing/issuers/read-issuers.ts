import { derFromBer } from '../asn1/index.ts'
import { parseSignedData } from '../cms/index.ts'
import { readCertificate, readCertificates, type Certificate } from '../x509/index.ts'

const pemBlock = /-----BEGIN (?:X509 )?(?:CERTIFICATE|PKCS7|CMS)-----([\s\S]*?)-----END/g
const sequenceTag = 0x30

/**
 * What may lie at an issuer's address: one certificate, or a CMS that holds nothing but certificates, BER or DER (RFC 5280 §4.2.2.1);
 * some authorities publish either as PEM. Empty when it is something else. Never throws.
 */
export function readIssuers(answer: Uint8Array): Certificate[] {
  if (answer[0] === sequenceTag) return readBinary(answer)
  const blocks = [...Buffer.from(answer).toString('latin1').matchAll(pemBlock)].map(([, base64]) => Buffer.from(base64!, 'base64'))
  return readCertificates(blocks.flatMap(readBinary).map(({ der }) => der))
}

function readBinary(bytes: Uint8Array): Certificate[] {
  const certificate = readCertificate(bytes)
  return certificate === null ? readBundle(bytes) : [certificate]
}

function readBundle(bytes: Uint8Array): Certificate[] {
  try {
    return readCertificates(parseSignedData(derFromBer(bytes).der).certificates)
  }
  catch {
    return []
  }
}
