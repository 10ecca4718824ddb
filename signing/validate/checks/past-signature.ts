import type { Check, SubIndication } from '../../types.ts'
import type { Certificate } from '../../x509/index.ts'
import { isReliableAt, issuanceReliability, reliabilityOf, type Reliability } from '../algorithm-constraints.ts'
import type { ValidationContext } from '../context.ts'
import { freshUntil, type StatusEvidence } from '../evidence.ts'
import { useOf, type Token } from '../token.ts'
import { tokenReliability } from './acceptance.ts'
import { ruleChecks } from './certificate-path.ts'
import { exemption, firstRevocation, isTimely, usableEvidence } from './certificate-status.ts'
import { passed, undecided } from './check.ts'

export interface PastJudgement { checks: Check[], holds: boolean, controlTime: Date | null }

/**
 * Past signature validation (EN 319 102-1 §5.6.2.4): whether a signature that cannot be judged any more by today's knowledge
 * was sound while it could be, by the proofs of existence collected so far.
 */
export function judgePastSignature(token: Token, context: ValidationContext): PastJudgement {
  const { certificate } = token
  if (certificate === null) return unproven('NO_POE', 'past-certificate', 'no signing certificate')
  const existed = context.proofs.of(token.id)
  const outcome = context.pathOf(certificate, { at: null, use: useOf(token), existed })
  if (outcome.kind === 'none') return unproven('NO_CERTIFICATE_CHAIN_FOUND', 'past-certificate', outcome.reason)
  const broken = ruleChecks(outcome.checks, context).find(({ verdict }) => verdict === 'failed')
  if (broken !== undefined) return unproven(broken.subIndication ?? 'CERTIFICATE_CHAIN_GENERAL_FAILURE', 'past-certificate', broken.detail ?? broken.id)
  const slid = slideControlTime(outcome.path, context)
  if (slid.controlTime === null) return unproven('NO_POE', 'past-certificate', slid.reason)
  const pastCertificate = passed('PSV', 'past-certificate', `control time ${slid.controlTime.toISOString()}`)
  const objection = objectionToExistence({ existed, controlTime: slid.controlTime, certificate, reliability: tokenReliability(token, context.policy) })
  return {
    checks: [pastCertificate, objection === null ? passed('PSV', 'past-signature', `existed ${existed.toISOString()}`) : undecided('PSV', 'past-signature', objection.subIndication, objection.reason)],
    holds: objection === null,
    controlTime: slid.controlTime,
  }
}

const unproven = (subIndication: SubIndication, id: 'past-certificate', reason: string): PastJudgement => ({ checks: [undecided('PSV', id, subIndication, reason)], holds: false, controlTime: null })

function objectionToExistence({ existed, controlTime, certificate, reliability }: { existed: Date, controlTime: Date, certificate: Certificate, reliability: Reliability | null }): { subIndication: SubIndication, reason: string } | null {
  if (existed < certificate.notBefore) return { subIndication: 'NOT_YET_VALID', reason: `existed ${existed.toISOString()}, before its certificate` }
  if (existed > controlTime) return { subIndication: 'NO_POE', reason: `proven ${existed.toISOString()}, later than the control time ${controlTime.toISOString()}` }
  if (reliability !== null && !isReliableAt(reliability, existed)) return { subIndication: 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE', reason: `${reliability.weakest} until ${reliability.end?.toISOString().slice(0, 10)}` }
  return null
}

/**
 * Validation time sliding (§5.6.2.2): from the anchor down, the control time goes back to the last moment for which there is
 * evidence that exists early enough. Where evidence is not fresh at the control time, the control time becomes the end of its
 * freshness instead of its issuance as in the letter of the standard: an archive time-stamp is made minutes after the evidence
 * that it protects, and §5.2.5 calls that evidence fresh.
 */
function slideControlTime(path: readonly Certificate[], context: ValidationContext): { controlTime: Date, reason: null } | { controlTime: null, reason: string } {
  let control = context.now
  for (let index = path.length - 2; index >= 0; index -= 1) {
    const [certificate, issuer] = [path[index]!, path[index + 1]!]
    const name = certificate.subject.commonName ?? certificate.serialNumber
    if (context.proofs.of(certificate.fingerprint) > control) return { controlTime: null, reason: `nothing proves that the certificate of ${name} existed at ${control.toISOString()}` }
    control = earliest(control, certificate.notAfter, issuanceReliability(certificate, issuer, context.policy.algorithms).end)
    if (exemption(certificate) !== null) continue
    const { usable } = usableEvidence(certificate, issuer, context)
    const evidence = usable.find(one => one.facts.status !== 'unknown' && isTimely(one, certificate) && one.facts.thisUpdate <= control && context.proofs.of(one.fingerprint) <= control)
    if (evidence === undefined) return { controlTime: null, reason: `no evidence about ${name} is proven to be old enough` }
    control = slide(control, evidence, { revocation: firstRevocation(usable), context })
  }
  return { controlTime: control, reason: null }
}

function slide(control: Date, evidence: StatusEvidence, { revocation, context }: { revocation: StatusEvidence | null, context: ValidationContext }): Date {
  const { revocation: rules, algorithms } = context.policy
  const { end } = reliabilityOf({ scheme: evidence.scheme, digest: evidence.scheme?.hash ?? null, key: evidence.facts.signer }, algorithms)
  return earliest(control, freshUntil(evidence.facts, rules.maximumAgeSeconds), end, justBefore(revocation), justBefore(evidence))
}

/** What existed at the very moment of a revocation is no older than it. */
const justBefore = (evidence: StatusEvidence | null): Date | null => evidence?.facts.status === 'revoked' && evidence.facts.revokedAt !== null ? new Date(evidence.facts.revokedAt.getTime() - 1) : null

const earliest = (first: Date, ...others: (Date | null)[]): Date => others.reduce<Date>((one, other) => other !== null && other < one ? other : one, first)
