import type { Certificate } from './certificate.ts'
import { oids } from './oids.ts'

/** A policy that stands at one depth of the path: what the next certificate must name, and which policies of the anchor's domain it stands for. */
interface PolicyNode { expected: Set<string>, origins: Set<string> }
type PolicyLevel = Map<string, PolicyNode>

const any: string = oids.anyPolicy
const anyNode = (): PolicyNode => ({ expected: new Set([any]), origins: new Set([any]) })
const mostPolicies = 1000

/**
 * Policy processing of RFC 5280 §6.1 in the form of RFC 9618: level by level, so that mappings cannot make it grow without
 * bounds. Returns why the path breaks the policies, or null.
 * @param path issued by the anchor first, end entity last
 * @param acceptable OIDs, empty = any
 */
export function objectionToPolicies(path: readonly Certificate[], acceptable: readonly string[]): string | null {
  let level: PolicyLevel | null = new Map([[any, anyNode()]])
  let explicit = acceptable.length > 0 ? 0 : path.length + 1
  let mapping = path.length + 1
  let anyAllowed = path.length + 1
  for (const [index, certificate] of path.entries()) {
    const isLast = index === path.length - 1
    const { policies, policyMappings, policyConstraints, inhibitAnyPolicy } = certificate.known
    level = level === null || policies === null ? null : nextLevel(level, policies, anyAllowed > 0 || (!isLast && certificate.isSelfIssued))
    if (level !== null && level.size > mostPolicies) return `more than ${mostPolicies} policies`
    if (explicit <= 0 && level === null) return 'no policy holds through the whole path'
    if (isLast) {
      if (policyConstraints?.requireExplicit === 0) explicit = 0
      break
    }
    if (policyMappings.some(({ issuerDomain, subjectDomain }) => issuerDomain === any || subjectDomain === any)) return 'anyPolicy is mapped'
    if (level !== null) level = mapPolicies(level, policyMappings, mapping > 0)
    if (!certificate.isSelfIssued) {
      explicit -= 1
      mapping -= 1
      anyAllowed -= 1
    }
    explicit = Math.min(explicit, policyConstraints?.requireExplicit ?? explicit)
    mapping = Math.min(mapping, policyConstraints?.inhibitMapping ?? mapping)
    anyAllowed = Math.min(anyAllowed, inhibitAnyPolicy ?? anyAllowed)
  }
  if (explicit > 0) return null
  if (level === null) return 'no policy holds through the whole path'
  if (acceptable.length === 0) return null
  const origins = new Set([...level.values()].flatMap(node => [...node.origins]))
  return origins.has(any) || acceptable.some(policy => origins.has(policy)) ? null : 'none of the acceptable policies holds through the path'
}

function nextLevel(level: PolicyLevel, policies: readonly string[], anyCounts: boolean): PolicyLevel | null {
  const next: PolicyLevel = new Map()
  const anyBefore = level.get(any)
  const expecting = expectations(level)
  for (const policy of policies) {
    if (policy === any) continue
    const origins = expecting.get(policy)
    if (origins !== undefined) next.set(policy, { expected: new Set([policy]), origins: resolveOrigins(origins, policy) })
    else if (anyBefore !== undefined) next.set(policy, { expected: new Set([policy]), origins: new Set([policy]) })
  }
  if (policies.includes(any) && anyCounts) {
    for (const [policy, origins] of expecting) if (!next.has(policy)) next.set(policy, { expected: new Set([policy]), origins: policy === any ? origins : resolveOrigins(origins, policy) })
  }
  return next.size === 0 ? null : next
}

/** Below anyPolicy, a policy stands for itself. */
const resolveOrigins = (origins: Set<string>, policy: string): Set<string> => new Set([...origins].map(origin => origin === any ? policy : origin))

function expectations(level: PolicyLevel): Map<string, Set<string>> {
  const expecting = new Map<string, Set<string>>()
  for (const { expected, origins } of level.values()) {
    for (const policy of expected) {
      const known = expecting.get(policy)
      if (known === undefined) expecting.set(policy, new Set(origins))
      else for (const origin of origins) known.add(origin)
    }
  }
  return expecting
}

function mapPolicies(level: PolicyLevel, mappings: readonly { issuerDomain: string, subjectDomain: string }[], allowed: boolean): PolicyLevel | null {
  const targets = Map.groupBy(mappings, ({ issuerDomain }) => issuerDomain)
  for (const [policy, group] of targets) {
    if (!allowed) {
      level.delete(policy)
      continue
    }
    const node = level.get(policy)
    const expected = new Set(group.map(({ subjectDomain }) => subjectDomain))
    if (node !== undefined) node.expected = expected
    else if (level.has(any)) level.set(policy, { expected, origins: new Set([policy]) })
  }
  return level.size === 0 ? null : level
}
