import { oids } from '../x509/index.ts'
import { ts119312, type AlgorithmConstraints } from './algorithm-constraints.ts'

/** Constraints of a validation (EN 319 102-1 §5.1.4) as data: another policy is another value, never another branch. */
export interface ValidationPolicy {
  /** Shown in the report. */
  id: string
  /** SubFilters of signatures that are accepted. */
  subFilters: readonly string[]
  /** SubFilters whose signatures must bind their certificate by signing-certificate or signing-certificate-v2 (EN 319 142-1 §6.3). */
  bindingSubFilters: readonly string[]
  certificate: {
    /** OIDs of acceptable certificate policies; empty = any. */
    policies: readonly string[]
    /** A signing certificate with key usages needs one of these. */
    usages: readonly ('digitalSignature' | 'nonRepudiation')[]
    /** A signing certificate with extended key usages needs one of these purposes. */
    purposes: readonly string[]
  }
  revocation: {
    /** How long evidence without nextUpdate speaks, in seconds. */
    maximumAgeSeconds: number
    /** Evidence must not be older than this at the moment it speaks for, whatever its nextUpdate says; null = nextUpdate decides. */
    freshnessSeconds: number | null
    /**
     * Until when a time-stamp authority's status must be known: when it made the time-stamp (as every validator does that works on files),
     * or at the moment of validation (EN 319 102-1 §5.4 to the letter; needs a source of revocation data). Where a source is given, it is
     * asked for newer evidence in both cases.
     */
    timestampStatusAt: 'generation' | 'validation'
  }
  /** A signature time-stamp later than the claimed time by more than this is refused; null = no limit (EN 319 102-1 §5.5.4, time-stamp delay). */
  timestampDelaySeconds: number | null
  algorithms: AlgorithmConstraints
  /** What a hostile file may cost. */
  limits: {
    /** Of work. */
    milliseconds: number
    /** Of waiting for answers, all together. */
    waitingMilliseconds: number
    /** Answers asked for through the caller's port. */
    requests: number
    /** Certificates about whose issuer the caller's port is asked, and how many issuers above each other may come from it. */
    issuers: number
    issuerDepth: number
    certificates: number
    evidence: number
    timestampsPerSignature: number
    signatures: number
  }
}

/** OIDs of purposes that documents are signed under (RFC 9336, and those of Adobe and Microsoft that came before it). */
const documentPurposes: readonly string[] = [
  oids.purposeDocumentSigning, oids.purposeEmailProtection, oids.anyExtendedKeyUsage, '1.3.6.1.4.1.311.10.3.12', '1.2.840.113583.1.1.5', '1.3.6.1.5.5.7.3.2',
]

export const defaultPolicy: ValidationPolicy = {
  id: 'motlan-pades-1',
  subFilters: ['ETSI.CAdES.detached', 'adbe.pkcs7.detached'],
  bindingSubFilters: ['ETSI.CAdES.detached'],
  certificate: { policies: [], usages: ['digitalSignature', 'nonRepudiation'], purposes: documentPurposes },
  revocation: { maximumAgeSeconds: 86_400, freshnessSeconds: null, timestampStatusAt: 'generation' },
  timestampDelaySeconds: null,
  algorithms: ts119312,
  limits: { milliseconds: 4000, waitingMilliseconds: 15_000, requests: 30, issuers: 10, issuerDepth: 4, certificates: 500, evidence: 500, timestampsPerSignature: 20, signatures: 500 },
}
