import { SigningError } from '../errors.ts'
import { assertToken, parseTimestampToken } from '../timestamp/index.ts'
import type { HashAlgorithm, TimestampSource } from '../types.ts'
import { digestOf } from '../x509/index.ts'

/** A token over `data`, checked whatever source it comes from. Rejects with SigningError `timestamp-unavailable` or `timestamp-invalid`. */
export const requestToken = (source: TimestampSource, data: Uint8Array, hash: HashAlgorithm): Promise<Uint8Array> => requestTokenOver(source, digestOf(hash, data), hash)

export async function requestTokenOver(source: TimestampSource, digest: Uint8Array, hash: HashAlgorithm): Promise<Uint8Array> {
  const token = await source.timestamp(digest, hash).catch((cause: unknown) => {
    throw cause instanceof SigningError ? cause : new SigningError('timestamp-unavailable', 'the time-stamp source failed', { cause })
  })
  let parsed: ReturnType<typeof parseTimestampToken>
  try {
    parsed = parseTimestampToken(token)
  }
  catch (cause) {
    throw new SigningError('timestamp-invalid', 'the token breaks RFC 3161', { cause })
  }
  assertToken(parsed, { digest, hash })
  return parsed.bytes
}
