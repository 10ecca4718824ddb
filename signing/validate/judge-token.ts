import type { Check, RevocationSummary } from '../types.ts'
import type { Anchor, Certificate } from '../x509/index.ts'
import { acceptanceChecks } from './checks/acceptance.ts'
import { judgePath, type PathJudgement } from './checks/certificate-path.ts'
import { purposeChecks } from './checks/certificate-purpose.ts'
import { judged } from './checks/check.ts'
import { cryptographyChecks } from './checks/cryptography.ts'
import { formatChecks } from './checks/format.ts'
import { judgePastSignature } from './checks/past-signature.ts'
import { signingCertificateChecks } from './checks/signing-certificate.ts'
import { conclude, curable, isCurable, type Conclusion } from './conclusion.ts'
import type { ValidationContext } from './context.ts'
import { generationTime, useOf, type Token } from './token.ts'

/** Everything that was found out about a signature or a time-stamp. */
export interface Judgement {
  token: Token
  conclusion: Conclusion
  checks: Check[]
  path: Certificate[]
  anchor: Anchor | null
  revocation: RevocationSummary | null
  /** When the token is proven to have existed. */
  existed: Date
}

/**
 * One token against everything known by now: the basic building blocks at the moment when it is proven to have existed, then,
 * where their answer hangs on time only, past signature validation (EN 319 102-1 §5.3, §5.5 and §5.6 for one token).
 * @param further checks of the caller about this token
 */
export function judgeToken(token: Token, context: ValidationContext, further: readonly Check[] = []): Judgement {
  context.checkTime()
  const existed = context.proofs.of(token.id)
  const path = token.certificate === null ? noPath : judgePath(token.certificate, { at: existed, freshAt: freshnessMoment(token, existed, context), use: useOf(token) }, context)
  const checks = [
    ...formatChecks(token),
    ...signingCertificateChecks(token),
    ...cryptographyChecks(token),
    ...path.checks,
    ...(token.certificate === null ? [] : token.kind === 'signature' ? purposeChecks(token.certificate, context.policy) : [timestampingPurpose(token)]),
    ...(token.kind === 'signature' ? [] : timeChecks(token, context)),
    ...acceptanceChecks(token, existed, context.policy),
    ...further,
  ]
  const judgement = { token, conclusion: conclude(checks), checks, path: path.path, anchor: path.anchor, revocation: path.revocation, existed }
  return isCurable(judgement.conclusion) ? judgeInThePast(judgement, context) : judgement
}

const noPath: PathJudgement = { checks: [], path: [], anchor: null, revocation: null }

/** About which moment the evidence of a status must speak: see `timestampStatusAt` of the policy. */
function freshnessMoment(token: Token, existed: Date, { policy }: ValidationContext): Date {
  const generated = generationTime(token)
  return generated !== null && policy.revocation.timestampStatusAt === 'generation' && generated < existed ? generated : existed
}

const timestampingPurpose = ({ isForTimestamping }: Token): Check =>
  judged('XCV', 'timestamping-purpose', { objection: isForTimestamping ? null : 'extended key usage is not time-stamping alone and critical', subIndication: 'CHAIN_CONSTRAINTS_FAILURE' })

const skew = 300_000

/** A time-stamp must come from its authority's lifetime and not from the future. */
function timeChecks(token: Token, context: ValidationContext): Check[] {
  const generated = generationTime(token)
  if (generated === null) return []
  const isFuture = generated.getTime() > context.now.getTime() + skew
  const isAlive = token.certificate === null || token.certificate.isValidAt(generated)
  return [
    judged('SAV', 'timestamp-not-in-future', {
      objection: isFuture ? `made ${generated.toISOString()}` : isAlive ? null : 'made outside the validity of its certificate',
      subIndication: isFuture ? 'TIMESTAMP_ORDER_FAILURE' : 'CHAIN_CONSTRAINTS_FAILURE',
    }),
  ]
}

/** What past signature validation proves answers the questions that hung on time; what it does not, stands beside them. */
function judgeInThePast(judgement: Judgement, context: ValidationContext): Judgement {
  const past = judgePastSignature(judgement.token, context)
  const answered = past.holds ? judgement.checks.map(check => isOpen(check) ? { block: check.block, id: check.id, verdict: 'passed' as const, detail: `held at ${past.controlTime!.toISOString()}; today: ${check.detail ?? check.subIndication}` } : check) : judgement.checks
  const checks = [...answered, ...past.checks]
  return { ...judgement, checks, conclusion: conclude(checks) }
}

const isOpen = ({ verdict, subIndication }: Check): boolean => (verdict === 'failed' || verdict === 'indeterminate') && subIndication !== undefined && curable.has(subIndication)
