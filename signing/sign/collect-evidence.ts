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

/** An end entity, signatory or time-stamp authority. */
export interface Subject {
  certificate: Certificate
  /** When it had signed at the latest, as far as a time-stamp proves it. */
  provenAt: Date | null
}

/** Certificates to be judged later, and where their issuers may be found. */
export interface EvidenceRequest {
  subjects: readonly Subject[]
  candidates: readonly Certificate[]
  source: RevocationSource
}

/** More certificates than this hang on no real signature. */
const mostCertificates = 60

/**
 * Collects revocation evidence for whole paths, those of OCSP responders and list issuers included.
 * Rejects with SigningError `evidence-unavailable`, `certificate-revoked` or `path-incomplete`.
 */
export async function collectEvidence({ subjects, candidates, source }: EvidenceRequest): Promise<Evidence> {
  const known = new Map([...candidates, ...subjects.map(({ certificate }) => certificate)].map(certificate => [certificate.fingerprint, certificate]))
  const included = new Map<string, Certificate>()
  const [ocspResponses, crls] = [new Map<string, Uint8Array>(), new Map<string, Uint8Array>()]
  const seen = new Set<string>()
  // The latest use comes first and stands for an issuer that several share.
  const waiting = subjects.toSorted((a, b) => timeOf(a) - timeOf(b))
  for (let subject = waiting.pop(); subject !== undefined; subject = waiting.pop()) {
    const { certificate, provenAt } = subject
    if (seen.has(certificate.fingerprint)) continue
    if (seen.size === mostCertificates) throw new SigningError('path-incomplete', `more than ${mostCertificates} certificates`)
    seen.add(certificate.fingerprint)
    included.set(certificate.fingerprint, certificate)
    if (isRoot(certificate)) continue
    const issuer = findIssuer(certificate, known.values())
    waiting.push({ certificate: issuer, provenAt })
    const { facts, evidence } = await findStatus(subject, issuer, source)
    if (evidence.kind === 'ocsp') ocspResponses.set(fingerprintOf(evidence.response), evidence.response)
    else crls.set(fingerprintOf(evidence.crl), evidence.crl)
    for (const one of facts.certificates) known.set(one.fingerprint, one)
    included.set(facts.signer.fingerprint, facts.signer)
    // A responder without nocheck must itself be shown not to be revoked (RFC 6960 §4.2.2.2.1).
    if (facts.isDelegated && !facts.noCheck) waiting.push({ certificate: facts.signer, provenAt: null })
  }
  return { certificates: [...included.values()].map(({ der }) => der), ocspResponses: [...ocspResponses.values()], crls: [...crls.values()] }
}

const timeOf = ({ provenAt }: Subject): number => provenAt?.getTime() ?? Infinity
const isRoot = (certificate: Certificate): boolean => certificate.isSelfIssued && verifyIssuedBy(certificate, certificate) === 'valid'

function findIssuer(certificate: Certificate, candidates: Iterable<Certificate>): Certificate {
  for (const candidate of candidates) if (couldHaveIssued(candidate, certificate) && verifyIssuedBy(certificate, candidate) === 'valid') return candidate
  throw new SigningError('path-incomplete', 'the issuer of a certificate is missing')
}

type GivenEvidence = Exclude<RevocationEvidence, { kind: 'noAnswer' }>

async function findStatus({ certificate, provenAt }: Subject, issuer: Certificate, source: RevocationSource): Promise<{ facts: StatusFacts, evidence: GivenEvidence }> {
  const evidence = await source.find(certificate.der, issuer.der, provenAt ?? undefined).catch((cause: unknown) => {
    throw new SigningError('evidence-unavailable', 'the revocation source failed', { cause })
  })
  if (evidence.kind === 'noAnswer') throw new SigningError('evidence-unavailable', evidence.reason)
  const outcome = evidence.kind === 'ocsp' ? judgeOcsp({ response: evidence.response, certificate, issuer }) : judgeCrl({ crl: evidence.crl, certificate, issuer })
  if (outcome.kind === 'refused') throw new SigningError('evidence-unavailable', outcome.reason)
  const { status, revokedAt } = outcome.facts
  // What was revoked after its proven use was good for it (EN 319 102-1 §5.5.4): the evidence shows when.
  if (status === 'revoked' && (provenAt === null || revokedAt === null || revokedAt <= provenAt)) throw new SigningError('certificate-revoked', `revoked at ${revokedAt?.toISOString()}`)
  if (status === 'unknown') throw new SigningError('evidence-unavailable', 'the authority does not know the certificate')
  return { facts: outcome.facts, evidence }
}
