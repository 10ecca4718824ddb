import type { Check } from '../../types.ts'
import type { Token } from '../token.ts'
import { failed, judged, notApplicable, passed, undecided } from './check.ts'

/** Cryptographic verification (EN 319 102-1 §5.2.7). */
export function cryptographyChecks(token: Token): Check[] {
  const { verification, signer, certificate, kind, pdf } = token
  const isOverBytes = kind === 'signature' || kind === 'document-timestamp' || kind === 'content-timestamp'
  const checks: Check[] = []
  if (isOverBytes) checks.push(pdf.signedParts === null ? undecided('CV', 'signed-bytes-found', 'SIGNED_DATA_NOT_FOUND', 'the byte range names no bytes') : passed('CV', 'signed-bytes-found'))
  if (token.imprintMatches !== null) checks.push(judged('CV', 'timestamp-imprint-matches', { objection: token.imprintMatches ? null : 'stamped was something else', subIndication: 'HASH_FAILURE' }))
  if (verification === null) {
    // Without a certificate nothing can be verified; that it is missing says so. Else the format check or the bytes have said why.
    return certificate === null || signer === null || pdf.signedParts === null ? [...checks, notApplicable('CV', 'message-digest-matches'), notApplicable('CV', 'signature-verifies')] : [...checks, failed('CV', 'signature-verifies', 'SIG_CRYPTO_FAILURE', 'not verifiable')]
  }
  return [...checks, digestCheck(token), valueCheck(token), ...attributeChecks(token)]
}

function digestCheck({ verification, signer }: Token): Check {
  const { digestMatches, encoding } = verification!
  if (signer?.digest === null) return undecided('CV', 'message-digest-matches', 'SIGNED_DATA_NOT_FOUND', `digest ${signer.digestAlgorithm.oid} is not known`)
  if (digestMatches === null && signer?.signedAttributes === null) return notApplicable('CV', 'message-digest-matches', encoding === 'content' ? 'the content itself is signed' : 'no signed attributes')
  return judged('CV', 'message-digest-matches', { objection: digestMatches === true ? null : digestMatches === null ? 'the attribute is missing' : 'the content was changed', subIndication: 'HASH_FAILURE' })
}

function valueCheck({ verification, signer }: Token): Check {
  const { signature, encoding } = verification!
  if (signature === 'unsupported') return undecided('CV', 'signature-verifies', 'CRYPTO_CONSTRAINTS_FAILURE', `algorithm ${signer?.signatureAlgorithm.oid} is not supported with this key`)
  const objection = signature === 'invalid' ? 'the signature value is wrong' : encoding === 'raw' ? 'holds over the attributes as they stand, not over their DER' : null
  return judged('CV', 'signature-verifies', { objection, subIndication: 'SIG_CRYPTO_FAILURE' })
}

function attributeChecks({ verification }: Token): Check[] {
  const { contentTypeMatches, algorithmsProtected } = verification!
  const attribute = (id: 'content-type-matches' | 'algorithms-protected', matches: boolean | null) =>
    matches === null ? notApplicable('CV', id, 'no such attribute') : judged('CV', id, { objection: matches ? null : 'the attribute says something else', subIndication: 'SIG_CRYPTO_FAILURE' })
  return [attribute('content-type-matches', contentTypeMatches), attribute('algorithms-protected', algorithmsProtected)]
}
