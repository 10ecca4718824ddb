import { completeSignature, SigningError, type CompletionOptions, type PreparedSignature, type RevocationSource, type TimestampSource } from '#signing'

/** Who proves the time and the state of certificates. */
export interface Authorities {
  timestamp: TimestampSource
  revocation: RevocationSource
  /** DER of issuers that a path may need beyond those that a signer brings. */
  issuers: Uint8Array[]
}

export interface Completion { preparedPdf: Uint8Array, prepared: PreparedSignature, value: Uint8Array }

/**
 * B-LT when evidence can be had, else B-T; evidence may be added later, a time-stamp may not. Never B-B.
 * Rejects with SigningError, `timestamp-unavailable` and `certificate-revoked` among them.
 */
export async function completeWithEvidence({ preparedPdf, prepared, value }: Completion, { timestamp, revocation, issuers }: Authorities): Promise<Uint8Array> {
  const options: CompletionOptions = { timestamp: onceOnly(timestamp) }
  try {
    return await completeSignature(preparedPdf, prepared, value, { ...options, evidence: { revocation, issuers } })
  }
  catch (error) {
    if (!(error instanceof SigningError) || (error.code !== 'evidence-unavailable' && error.code !== 'path-incomplete')) throw error
    return completeSignature(preparedPdf, prepared, value, options)
  }
}

/** The second attempt uses the token of the first: it is over the same signature value. */
function onceOnly(source: TimestampSource): TimestampSource {
  const given = new Map<string, Promise<Uint8Array>>()
  return {
    timestamp: (digest, hash) => {
      const key = `${hash} ${Buffer.from(digest).toString('hex')}`
      const token = given.get(key) ?? source.timestamp(digest, hash)
      given.set(key, token)
      return token
    },
  }
}
