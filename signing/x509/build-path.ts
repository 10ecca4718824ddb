import type { TrustAnchor } from '../types.ts'
import { parseCertificate, type Certificate } from './certificate.ts'
import { checkPath, type PathCheck } from './check-path.ts'
import { couldHaveIssued, verifyIssuedBy } from './issued-by.ts'

export interface Anchor { certificate: Certificate, label: string }

export interface PathRequest {
  certificate: Certificate
  /** Certificates that came with the file or were fetched; their order and number prove nothing. */
  candidates: readonly Certificate[]
  anchors: readonly Anchor[]
  /** Validity periods are judged at this time; null leaves them to the caller. */
  at: Date | null
  /** Acceptable certificate policies (OIDs); @defaultValue any */
  policies?: readonly string[]
}

export type PathOutcome
  /** `isValid` = every check passed. `path`: end entity first, anchor last (one entry when the certificate is itself an anchor). */
  = | { kind: 'found', isValid: boolean, path: Certificate[], anchor: Anchor, checks: PathCheck[] }
  /** No chain of verified signatures ends at an anchor. `longest` is as far as it went; `reason` is technical English. */
    | { kind: 'none', longest: Certificate[], reason: string, checks: PathCheck[] }

/** A path longer than this, or more verifications for one certificate, is nobody's real PKI. */
const limits = { length: 12, verifications: 200, paths: 20 }

/** Parses the caller's anchors. @throws SigningError `certificate-malformed`: configuration, not somebody's file */
export const toAnchors = (anchors: readonly TrustAnchor[]): Anchor[] => anchors.map(({ certificate, label }) => ({ certificate: parseCertificate(certificate), label }))

/**
 * Certification path building and validation (RFC 4158, RFC 5280 §6.1) without revocation, which needs evidence. Several
 * paths may exist (cross certificates, several anchors): the first without a failed check wins, else the one with the
 * fewest. Never throws.
 */
export function buildPath(request: PathRequest): PathOutcome {
  const search = new PathSearch(request)
  const found: Extract<PathOutcome, { kind: 'found' }>[] = []
  for (const { path, anchor } of search.paths()) {
    const checks = [...checkPath(path, { at: request.at, policies: request.policies ?? [] }), verified(path)]
    const isValid = checks.every(({ verdict }) => verdict === 'passed')
    if (isValid) return { kind: 'found', isValid, path, anchor, checks }
    found.push({ kind: 'found', isValid, path, anchor, checks })
    if (found.length === limits.paths) break
  }
  const best = found.sort((a, b) => failures(a.checks) - failures(b.checks))[0]
  return best ?? { kind: 'none', longest: search.longest, reason: search.reason, checks: [] }
}

const failures = (checks: readonly PathCheck[]): number => checks.filter(({ verdict }) => verdict === 'failed').length
const verified = (path: readonly Certificate[]): PathCheck => ({ id: 'signature-verifies', verdict: 'passed', certificate: null, detail: `${path.length} certificates` })

const isSameEntity = (one: Certificate, other: Certificate): boolean => one === other || (one.subject.equals(other.subject) && Buffer.compare(one.publicKeyInfo, other.publicKeyInfo) === 0)

/** Depth first with a stack of its own; anchors are tried before other issuers. */
class PathSearch {
  longest: Certificate[]
  reason = 'no issuer among the certificates'
  readonly #request: PathRequest
  #verifications = 0

  constructor(request: PathRequest) {
    this.#request = request
    this.longest = [request.certificate]
  }

  * paths(): Generator<{ path: Certificate[], anchor: Anchor }> {
    const { certificate, anchors } = this.#request
    const stack: Certificate[][] = [[certificate]]
    for (let path = stack.pop(); path !== undefined; path = stack.pop()) {
      const top = path.at(-1)!
      if (path.length > this.longest.length) this.longest = path
      const itself = anchors.find(anchor => anchor.certificate.fingerprint === top.fingerprint)
      if (itself !== undefined) {
        yield { path, anchor: itself }
        continue
      }
      for (const anchor of anchors) if (!path.includes(anchor.certificate) && this.#issued(anchor.certificate, top)) yield { path: [...path, anchor.certificate], anchor }
      if (path.length < limits.length) stack.push(...this.#issuersOf(top, path).map(issuer => [...path, issuer]))
      else this.reason = `no anchor within ${limits.length} certificates`
    }
  }

  /**
   * Worst first, because the stack is emptied from its end: authorities before certificates that are none. The same name with
   * the same key does not come twice in a path (RFC 4158 §5.2): that would be a detour.
   */
  #issuersOf(top: Certificate, path: readonly Certificate[]): Certificate[] {
    const { candidates, anchors } = this.#request
    const isAnchor = new Set(anchors.map(({ certificate }) => certificate.fingerprint))
    return candidates
      .filter(candidate => !isAnchor.has(candidate.fingerprint) && !path.some(earlier => isSameEntity(earlier, candidate)) && this.#issued(candidate, top))
      .sort((a, b) => Number(a.isAuthority) - Number(b.isAuthority))
  }

  #issued(issuer: Certificate, certificate: Certificate): boolean {
    if (!couldHaveIssued(issuer, certificate)) return false
    this.#verifications += 1
    if (this.#verifications > limits.verifications) {
      this.reason = `given up after ${limits.verifications} verifications`
      return false
    }
    const verdict = verifyIssuedBy(certificate, issuer)
    if (verdict === 'invalid') this.reason = 'an issuer of that name did not sign the certificate'
    if (verdict === 'unsupported') this.reason = `signature algorithm ${certificate.signatureAlgorithm.oid} is not supported with the issuer's key`
    return verdict === 'valid'
  }
}
