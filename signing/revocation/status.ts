import type { Certificate } from '../x509/index.ts'

/** CRLReason (RFC 5280 §5.3.1), by its number. */
export const revocationReasons: Readonly<Record<number, string>> = {
  0: 'unspecified', 1: 'keyCompromise', 2: 'cACompromise', 3: 'affiliationChanged', 4: 'superseded', 5: 'cessationOfOperation', 6: 'certificateHold', 8: 'removeFromCRL',
  9: 'privilegeWithdrawn', 10: 'aACompromise',
}

/** What one piece of evidence says about one certificate. Its signature was verified; whether its signer is trusted, the caller decides. */
export interface StatusFacts {
  source: 'ocsp' | 'crl'
  status: 'good' | 'revoked' | 'unknown'
  thisUpdate: Date
  nextUpdate: Date | null
  /** Of a CRL: thisUpdate. */
  producedAt: Date
  revokedAt: Date | null
  reason: string | null
  /** Who signed the evidence. */
  signer: Certificate
  /** The signer is another certificate than the issuer: for a CRL its own path must be built; an OCSP delegate was issued by the issuer. */
  isDelegated: boolean
  /** The delegate's own status need not be asked (id-pkix-ocsp-nocheck). */
  noCheck: boolean
  /** Certificates that came with the evidence. */
  certificates: Certificate[]
  /** OCSP: the responder keeps the status of expired certificates since then (RFC 6960 §4.4.4). */
  archiveCutoff: Date | null
}

export type StatusOutcome
  = | { kind: 'facts', facts: StatusFacts }
  /** Not evidence about this certificate: malformed, for somebody else, not signed by who may sign it. `reason` is technical English. */
    | { kind: 'refused', reason: string }

export const refused = (reason: string): StatusOutcome => ({ kind: 'refused', reason })

/** Whether evidence still speaks at `at`. Without nextUpdate it does for `maximumAgeSeconds` (@defaultValue a day); clocks may differ by five minutes. */
export function isFreshAt({ thisUpdate, nextUpdate }: Pick<StatusFacts, 'thisUpdate' | 'nextUpdate'>, at: Date, maximumAgeSeconds = 86_400): boolean {
  const skew = 300_000
  const end = nextUpdate ?? new Date(thisUpdate.getTime() + maximumAgeSeconds * 1000)
  return thisUpdate.getTime() - skew <= at.getTime() && at.getTime() <= end.getTime() + skew
}
