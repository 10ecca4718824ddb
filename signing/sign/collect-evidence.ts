import { SigningError } from '../errors.ts'
import { judgeCrl, judgeOcsp, type StatusFacts } from '../revocation/index.ts'
import type { RevocationEvidence, RevocationSource } from '../types.ts'
import { couldHaveIssued, fingerprintOf, verifyIssuedBy, type Certificate } from '../x509/index.ts'

/** What a later validator needs and might no longer get (EN 319 142-1 §5.4): DER, each once. */
export interface Evidence {
  certificates: Uint8Array[]
  ocspResponses: Uint8Array[]
  crls: Uint8Array[]
}

/** Certificates to be judged later, and where their issuers may be found. */
export interface EvidenceRequest {
  /** End entities: signatories and time-stamp authorities. */
  subjects: readonly Certificate[]
  candidates: readonly Certificate[]
  source: RevocationSource
  /** The latest time at which one of them signed, as far as it is proven. */
  issuedAfter?: Date | undefined
}

/** More certificates than this hang on no real signature. */
const mostCertificates = 60

/**
 * Collects revocation evidence for whole paths, those of OCSP responders and list issuers included.
 * Rejects with SigningError `evidence-unavailable`, `certificate-revoked` or `path-incomplete`.
 */
export async function collectEvidence({ subjects, candidates, source, issuedAfter }: EvidenceRequest): Promise<Evidence> {
  const known = new Map([...candidates, ...subjects].map(certificate => [certificate.fingerprint, certificate]))
  const included = new Map<string, Certificate>()
  const [ocspResponses, crls] = [new Map<string, Uint8Array>(), new Map<string, Uint8Array>()]
  const seen = new Set<string>()
  const waiting = [...subjects]
  for (let certificate = waiting.pop(); certificate !== undefined; certificate = waiting.pop()) {
    if (seen.has(certificate.fingerprint)) continue
    if (seen.size === mostCertificates) throw new SigningError('path-incomplete', `more than ${mostCertificates} certificates`)
    seen.add(certificate.fingerprint)
    included.set(certificate.fingerprint, certificate)
    if (isRoot(certificate)) continue
    const issuer = findIssuer(certificate, known.values())
    waiting.push(issuer)
    const { facts, evidence } = await findStatus({ certificate, issuer }, source, issuedAfter)
    if (evidence.kind === 'ocsp') ocspResponses.set(fingerprintOf(evidence.response), evidence.response)
    else crls.set(fingerprintOf(evidence.crl), evidence.crl)
    for (const one of facts.certificates) known.set(one.fingerprint, one)
    included.set(facts.signer.fingerprint, facts.signer)
    // A responder without nocheck must itself be shown not to be revoked (RFC 6960 §4.2.2.2.1).
    if (facts.isDelegated && !facts.noCheck) waiting.push(facts.signer)
  }
  return { certificates: [...included.values()].map(({ der }) => der), ocspResponses: [...ocspResponses.values()], crls: [...crls.values()] }
}

const isRoot = (certificate: Certificate): boolean => certificate.isSelfIssued && verifyIssuedBy(certificate, certificate) === 'valid'

function findIssuer(certificate: Certificate, candidates: Iterable<Certificate>): Certificate {
  for (const candidate of candidates) if (couldHaveIssued(candidate, certificate) && verifyIssuedBy(certificate, candidate) === 'valid') return candidate
  throw new SigningError('path-incomplete', 'the issuer of a certificate is missing')
}

type GivenEvidence = Exclude<RevocationEvidence, { kind: 'noAnswer' }>

async function findStatus({ certificate, issuer }: { certificate: Certificate, issuer: Certificate }, source: RevocationSource, issuedAfter: Date | undefined): Promise<{ facts: StatusFacts, evidence: GivenEvidence }> {
  const evidence = await source.find(certificate.der, issuer.der, issuedAfter).catch((cause: unknown) => {
    throw new SigningError('evidence-unavailable', 'the revocation source failed', { cause })
  })
  if (evidence.kind === 'noAnswer') throw new SigningError('evidence-unavailable', evidence.reason)
  const outcome = evidence.kind === 'ocsp' ? judgeOcsp({ response: evidence.response, certificate, issuer }) : judgeCrl({ crl: evidence.crl, certificate, issuer })
  if (outcome.kind === 'refused') throw new SigningError('evidence-unavailable', outcome.reason)
  const { status, revokedAt } = outcome.facts
  if (status === 'revoked') throw new SigningError('certificate-revoked', `revoked at ${revokedAt?.toISOString()}`)
  if (status === 'unknown') throw new SigningError('evidence-unavailable', 'the authority does not know the certificate')
  return { facts: outcome.facts, evidence }
}
