import { judgeCrl, judgeOcsp, parseCrl, parseOcspResponse, type StatusFacts, type StatusOutcome } from '../revocation/index.ts'
import { fingerprintOf, schemeOf, type Certificate, type SignatureScheme } from '../x509/index.ts'

/** OCSP responses and lists as they were found; DER. */
export interface RawEvidence { ocspResponses: readonly Uint8Array[], crls: readonly Uint8Array[] }

/** What one piece of evidence says about one certificate, and where it came from. */
export interface StatusEvidence {
  facts: StatusFacts
  fingerprint: string
  origin: 'embedded' | 'fetched'
  /** How the evidence itself is signed; null when the library does not know the algorithm. */
  scheme: SignatureScheme | null
}

/** Enough of a response or list to know whom to ask about it, without reading it again. */
interface Outline {
  fingerprint: string
  kind: 'ocsp' | 'crl'
  scheme: SignatureScheme | null
  /** OCSP: serial numbers (hex of the INTEGER) that it speaks about. */
  serials: ReadonlySet<string>
  /** CRL: canonical name of its issuer. */
  issuer: string
}
interface Held { outline: Outline, bytes: Uint8Array, origin: StatusEvidence['origin'] }

/** All evidence of one validation; each piece once. */
export class EvidencePool {
  readonly #held = new Map<string, Held>()
  readonly #most: number
  readonly #answers = new Map<string, StatusEvidence[]>()

  constructor(most: number) {
    this.#most = most
  }

  add({ ocspResponses, crls }: RawEvidence, origin: StatusEvidence['origin']): void {
    for (const bytes of ocspResponses) this.#hold('ocsp', bytes, origin)
    for (const bytes of crls) this.#hold('crl', bytes, origin)
  }

  get fingerprints(): IterableIterator<string> {
    return this.#held.keys()
  }

  /**
   * Everything that soundly signed evidence says about a certificate, newest first. Whether the signer of a list that is not the
   * issuer is trusted, the caller must find out.
   */
  about(certificate: Certificate, issuer: Certificate, candidates: readonly Certificate[]): StatusEvidence[] {
    const key = certificate.fingerprint + issuer.fingerprint
    const known = this.#answers.get(key)
    if (known !== undefined) return known
    const serial = Buffer.from(certificate.serialBytes).toString('hex')
    const issuers = new Set([certificate.issuer.canonical, ...certificate.known.crlDistributionPoints.flatMap(point => point.crlIssuer.map(name => name.canonical))])
    const found: StatusEvidence[] = []
    for (const { outline, bytes, origin } of this.#held.values()) {
      const isAbout = outline.kind === 'ocsp' ? outline.serials.has(serial) : issuers.has(outline.issuer)
      const outcome = isAbout ? ask(outline, bytes, { certificate, issuer, candidates }) : null
      if (outcome?.kind === 'facts') found.push({ facts: outcome.facts, fingerprint: outline.fingerprint, origin, scheme: outline.scheme })
    }
    found.sort((one, other) => other.facts.thisUpdate.getTime() - one.facts.thisUpdate.getTime())
    this.#answers.set(key, found)
    return found
  }

  #hold(kind: Outline['kind'], bytes: Uint8Array, origin: StatusEvidence['origin']): void {
    if (this.#held.size >= this.#most) return
    const outline = outlineOf(kind, bytes)
    if (outline === null || this.#held.has(outline.fingerprint)) return
    this.#held.set(outline.fingerprint, { outline, bytes, origin })
    this.#answers.clear()
  }
}

const mostOutlines = 4096
const outlines = new Map<string, Outline | null>()

/** Null for what is neither a response nor a list. Kept by fingerprint: authorities repeat themselves. */
function outlineOf(kind: Outline['kind'], bytes: Uint8Array): Outline | null {
  const fingerprint = fingerprintOf(bytes)
  const known = outlines.get(kind + fingerprint)
  if (known !== undefined) return known
  const outline = readOutline(kind, bytes, fingerprint)
  if (outlines.size >= mostOutlines) outlines.delete(outlines.keys().next().value!)
  outlines.set(kind + fingerprint, outline)
  return outline
}

function readOutline(kind: Outline['kind'], bytes: Uint8Array, fingerprint: string): Outline | null {
  try {
    if (kind === 'crl') {
      const { issuer, signatureAlgorithm } = parseCrl(bytes)
      return { fingerprint, kind, scheme: schemeOf(signatureAlgorithm), serials: new Set(), issuer: issuer.canonical }
    }
    const { responses, signatureAlgorithm } = parseOcspResponse(Uint8Array.from(bytes))
    return { fingerprint, kind, scheme: schemeOf(signatureAlgorithm), serials: new Set(responses.map(one => Buffer.from(one.serialBytes).toString('hex'))), issuer: '' }
  }
  catch {
    return null
  }
}

const mostAnswers = 8192
const answers = new Map<string, StatusOutcome>()

function ask({ kind, fingerprint }: Outline, bytes: Uint8Array, { certificate, issuer, candidates }: { certificate: Certificate, issuer: Certificate, candidates: readonly Certificate[] }): StatusOutcome {
  const key = fingerprint + certificate.fingerprint + issuer.fingerprint
  const known = answers.get(key)
  if (known !== undefined) return known
  const outcome = kind === 'ocsp' ? judgeOcsp({ response: Uint8Array.from(bytes), certificate, issuer }) : judgeCrl({ crl: bytes, certificate, issuer, candidates })
  // What rests on a file's own candidates is not kept: another file may bring better ones.
  const restsOnCandidates = kind === 'crl' && (outcome.kind === 'refused' || outcome.facts.isDelegated)
  if (restsOnCandidates) return outcome
  if (answers.size >= mostAnswers) answers.delete(answers.keys().next().value!)
  answers.set(key, outcome)
  return outcome
}

/** Last moment at which evidence speaks about a certificate's status, in the words of its authority; without nextUpdate, for `maximumAgeSeconds`. */
export const freshUntil = ({ thisUpdate, nextUpdate }: StatusFacts, maximumAgeSeconds: number): Date => nextUpdate ?? new Date(thisUpdate.getTime() + maximumAgeSeconds * 1000)
