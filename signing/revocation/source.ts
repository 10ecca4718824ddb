import { randomBytes } from 'node:crypto'
import { readCertificate, webAddresses, type Certificate } from '../x509/index.ts'
import type { NetworkPort, NetworkRequest, RevocationEvidence, RevocationSource } from '../types.ts'
import { judgeCrl } from './judge-crl.ts'
import { encodeOcspRequest, judgeOcsp } from './ocsp.ts'
import { isFreshAt, type StatusOutcome } from './status.ts'

export interface RevocationSourceOptions {
  network: NetworkPort
  now: () => Date
  /** @defaultValue 10 000 for each address asked */
  timeoutMs?: number
  /** Lists longer than this are not read. @defaultValue 32 MiB */
  maxCrlBytes?: number
  /** How long an answer is kept at most; never beyond its nextUpdate. @defaultValue 3600 */
  cacheSeconds?: number
  /** @defaultValue node:crypto's generator */
  random?: (bytes: number) => Uint8Array
}

interface Kept { evidence: RevocationEvidence, until: number, producedAt: number }

const mostKept = 5000

/**
 * Asks the addresses that a certificate names: OCSP first, then lists. Only fresh evidence that is soundly signed and says "good" or
 * "revoked" is handed on; everything else is `noAnswer` with the reason. Never rejects.
 */
export function createRevocationSource(options: RevocationSourceOptions): RevocationSource {
  const { now, cacheSeconds = 3600 } = options
  const kept = new Map<string, Kept>()
  const asking = new Map<string, Promise<RevocationEvidence>>()

  const askAndKeep = async (key: string, certificate: Certificate, issuer: Certificate): Promise<RevocationEvidence> => {
    const { evidence, nextUpdate, producedAt } = await new Inquiry(options, certificate, issuer).run()
    if (evidence.kind !== 'noAnswer') {
      if (kept.size >= mostKept) kept.delete(kept.keys().next().value!)
      kept.set(key, { evidence, until: Math.min(now().getTime() + cacheSeconds * 1000, nextUpdate?.getTime() ?? Infinity), producedAt: producedAt?.getTime() ?? 0 })
    }
    return evidence
  }

  return {
    async find(certificateDer, issuerDer, issuedAfter) {
      const [certificate, issuer] = [readCertificate(certificateDer), readCertificate(issuerDer)]
      if (certificate === null || issuer === null) return { kind: 'noAnswer', reason: 'unreadable certificate' }
      const key = certificate.fingerprint + issuer.fingerprint
      const known = kept.get(key)
      if (known !== undefined && known.until > now().getTime() && !couldBeLater(known, issuedAfter)) return known.evidence
      const running = asking.get(key) ?? askAndKeep(key, certificate, issuer).finally(() => asking.delete(key))
      asking.set(key, running)
      return running
    },
  }
}

/** A responder answers anew each time, with whole seconds; a list comes out when it comes out. */
const couldBeLater = ({ evidence, producedAt }: Kept, issuedAfter: Date | undefined): boolean =>
  evidence.kind === 'ocsp' && issuedAfter !== undefined && producedAt <= issuedAfter.getTime()

const mostAddresses = 4

/** One question, asked at one address after the other until one answers. */
class Inquiry {
  readonly #options: RevocationSourceOptions
  readonly #certificate: Certificate
  readonly #issuer: Certificate
  readonly #reasons: string[] = []

  constructor(options: RevocationSourceOptions, certificate: Certificate, issuer: Certificate) {
    this.#options = options
    this.#certificate = certificate
    this.#issuer = issuer
  }

  async run(): Promise<{ evidence: RevocationEvidence, nextUpdate: Date | null, producedAt: Date | null }> {
    const { ocspAddresses, crlDistributionPoints } = this.#certificate.known
    for (const url of ocspAddresses.slice(0, mostAddresses)) {
      const found = await this.#askOcsp(url)
      if (found !== null) return found
    }
    for (const url of webAddresses(crlDistributionPoints.flatMap(point => point.fullName)).slice(0, mostAddresses)) {
      const found = await this.#askCrl(url)
      if (found !== null) return found
    }
    return { evidence: { kind: 'noAnswer', reason: this.#reasons.join('; ') || 'the certificate names no address' }, nextUpdate: null, producedAt: null }
  }

  async #askOcsp(url: string) {
    const nonce = (this.#options.random ?? randomBytes)(16)
    const body = encodeOcspRequest(this.#certificate, this.#issuer, nonce)
    const response = await this.#send({ url, method: 'POST', contentType: 'application/ocsp-request', accept: 'application/ocsp-response', body, maxBytes: 100_000, timeoutMs: this.#options.timeoutMs ?? 10_000 })
    if (response === null) return null
    return this.#accept(judgeOcsp({ response, certificate: this.#certificate, issuer: this.#issuer, nonce }), { kind: 'ocsp', response })
  }

  async #askCrl(url: string) {
    const answer = await this.#send({ url, method: 'GET', accept: 'application/pkix-crl', maxBytes: this.#options.maxCrlBytes ?? 32 * 1024 * 1024, timeoutMs: this.#options.timeoutMs ?? 10_000 })
    if (answer === null) return null
    const crl = fromPem(answer)
    return this.#accept(judgeCrl({ crl, certificate: this.#certificate, issuer: this.#issuer }), { kind: 'crl', crl })
  }

  #accept(outcome: StatusOutcome, evidence: RevocationEvidence) {
    if (outcome.kind === 'refused') return this.#note(`${evidence.kind}: ${outcome.reason}`)
    const { facts } = outcome
    if (facts.status === 'unknown') return this.#note(`${evidence.kind}: the authority does not know the certificate`)
    if (!isFreshAt(facts, this.#options.now())) return this.#note(`${evidence.kind}: the answer is not fresh`)
    return { evidence, nextUpdate: facts.nextUpdate, producedAt: facts.producedAt }
  }

  async #send(request: NetworkRequest): Promise<Uint8Array | null> {
    try {
      const { status, body } = await this.#options.network.send(request)
      return status === 200 ? body : this.#note(`HTTP status ${status}`)
    }
    catch {
      return this.#note('no answer')
    }
  }

  #note(reason: string): null {
    this.#reasons.push(reason)
    return null
  }
}

/** Some authorities publish their list as PEM. */
function fromPem(bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== 0x2d) return bytes
  const text = Buffer.from(bytes).toString('latin1')
  return Buffer.from(/-----BEGIN X509 CRL-----([\s\S]*?)-----END/.exec(text)?.[1] ?? '', 'base64')
}
