import type { Check } from '../types.ts'
import { firstRevocation, usableEvidence } from './checks/certificate-status.ts'
import { failed, judged, notApplicable, passed, undecided } from './checks/check.ts'
import { conclude } from './conclusion.ts'
import type { ValidationContext } from './context.ts'
import { judgeToken, type Judgement } from './judge-token.ts'
import { provesExistence } from './proof-order.ts'
import type { Token } from './token.ts'

/** A signature with its time-stamps (EN 319 102-1 §5.5.4 and §5.6.3), which were judged before. */
export function judgeSignature(token: Token, timestamps: ReadonlyMap<string, Judgement>, context: ValidationContext): Judgement {
  const own = token.carried.flatMap(({ id }) => timestamps.get(id) ?? [])
  const covering = [...timestamps.values()].filter(one => one.token.kind === 'document-timestamp' && (one.token.pdf.revision ?? 0) > (token.pdf.revision ?? Infinity))
  const further = [timestampsValid(own), timestampsInOrder([...own, ...covering], context), delayCheck(token, own, context), ...policyCheck(token)]
  const judgement = judgeToken(token, context, further)
  const lower = contentTimestampCheck(judgement, own, context)
  if (lower === null) return judgement
  const checks = [...judgement.checks, lower]
  return { ...judgement, checks, conclusion: conclude(checks) }
}

/** Time-stamps that do not hold prove nothing; that alone makes no signature bad (§5.5.4, step 3). */
function timestampsValid(own: readonly Judgement[]): Check {
  const broken = own.filter(one => !provesExistence(one))
  if (own.length === 0) return notApplicable('PSV', 'timestamps-valid', 'no time-stamp in the signature')
  if (broken.length === 0) return passed('PSV', 'timestamps-valid', `${own.length}`)
  return { block: 'PSV', id: 'timestamps-valid', verdict: 'indeterminate', detail: broken.map(({ conclusion }) => conclusion.subIndication ?? conclusion.indication).join(', ') }
}

/** Content before signature before archive (§5.5.4, step 4 e). Clocks of authorities may differ by their accuracy, at least a second. */
function timestampsInOrder(all: readonly Judgement[], context: ValidationContext): Check {
  const held = all.filter(provesExistence).map(({ token }) => token)
  if (held.length < 2) return notApplicable('SAV', 'timestamps-in-order')
  context.checkTime()
  const ranked = held.map(token => ({ rank: rankOf(token), from: token.timestamp!.info.time.getTime(), accuracy: Math.max(1000, token.timestamp!.info.accuracyMilliseconds ?? 0) }))
  const contradiction = ranked.find(one => ranked.some(other => other.rank > one.rank && other.from + other.accuracy < one.from - one.accuracy))
  return judged('SAV', 'timestamps-in-order', { objection: contradiction === undefined ? null : 'one that covers another is older', subIndication: 'TIMESTAMP_ORDER_FAILURE' })
}

const rankOf = ({ kind, pdf }: Token): number => kind === 'content-timestamp' ? 0 : kind === 'signature-timestamp' ? 1 : 1 + (pdf.revision ?? 0)

function delayCheck({ pdf }: Token, own: readonly Judgement[], { policy }: ValidationContext): Check {
  const first = own.filter(one => one.token.kind === 'signature-timestamp' && provesExistence(one)).map(({ token }) => token.timestamp!.info.time.getTime()).sort((a, b) => a - b)[0]
  if (policy.timestampDelaySeconds === null || first === undefined || pdf.claimedTime === null) return notApplicable('SAV', 'timestamp-delay')
  const delay = Math.round((first - pdf.claimedTime.getTime()) / 1000)
  return judged('SAV', 'timestamp-delay', { objection: delay <= policy.timestampDelaySeconds ? null : `${delay} s after the claimed time`, subIndication: 'SIG_CONSTRAINTS_FAILURE' })
}

const signaturePolicy = '1.2.840.113549.1.9.16.2.15'

/** A signature may name a policy; none is asked for and none is processed here (§5.2.4). */
const policyCheck = ({ signer }: Token): Check[] =>
  [notApplicable('VCI', 'signature-policy', signer?.signedAttributes?.has(signaturePolicy) === true ? 'named by the signature, not asked for' : 'none')]

/**
 * A time-stamp inside what was signed proves that the signature is younger: revoked or expired before it, the certificate was no
 * longer the signatory's to use (§5.3.4, steps 5 and 6).
 */
function contentTimestampCheck({ token }: Judgement, own: readonly Judgement[], context: ValidationContext): Check | null {
  const held = own.filter(one => one.token.kind === 'content-timestamp' && provesExistence(one)).map(one => one.token.timestamp!.info.time)
  const latest = held.sort((one, other) => other.getTime() - one.getTime())[0]
  const { certificate } = token
  if (latest === undefined || certificate === null) return null
  const id = 'content-timestamp-before-signature'
  if (latest > certificate.notAfter) return failed('SAV', id, 'EXPIRED', `the content was stamped ${latest.toISOString()}`)
  const path = context.pathOf(certificate, { at: null, use: 'signature' })
  const issuer = path.kind === 'found' ? path.path[1] : undefined
  const revokedAt = issuer === undefined ? null : firstRevocation(usableEvidence(certificate, issuer, context).usable)?.facts.revokedAt ?? null
  if (revokedAt !== null && revokedAt < latest) return failed('SAV', id, 'REVOKED', `the content was stamped ${latest.toISOString()}`)
  return latest > context.now ? undecided('SAV', id, 'TIMESTAMP_ORDER_FAILURE', 'from the future') : passed('SAV', id)
}
