import type { Check, Indication, SubIndication } from '../types.ts'

export interface Conclusion { indication: Indication, subIndication: SubIndication | null }

/** EN 319 102-1 table 5: what proves that a signature is bad. All else leaves it undecided (table 6). */
const failing: readonly SubIndication[] = ['FORMAT_FAILURE', 'HASH_FAILURE', 'SIG_CRYPTO_FAILURE', 'REVOKED', 'EXPIRED', 'NOT_YET_VALID']

/**
 * What later knowledge about times may cure: the process goes on with proofs of existence (EN 319 102-1 §5.6.3.2, step 2).
 * All other outcomes stand.
 */
export const curable: ReadonlySet<SubIndication> = new Set<SubIndication>([
  'REVOKED_NO_POE', 'REVOKED_CA_NO_POE', 'OUT_OF_BOUNDS_NO_POE', 'OUT_OF_BOUNDS_NOT_REVOKED', 'REVOCATION_OUT_OF_BOUNDS_NO_POE', 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE', 'TRY_LATER',
])

/**
 * The conclusion from all checks: a proof that the signature is bad outweighs everything; then a question that no proof of
 * existence could answer; then the first one that is open. What past validation alone has to say (NO_POE) never hides why it was asked.
 */
export function conclude(checks: readonly Check[]): Conclusion {
  const open = checks.flatMap(({ verdict, subIndication }) => (verdict === 'failed' || verdict === 'indeterminate') && subIndication !== undefined ? [subIndication] : [])
  const bad = open.find(one => failing.includes(one))
  if (bad !== undefined) return { indication: 'TOTAL-FAILED', subIndication: bad }
  const undecided = open.find(one => !curable.has(one) && one !== 'NO_POE') ?? open[0]
  return undecided === undefined ? { indication: 'TOTAL-PASSED', subIndication: null } : { indication: 'INDETERMINATE', subIndication: undecided }
}

export const isCurable = ({ indication, subIndication }: Conclusion): boolean => indication === 'INDETERMINATE' && subIndication !== null && curable.has(subIndication)
