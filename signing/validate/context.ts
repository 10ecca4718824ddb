import { buildPath, type Anchor, type Certificate, type PathOutcome } from '../x509/index.ts'
import { EvidencePool } from './evidence.ts'
import type { ValidationPolicy } from './policy.ts'
import { ProofsOfExistence } from './proofs.ts'

export interface ContextAnchor extends Anchor {
  /** Trusted for what is older only; null = without end. */
  trustedUntil: Date | null
  uses: readonly AnchorUse[]
}
export type AnchorUse = 'signature' | 'timestamp'

export interface PathQuestion {
  /** Validity periods are judged at this time; null leaves them to the caller. */
  at: Date | null
  /** Only anchors for this; null = any. */
  use: AnchorUse | null
  /** Since when the object is proven to exist; @defaultValue `at`, else now */
  existed?: Date
}

/** What a whole validation shares: the caller's trust and rules, and everything that was collected. */
export class ValidationContext {
  readonly now: Date
  readonly policy: ValidationPolicy
  readonly anchors: readonly ContextAnchor[]
  readonly evidence: EvidencePool
  readonly proofs: ProofsOfExistence
  readonly #certificates = new Map<string, Certificate>()
  readonly #fetched = new Set<string>()
  readonly #paths = new Map<string, PathOutcome>()
  #deadline: number
  #patience: number

  constructor({ now, policy, anchors }: { now: Date, policy: ValidationPolicy, anchors: readonly ContextAnchor[] }) {
    this.now = now
    this.policy = policy
    this.anchors = anchors
    this.evidence = new EvidencePool(policy.limits.evidence)
    this.proofs = new ProofsOfExistence(now)
    this.#deadline = performance.now() + policy.limits.milliseconds
    this.#patience = policy.limits.waitingMilliseconds
  }

  get certificates(): Certificate[] {
    return [...this.#certificates.values()]
  }

  addCertificates(certificates: Iterable<Certificate>): void {
    for (const certificate of certificates) {
      if (this.#certificates.size >= this.policy.limits.certificates) return
      if (this.#certificates.has(certificate.fingerprint)) continue
      this.#certificates.set(certificate.fingerprint, certificate)
      this.#paths.clear()
    }
  }

  /** Candidates like the others, which the file itself lacks. */
  addFetched(certificates: readonly Certificate[]): void {
    for (const { fingerprint } of certificates) if (!this.#certificates.has(fingerprint)) this.#fetched.add(fingerprint)
    this.addCertificates(certificates)
  }

  isFetched({ fingerprint }: Certificate): boolean {
    return this.#fetched.has(fingerprint)
  }

  isAnchor({ fingerprint }: Certificate): boolean {
    return this.anchors.some(({ certificate }) => certificate.fingerprint === fingerprint)
  }

  pathOf(certificate: Certificate, { at, use, existed = at ?? this.now }: PathQuestion): PathOutcome {
    const anchors = this.anchors.filter(one => (use === null || one.uses.includes(use)) && (one.trustedUntil === null || existed <= one.trustedUntil))
    // Of two sets for the same use, the one for the older object holds the other: their sizes tell them apart.
    const key = `${certificate.fingerprint} ${at?.getTime() ?? ''} ${use ?? ''} ${anchors.length}`
    const known = this.#paths.get(key)
    if (known !== undefined) return known
    const path = buildPath({ certificate, candidates: this.certificates, anchors, at, policies: this.policy.certificate.policies })
    this.#paths.set(key, path)
    return path
  }

  /**
   * What the caller's port answers, or null when it fails or all waiting allowed has been used up. Waiting is no work: a slow network
   * does not make a file unreadable.
   */
  async waitFor<T>(ask: () => Promise<T>): Promise<T | null> {
    if (this.#patience <= 0) return null
    const start = performance.now()
    let timer: NodeJS.Timeout | undefined
    const tooLate = new Promise<null>((resolve) => {
      timer = setTimeout(resolve, this.#patience, null)
    })
    const answer = await Promise.race([ask().catch(() => null), tooLate])
    clearTimeout(timer)
    const waited = performance.now() - start
    this.#patience -= waited
    this.#deadline += waited
    return answer
  }

  /** @throws OutOfTime */
  checkTime(): void {
    if (performance.now() > this.#deadline) throw new OutOfTime()
  }
}

/** A file cost more than the policy allows; the report says so. */
export class OutOfTime extends Error {}
