import type { HashAlgorithm } from '../../types.ts'
import { digestOf } from '../../x509/index.ts'
import type { DataToBeSigned } from '../types.ts'

/** Base64 digests of what is to be signed (DTBSR), in order. */
export function digestsOf(data: readonly DataToBeSigned[], hash: HashAlgorithm): string[] {
  return data.map(({ data: bytes }) => Buffer.from(digestOf(hash, bytes)).toString('base64'))
}

export const signatureBytes = (base64: readonly string[]): Uint8Array[] => base64.map(text => new Uint8Array(Buffer.from(text, 'base64')))
