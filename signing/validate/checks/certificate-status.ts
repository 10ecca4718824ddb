import type { SubIndication } from '../../types.ts'
import { verifyIssuedBy, type Certificate } from '../../x509/index.ts'
import { isReliableAt, issuanceReliability, reliabilityOf } from '../algorithm-constraints.ts'
import type { ValidationContext } from '../context.ts'
import { freshUntil, type StatusEvidence } from '../evidence.ts'

/** What is known about a certificate's status (EN 319 102-1 §5.2.6.4, step 2, and §5.2.5). No knowledge is `unknown`, never `good`. */
export type CertificateStatus
  = | { kind: 'good', evidence: StatusEvidence }
  /** Its status need not be asked: nocheck, no revocation available, short term. */
    | { kind: 'exempt', reason: string }
    | { kind: 'revoked', evidence: StatusEvidence, revokedAt: Date, onHold: boolean }
    | { kind: 'stale', evidence: StatusEvidence }
    | { kind: 'unknown', subIndication: SubIndication, reason: string }

export interface StatusMoment {
  /** A revocation later than this does no harm: the object is proven to be older. */
  at: Date
  /** The moment about which the evidence must speak. */
  freshAt: Date
}

/** Clocks may differ by this much. */
const skew = 300_000
const deepest = 3

/** id-ce-noRevAvail (RFC 9608), validity-assured-short-term (EN 319 412-1 §5.2). */
const unrevocable = ['2.5.29.56', '0.4.0.194121.2.1']

export function exemption(certificate: Certificate): string | null {
  if (certificate.known.ocspNoCheck) return 'nocheck'
  return certificate.extensions.some(({ oid }) => unrevocable.includes(oid)) ? 'no revocation is published for it' : null
}

export function statusOf(certificate: Certificate, issuer: Certificate, { at, freshAt }: StatusMoment, context: ValidationContext): CertificateStatus {
  return new StatusInquiry(context).judge(certificate, issuer, { at, freshAt })
}

/** Evidence whose signer is entitled and itself not revoked, with the reason why the rest is not used. */
export function usableEvidence(certificate: Certificate, issuer: Certificate, context: ValidationContext): { usable: StatusEvidence[], objection: Objection | null } {
  return new StatusInquiry(context).select(certificate, issuer)
}

interface Objection { subIndication: SubIndication, reason: string }

class StatusInquiry {
  readonly #context: ValidationContext
  /** Certificates whose status is being asked for: evidence must not rest on itself. */
  readonly #open: string[] = []

  constructor(context: ValidationContext) {
    this.#context = context
  }

  judge(certificate: Certificate, issuer: Certificate, { at, freshAt }: StatusMoment): CertificateStatus {
    const exempt = exemption(certificate)
    if (exempt !== null) return { kind: 'exempt', reason: exempt }
    const { usable, objection } = this.select(certificate, issuer)
    const revoked = firstRevocation(usable)
    if (revoked !== null && revoked.facts.revokedAt! <= at) return { kind: 'revoked', evidence: revoked, revokedAt: revoked.facts.revokedAt!, onHold: false }
    const timely = usable.filter(one => isTimely(one, certificate))
    const [latest] = timely
    if (latest === undefined) return { kind: 'unknown', subIndication: objection?.subIndication ?? 'TRY_LATER', reason: objection?.reason ?? 'no revocation evidence' }
    const { status, revokedAt } = latest.facts
    if (status === 'revoked' && revokedAt !== null && revokedAt <= at) return { kind: 'revoked', evidence: latest, revokedAt, onHold: true }
    if (status === 'unknown') return { kind: 'unknown', subIndication: 'TRY_LATER', reason: 'the authority does not know the certificate' }
    return this.#isFresh(latest, freshAt) ? { kind: 'good', evidence: latest } : { kind: 'stale', evidence: latest }
  }

