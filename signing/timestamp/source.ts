import { randomBytes } from 'node:crypto'
import { SigningError } from '../errors.ts'
import type { HashAlgorithm, NetworkPort, TimestampSource } from '../types.ts'
import { encodeTimestampRequest, parseTimestampResponse } from './protocol.ts'
import { parseTimestampToken, verifyTimestampToken } from './token.ts'

export interface TimestampSourceOptions {
  url: string
  network: NetworkPort
  /** OID of the policy asked for. @defaultValue the authority chooses */
  policy?: string
  /** E.g. `authorization`. */
  headers?: Readonly<Record<string, string>>
  /** @defaultValue 15 000 */
  timeoutMs?: number
  /** @defaultValue node:crypto's generator */
  random?: (bytes: number) => Uint8Array
}

/**
 * A time-stamp authority over HTTP (RFC 3161 §3.4). What it answers is verified before it is handed on: the nonce, the imprint,
 * the signature, the certificate's purpose. Whether the authority is trusted is the validator's question.
 * Rejects with SigningError `timestamp-unavailable` or `timestamp-invalid`.
 */
export function createTimestampSource({ url, network, policy, headers, timeoutMs = 15_000, random = randomBytes }: TimestampSourceOptions): TimestampSource {
  return {
    async timestamp(digest, hash) {
      const nonce = BigInt(`0x${Buffer.from(random(8)).toString('hex')}`)
      const body = encodeTimestampRequest({ digest, hash, nonce, ...(policy === undefined ? {} : { policy }) })
      const response = await ask(network, { url, method: 'POST', contentType: 'application/timestamp-query', accept: 'application/timestamp-reply', ...(headers === undefined ? {} : { headers }), body, maxBytes: 200_000, timeoutMs })
      return checkedToken(response, { digest, hash, nonce })
    },
  }
}

async function ask(network: NetworkPort, request: Parameters<NetworkPort['send']>[0]): Promise<Uint8Array> {
  try {
    const { status, body } = await network.send(request)
    if (status !== 200) throw new SigningError('timestamp-unavailable', `HTTP status ${status}`)
    return body
  }
  catch (cause) {
    if (cause instanceof SigningError) throw cause
    throw new SigningError('timestamp-unavailable', 'no answer', { cause })
  }
}

function checkedToken(response: Uint8Array, asked: { digest: Uint8Array, hash: HashAlgorithm, nonce: bigint }): Uint8Array {
  const { granted, token, reason } = readable(() => parseTimestampResponse(response))
  if (!granted || token === null) throw new SigningError('timestamp-unavailable', `refused: ${reason}`)
  const parsed = readable(() => parseTimestampToken(token))
  if (parsed.info.nonce !== asked.nonce) throw new SigningError('timestamp-invalid', 'the nonce is another one')
  assertToken(parsed, asked)
  return token
}

/** @throws SigningError `timestamp-invalid` when the token is not a sound one over this digest */
export function assertToken(token: ReturnType<typeof parseTimestampToken>, { digest, hash }: { digest: Uint8Array, hash: HashAlgorithm }): void {
  const { authority, signer, imprintMatches, purposeIsTimestamping } = verifyTimestampToken(token, digest)
  if (token.info.hash !== hash || !imprintMatches) throw new SigningError('timestamp-invalid', 'the token is over something else')
  if (authority === null || signer === null) throw new SigningError('timestamp-invalid', 'the certificate of the authority is missing')
  if (signer.signature !== 'valid' || signer.digestMatches !== true || signer.referenceMatches === false) throw new SigningError('timestamp-invalid', 'the signature of the authority does not verify')
  if (!purposeIsTimestamping) throw new SigningError('timestamp-invalid', 'the certificate is not one for time-stamping')
}

function readable<T>(read: () => T): T {
  try {
    return read()
  }
  catch (cause) {
    throw new SigningError('timestamp-invalid', 'the answer breaks RFC 3161', { cause })
  }
}
