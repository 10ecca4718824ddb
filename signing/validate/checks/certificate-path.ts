import type { Check, RevocationSummary, SubIndication } from '../../types.ts'
import type { Anchor, Certificate, PathCheck } from '../../x509/index.ts'
import { isReliableAt, issuanceReliability } from '../algorithm-constraints.ts'
import type { AnchorUse, ValidationContext } from '../context.ts'
import type { CheckId } from '../ids.ts'
import { statusOf, type CertificateStatus, type StatusMoment } from './certificate-status.ts'
import { failed, judged, notApplicable, passed, undecided } from './check.ts'

/** Outcome of X.509 certificate validation (EN 319 102-1 §5.2.6) at one moment. */
export interface PathJudgement {
  checks: Check[]
  /** End entity first, as far as it went. */
  path: Certificate[]
  anchor: Anchor | null
  revocation: RevocationSummary | null
}

/**
 * The signing certificate is judged at the moment when the signature is proven to have existed (§5.5.4, step 4); its issuers now,
 * because an authority that has ended since may have signed anything since: that is for past validation to resolve.
 */
export function judgePath(certificate: Certificate, { use, ...moment }: StatusMoment & { use: AnchorUse }, context: ValidationContext): PathJudgement {
  const outcome = context.pathOf(certificate, { at: moment.at, use })
  if (outcome.kind === 'none') {
    return { checks: [undecided('XCV', 'certificate-chain-found', 'NO_CERTIFICATE_CHAIN_FOUND', context.anchors.length === 0 ? 'no anchors were given' : outcome.reason)], path: outcome.longest, anchor: null, revocation: null }
  }
  const { path, anchor } = outcome
  const statuses = path.slice(0, -1).map((one, index) => statusOf(one, path[index + 1]!, index === 0 ? moment : { ...moment, at: context.now }, context))
  const isExpired = !path[0]!.isValidAt(moment.at)
  return {
    path, anchor,
    revocation: statuses[0] === undefined ? null : toSummary(statuses[0]),
    checks: [
      passed('XCV', 'certificate-chain-found', `${path.length} certificates, to ${anchor.label}`),
      ...ruleChecks(outcome.checks, context),
      ...validityChecks(path, { at: moment.at, now: context.now }, { isKnownGood: isExpired && statuses[0]?.kind === 'good' }),
      ...revocationChecks(statuses),
      algorithmCheck(path, moment.at, context),
    ],
  }
}

/** Rules of RFC 5280 §6.1 that do not depend on time. */
export function ruleChecks(checks: readonly PathCheck[], context: ValidationContext): Check[] {
  const groups: [CheckId, readonly PathCheck['id'][], SubIndication][] = [
    ['chain-rules', ['issuer-is-authority', 'issuer-may-sign-certificates', 'path-length', 'name-constraints', 'extensions-readable', 'signature-verifies'], 'CERTIFICATE_CHAIN_GENERAL_FAILURE'],
    ['critical-extensions', ['critical-extensions'], 'CERTIFICATE_CHAIN_GENERAL_FAILURE'],
    ['certificate-policies', ['policies'], context.policy.certificate.policies.length > 0 ? 'CHAIN_CONSTRAINTS_FAILURE' : 'CERTIFICATE_CHAIN_GENERAL_FAILURE'],
  ]
  return groups.map(([id, members, subIndication]) => {
    const objections = checks.filter(one => members.includes(one.id) && one.verdict === 'failed').map(one => `${one.id}: ${one.detail ?? 'failed'}`)
    return judged('XCV', id, { objection: objections.length === 0 ? null : objections.join('; '), subIndication })
  })
}

function validityChecks(path: readonly Certificate[], { at, now }: { at: Date, now: Date }, { isKnownGood }: { isKnownGood: boolean }): Check[] {
  const [certificate, ...issuers] = path as [Certificate, ...Certificate[]]
  const outside = issuers.slice(0, -1).filter(issuer => !issuer.isValidAt(now))
  return [
    signingCertificateValidity(certificate, at, isKnownGood),
    issuers.length < 2
      ? notApplicable('XCV', 'issuers-in-validity')
      : judged('XCV', 'issuers-in-validity', { objection: outside.length === 0 ? null : outside.map(issuer => `${issuer.subject.commonName ?? issuer.serialNumber} until ${issuer.notAfter.toISOString()}`).join('; '), subIndication: 'OUT_OF_BOUNDS_NO_POE' }),
  ]
}

