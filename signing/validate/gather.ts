import { isFreshAt } from '../revocation/index.ts'
import type { IssuerSource, RevocationSource } from '../types.ts'
import { couldHaveIssued, readCertificates, verifyIssuedBy, type Certificate } from '../x509/index.ts'
import { exemption } from './checks/certificate-status.ts'
import type { PathQuestion, ValidationContext } from './context.ts'
import { readEmbedded } from './embedded.ts'
import type { SignedPdf } from '../pdf/index.ts'
import type { Token } from './token.ts'

/** Puts everything that came with the file where certificates and evidence are looked for. */
export function collectEmbedded(file: SignedPdf, tokens: readonly Token[], context: ValidationContext): void {
  context.evidence.add({ ocspResponses: file.dss.ocspResponses, crls: file.dss.crls }, 'embedded')
  for (const { cms } of tokens) {
    if (cms === null) continue
    const { certificates, ...evidence } = readEmbedded(cms)
    context.addCertificates(readCertificates(certificates))
    context.evidence.add(evidence, 'embedded')
  }
}

/** A path to whom anything was ever trusted by: which object it is for, and how old that is, is not known yet. */
const ever: PathQuestion = { at: null, use: null, existed: new Date(0) }

/** More certificates below no anchor are nobody's real PKI. */
const mostClimbed = 100

/**
 * Climbs from the certificates of the tokens wherever no path reaches an anchor, and asks the caller's source for the issuers that the
 * file lacks. They are candidates, like those of the file. Each certificate is climbed from once, so issuers that name each other come
 * to an end; the policy bounds how many are asked for and how far above each other.
 */
export async function fetchIssuers(tokens: readonly Token[], source: IssuerSource, context: ValidationContext): Promise<void> {
  const { issuers: mostAsked, issuerDepth } = context.policy.limits
  const climbed = new Set<string>()
  let asked = 0
  const waiting = tokens.flatMap(({ certificate }) => certificate === null ? [] : [{ certificate, depth: 0 }])
  for (const { certificate, depth } of waiting) {
    if (climbed.has(certificate.fingerprint) || climbed.size >= mostClimbed) continue
    climbed.add(certificate.fingerprint)
    context.checkTime()
    if (isSelfSigned(certificate) || context.pathOf(certificate, ever).kind === 'found') continue
    const held = issuersOf(certificate, context)
    waiting.push(...held.map(issuer => ({ certificate: issuer, depth })))
    if (held.length > 0 || depth >= issuerDepth || asked >= mostAsked) continue
    asked += 1
    const answer = await context.waitFor(async () => source.find(certificate.der))
    if (answer?.kind !== 'certificates') continue
    context.addFetched(readCertificates(answer.certificates))
    waiting.push(...issuersOf(certificate, context).map(issuer => ({ certificate: issuer, depth: depth + 1 })))
  }
}

const isSelfSigned = (certificate: Certificate): boolean => certificate.isSelfIssued && verifyIssuedBy(certificate, certificate) === 'valid'

const issuersOf = (certificate: Certificate, { certificates }: ValidationContext): Certificate[] =>
  certificates.filter(one => one !== certificate && couldHaveIssued(one, certificate) && verifyIssuedBy(certificate, one) === 'valid')

/**
 * Asks the caller's source for the status of every certificate for which the file holds no evidence that is fresh now. What does
 * not answer stays unknown. Each certificate is asked for once, within the policy's number of requests.
 */
export async function fetchMissing(tokens: readonly Token[], source: RevocationSource, context: ValidationContext): Promise<void> {
  const asked = new Set<string>()
  const waiting = tokens.flatMap(({ certificate }) => certificate === null ? [] : [certificate])
  for (let certificate = waiting.pop(); certificate !== undefined; certificate = waiting.pop()) {
    context.checkTime()
    const outcome = context.pathOf(certificate, ever)
    if (outcome.kind === 'none') continue
    for (const [index, one] of outcome.path.slice(0, -1).entries()) {
      if (asked.has(one.fingerprint) || asked.size >= context.policy.limits.requests) continue
      asked.add(one.fingerprint)
      waiting.push(...await fetchStatus(one, outcome.path[index + 1]!, { source, context }))
    }
  }
}

/** Returns delegated responders whose own status is in question. */
async function fetchStatus(certificate: Certificate, issuer: Certificate, { source, context }: { source: RevocationSource, context: ValidationContext }): Promise<Certificate[]> {
  if (exemption(certificate) !== null) return []
  const held = () => context.evidence.about(certificate, issuer, context.certificates)
  const { maximumAgeSeconds } = context.policy.revocation
  if (!held().some(({ facts }) => facts.status !== 'unknown' && isFreshAt(facts, context.now, maximumAgeSeconds))) {
    const answer = await context.waitFor(async () => source.find(certificate.der, issuer.der))
    if (answer?.kind === 'ocsp') context.evidence.add({ ocspResponses: [answer.response], crls: [] }, 'fetched')
    if (answer?.kind === 'crl') context.evidence.add({ ocspResponses: [], crls: [answer.crl] }, 'fetched')
  }
  const delegates = held().filter(({ facts }) => facts.isDelegated && !facts.noCheck).map(({ facts }) => facts.signer)
  context.addCertificates(delegates)
  return delegates.filter(delegate => verifyIssuedBy(delegate, issuer) === 'valid')
}