  select(certificate: Certificate, issuer: Certificate): { usable: StatusEvidence[], objection: Objection | null } {
    this.#context.checkTime()
    this.#open.push(certificate.fingerprint)
    let objection: Objection | null = null
    const usable = this.#context.evidence.about(certificate, issuer, this.#context.certificates).filter((one) => {
      const found = this.#objectionTo(one, issuer)
      objection ??= found
      return found === null
    })
    this.#open.pop()
    return { usable, objection }
  }

  #isFresh({ facts }: StatusEvidence, at: Date): boolean {
    const { maximumAgeSeconds, freshnessSeconds } = this.#context.policy.revocation
    if (freshnessSeconds !== null && facts.thisUpdate.getTime() + freshnessSeconds * 1000 + skew < at.getTime()) return false
    return at.getTime() <= freshUntil(facts, maximumAgeSeconds).getTime() + skew
  }

  /** A revocation counts whatever its evidence is worth otherwise, as long as its signer was entitled. */
  #objectionTo(evidence: StatusEvidence, issuer: Certificate): Objection | null {
    const { facts } = evidence
    const { now, policy, proofs } = this.#context
    if (facts.thisUpdate.getTime() > now.getTime() + skew) return { subIndication: 'TRY_LATER', reason: 'the evidence is from the future' }
    const untrusted = this.#objectionToSigner(evidence, issuer)
    if (untrusted !== null) return untrusted
    if (facts.status === 'revoked') return null
    const existed = proofs.of(evidence.fingerprint)
    if (!this.#context.isAnchor(facts.signer) && existed > facts.signer.notAfter) return { subIndication: 'REVOCATION_OUT_OF_BOUNDS_NO_POE', reason: 'the certificate of who signed the evidence has expired' }
    const reliability = reliabilityOf({ scheme: evidence.scheme, digest: evidence.scheme?.hash ?? null, key: facts.signer }, policy.algorithms)
    if (!isReliableAt(reliability, existed)) return { subIndication: 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE', reason: `the evidence rests on ${reliability.weakest}` }
    return null
  }

  /** Delegates: an OCSP responder was appointed by the issuer, a list's signer must lead to an anchor; both must not be revoked themselves. */
  #objectionToSigner({ facts, fingerprint }: StatusEvidence, issuer: Certificate): Objection | null {
    const { signer, isDelegated, noCheck } = facts
    if (!isDelegated || this.#context.isAnchor(signer)) return null
    if (this.#open.includes(signer.fingerprint) || this.#open.length >= deepest) return { subIndication: 'TRY_LATER', reason: 'the evidence rests on itself' }
    const existed = this.#context.proofs.of(fingerprint)
    const superior = facts.source === 'ocsp' ? issuer : this.#superiorOf(signer, existed)
    if (superior === null) return { subIndication: 'TRY_LATER', reason: 'the signer of the list leads to no anchor' }
    const reliability = issuanceReliability(signer, superior, this.#context.policy.algorithms)
    if (!isReliableAt(reliability, existed)) return { subIndication: 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE', reason: `the responder's certificate rests on ${reliability.weakest}` }
    if (facts.source === 'ocsp' && noCheck) return null
    const status = this.judge(signer, superior, { at: facts.producedAt, freshAt: facts.producedAt })
    return status.kind === 'good' || status.kind === 'exempt' ? null : { subIndication: 'TRY_LATER', reason: 'the status of who signed the evidence is not known to be good' }
  }

  #superiorOf(signer: Certificate, at: Date): Certificate | null {
    const outcome = this.#context.pathOf(signer, { at: at <= signer.notAfter ? at : null, use: null, existed: at })
    if (outcome.kind === 'none' || !outcome.isValid) return null
    const superior = outcome.path[1]
    return superior !== undefined && verifyIssuedBy(signer, superior) === 'valid' ? superior : null
  }
}

/** Earliest revocation that is no hold: it cannot be taken back. */
export function firstRevocation(usable: readonly StatusEvidence[]): StatusEvidence | null {
  const revoked = usable.filter(({ facts }) => facts.status === 'revoked' && facts.revokedAt !== null && facts.reason !== 'certificateHold')
  return revoked.sort((one, other) => one.facts.revokedAt!.getTime() - other.facts.revokedAt!.getTime())[0] ?? null
}

/**
 * Evidence older than the certificate does not know it; evidence made after its end need not remember it, unless the responder
 * says that it keeps an archive (RFC 6960 §4.4.4). A revocation is remembered by definition.
 */
export function isTimely({ facts }: StatusEvidence, certificate: Certificate): boolean {
  if (facts.status === 'revoked') return true
  if (facts.thisUpdate.getTime() + skew < certificate.notBefore.getTime()) return false
  return facts.thisUpdate <= certificate.notAfter || (facts.archiveCutoff !== null && facts.archiveCutoff <= certificate.notAfter)
}
