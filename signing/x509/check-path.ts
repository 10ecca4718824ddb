import type { Certificate } from './certificate.ts'
import { objectionToNames } from './name-constraints.ts'
import { objectionToPolicies } from './policies.ts'

/** One question about a path. `certificate` is a fingerprint, null when the question is about the path as a whole. */
export interface PathCheck {
  id: 'certificate-in-validity' | 'issuer-is-authority' | 'issuer-may-sign-certificates' | 'path-length' | 'name-constraints' | 'policies' | 'critical-extensions' | 'extensions-readable' | 'signature-verifies'
  verdict: 'passed' | 'failed'
  certificate: string | null
  detail?: string
}

/**
 * Judges a path whose signatures were verified while it was built (RFC 5280 §6.1.3–6.1.5). The anchor's own dates are not
 * judged: it is trusted because somebody said so; its constraints are.
 * @param path end entity first, anchor last
 * @param at null = the validity periods are left to the caller (past validation judges them against proofs of existence)
 */
export function checkPath(path: readonly Certificate[], { at, policies }: { at: Date | null, policies: readonly string[] }): PathCheck[] {
  const anchor = path.at(-1)!
  const issued = path.length === 1 ? path : path.slice(0, -1)
  const checks = issued.flatMap(certificate => checkCertificate(certificate, at))
  for (const [index, issuer] of path.entries()) if (index > 0) checks.push(...checkIssuer(issuer, path.slice(1, index), { isAnchor: issuer === anchor }))
  for (const [index, certificate] of issued.entries()) {
    if (index > 0 && certificate.isSelfIssued) continue
    const constraints = path.slice(index + 1).flatMap(({ known }) => known.nameConstraints === null ? [] : [known.nameConstraints])
    if (constraints.length > 0) checks.push(judged('name-constraints', certificate, objectionToNames(certificate, constraints)))
  }
  const objection = path.length === 1 ? null : objectionToPolicies([...issued].reverse(), policies)
  checks.push({ id: 'policies', verdict: objection === null ? 'passed' : 'failed', certificate: null, ...(objection === null ? {} : { detail: objection }) })
  return checks
}

function checkCertificate(certificate: Certificate, at: Date | null): PathCheck[] {
  const { unknownCritical, unreadable } = certificate.known
  const checks = [
    judged('critical-extensions', certificate, unknownCritical.length === 0 ? null : `unknown critical extension ${unknownCritical.join(', ')}`),
    judged('extensions-readable', certificate, unreadable.length === 0 ? null : `extension ${unreadable.join(', ')} breaks its syntax`),
  ]
  if (at !== null) checks.push(judged('certificate-in-validity', certificate, certificate.isValidAt(at) ? null : at < certificate.notBefore ? 'not valid yet' : 'expired'))
  return checks
}

/** @param below authorities between this issuer and the end entity */
function checkIssuer(issuer: Certificate, below: readonly Certificate[], { isAnchor }: { isAnchor: boolean }): PathCheck[] {
  const { keyUsage, basicConstraints } = issuer.known
  // A version 1 root can say nothing about itself; that it is an anchor says it.
  const isAuthority = issuer.isAuthority || (isAnchor && issuer.version < 3)
  const longest = basicConstraints?.pathLength ?? null
  const length = below.filter(certificate => !certificate.isSelfIssued).length
  return [
    judged('issuer-is-authority', issuer, isAuthority ? null : 'basic constraints do not make it an authority'),
    judged('issuer-may-sign-certificates', issuer, keyUsage === null || keyUsage.has('keyCertSign') ? null : 'key usage lacks keyCertSign'),
    judged('path-length', issuer, longest === null || length <= longest ? null : `${length} authorities follow where ${longest} may`),
  ]
}

const judged = (id: PathCheck['id'], certificate: Certificate, objection: string | null): PathCheck =>
  ({ id, verdict: objection === null ? 'passed' : 'failed', certificate: certificate.fingerprint, ...(objection === null ? {} : { detail: objection }) })