/** Before its certificate began, nobody can have signed: what existed then is not the certificate's (EN 319 102-1 §5.5.4, step 4). */
function signingCertificateValidity(certificate: Certificate, at: Date, isKnownGood: boolean): Check {
  const id = 'signing-certificate-in-validity'
  if (at < certificate.notBefore) return failed('XCV', id, 'NOT_YET_VALID', `begins ${certificate.notBefore.toISOString()}, existed ${at.toISOString()}`)
  if (at > certificate.notAfter) return undecided('XCV', id, isKnownGood ? 'OUT_OF_BOUNDS_NOT_REVOKED' : 'OUT_OF_BOUNDS_NO_POE', `expired ${certificate.notAfter.toISOString()}, proven ${at.toISOString()}`)
  return passed('XCV', id, `at ${at.toISOString()}`)
}

function revocationChecks(statuses: readonly CertificateStatus[]): Check[] {
  const [own, ...above] = statuses
  const issuers = above.find(({ kind }) => kind === 'revoked')
  return [
    own === undefined ? notApplicable('XCV', 'signing-certificate-not-revoked', 'the certificate is itself an anchor') : notRevoked('signing-certificate-not-revoked', own, 'REVOKED_NO_POE'),
    above.length === 0 ? notApplicable('XCV', 'issuers-not-revoked') : notRevoked('issuers-not-revoked', issuers ?? above[0]!, 'REVOKED_CA_NO_POE'),
    evidenceFound(statuses),
    evidenceFresh(statuses),
  ]
}

function notRevoked(id: CheckId, status: CertificateStatus, subIndication: SubIndication): Check {
  if (status.kind !== 'revoked') return status.kind === 'unknown' ? notApplicable('XCV', id, 'no evidence says so') : passed('XCV', id)
  const detail = `${status.evidence.facts.reason ?? 'unspecified'} since ${status.revokedAt.toISOString()}`
  return status.onHold ? undecided('XCV', id, 'TRY_LATER', `on hold: ${detail}`) : undecided('XCV', id, subIndication, detail)
}

function evidenceFound(statuses: readonly CertificateStatus[]): Check {
  const unknown = statuses.flatMap((status, index) => status.kind === 'unknown' ? [{ ...status, index }] : [])
  const [first] = unknown
  if (first === undefined) return statuses.every(({ kind }) => kind === 'exempt') ? notApplicable('XCV', 'revocation-evidence-found') : passed('XCV', 'revocation-evidence-found')
  return undecided('XCV', 'revocation-evidence-found', first.subIndication, unknown.map(({ index, reason }) => `${index === 0 ? 'the certificate' : `issuer ${index}`}: ${reason}`).join('; '))
}

/** Revocation freshness checker (§5.2.5). */
function evidenceFresh(statuses: readonly CertificateStatus[]): Check {
  const stale = statuses.flatMap(status => status.kind === 'stale' ? [status.evidence.facts] : [])
  if (stale.length > 0) return undecided('RFC', 'revocation-evidence-fresh', 'TRY_LATER', stale.map(({ source, thisUpdate, nextUpdate }) => `${source} of ${thisUpdate.toISOString()}, next due ${nextUpdate?.toISOString() ?? 'not said'}`).join('; '))
  return statuses.some(({ kind }) => kind === 'good') ? passed('RFC', 'revocation-evidence-fresh') : notApplicable('RFC', 'revocation-evidence-fresh')
}

function algorithmCheck(path: readonly Certificate[], at: Date, context: ValidationContext): Check {
  const weak = path.slice(0, -1).map((one, index) => issuanceReliability(one, path[index + 1]!, context.policy.algorithms)).filter(one => !isReliableAt(one, at))
  const objection = weak.length === 0 ? null : weak.map(({ weakest, end }) => `${weakest} until ${end?.toISOString().slice(0, 10)}`).join('; ')
  return judged('XCV', 'chain-algorithms-reliable', { objection, subIndication: 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE' })
}

export function toSummary(status: CertificateStatus): RevocationSummary {
  if (status.kind === 'unknown' || status.kind === 'exempt') return { status: 'unknown', source: 'none', origin: 'none', producedAt: null, revokedAt: null, reason: status.reason, fingerprint: null }
  const { facts, origin, fingerprint } = status.evidence
  return {
    status: status.kind === 'stale' ? 'unknown' : status.kind, source: facts.source, origin, producedAt: facts.producedAt.toISOString(),
    revokedAt: facts.revokedAt?.toISOString() ?? null, reason: status.kind === 'stale' ? 'the evidence is not fresh' : facts.reason, fingerprint,
  }
}
