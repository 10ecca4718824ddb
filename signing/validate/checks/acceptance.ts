import { cmsOids, type Attributes } from '../../cms/index.ts'
import type { Check } from '../../types.ts'
import { isReliableAt, reliabilityOf, type Reliability } from '../algorithm-constraints.ts'
import type { ValidationPolicy } from '../policy.ts'
import type { Token } from '../token.ts'
import { failed, judged, notApplicable, passed, undecided } from './check.ts'

/** Signature acceptance validation (EN 319 102-1 §5.2.8): constraints on the signature itself, at the moment when it is proven to have existed. */
export function acceptanceChecks(token: Token, at: Date, policy: ValidationPolicy): Check[] {
  const checks = [algorithmCheck(token, at, policy)]
  if (token.kind === 'signature') checks.push(...signatureConstraints(token, policy))
  if (token.kind === 'signature' || token.kind === 'document-timestamp') {
    const forbidden = token.pdf.changeList.filter(({ permitted }) => !permitted)
    const objection = token.pdf.changes !== 'forbidden' ? null : forbidden.slice(0, 5).map(({ object, detail }) => `${object}: ${detail}`).join('; ') || 'changed in a way that is not permitted'
    checks.push(judged('SAV', 'changes-permitted', { objection, subIndication: 'SIG_CONSTRAINTS_FAILURE' }))
  }
  return checks
}

/** The signature's own algorithms with the key of its certificate; a time-stamp's imprint with it. */
export function tokenReliability({ signer, certificate, timestamp }: Token, policy: ValidationPolicy): Reliability | null {
  if (signer === null || certificate === null) return null
  const own = reliabilityOf({ scheme: signer.scheme, digest: signer.scheme?.hash ?? signer.digest, key: certificate }, policy.algorithms)
  const digests = [signer.digest, timestamp?.info.hash ?? null].filter(digest => digest !== null)
  const others = digests.map(digest => reliabilityOf({ scheme: signer.scheme, digest, key: null }, policy.algorithms))
  return [own, ...others].reduce((one, other) => (other.end?.getTime() ?? Infinity) < (one.end?.getTime() ?? Infinity) ? other : one)
}

function algorithmCheck(token: Token, at: Date, policy: ValidationPolicy): Check {
  const reliability = tokenReliability(token, policy)
  if (reliability === null) return notApplicable('SAV', 'algorithms-reliable')
  const objection = isReliableAt(reliability, at) ? null : `${reliability.weakest} until ${reliability.end?.toISOString().slice(0, 10)}`
  return judged('SAV', 'algorithms-reliable', { objection, subIndication: 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE' })
}

function signatureConstraints({ pdf, cms, signer, verification }: Token, policy: ValidationPolicy): Check[] {
  const attributes = signer?.signedAttributes ?? null
  const isBinding = policy.bindingSubFilters.includes(pdf.subFilter ?? '')
  const isBound = verification === null ? null : verification.referenceMatches !== null
  return [
    judged('SAV', 'sub-filter-accepted', { objection: policy.subFilters.includes(pdf.subFilter ?? '') ? null : `${pdf.subFilter ?? 'none'}`, subIndication: 'SIG_CONSTRAINTS_FAILURE' }),
    cms === null ? notApplicable('SAV', 'signed-attributes-present') : presentCheck(attributes, isBinding ? isBound : true),
    isBinding && attributes !== null
      ? judged('SAV', 'signing-time-absent', { objection: attributes.has(cmsOids.signingTime) ? 'the CMS has a signing-time attribute beside /M' : null, subIndication: 'SIG_CONSTRAINTS_FAILURE' })
      : notApplicable('SAV', 'signing-time-absent'),
  ]
}

/** content-type comes with every set of signed attributes (RFC 5652 §11.1); that message-digest does, the digest check asks. */
function presentCheck(attributes: Attributes | null, isBound: boolean | null): Check {
  if (attributes === null) return failed('SAV', 'signed-attributes-present', 'SIG_CONSTRAINTS_FAILURE', 'the content itself is signed')
  if (!attributes.has(cmsOids.contentType)) return failed('SAV', 'signed-attributes-present', 'SIG_CONSTRAINTS_FAILURE', 'content-type is missing')
  if (isBound === false) return failed('SAV', 'signed-attributes-present', 'SIG_CONSTRAINTS_FAILURE', 'signing-certificate is missing')
  return isBound === null ? undecided('SAV', 'signed-attributes-present', 'SIG_CONSTRAINTS_FAILURE', 'the signing certificate is not known') : passed('SAV', 'signed-attributes-present')
}
