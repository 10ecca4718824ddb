import type { IssuerSource, NetworkPort } from '../types.ts'
import { couldHaveIssued, readCertificate, verifyIssuedBy, type Certificate } from '../x509/index.ts'
import { readIssuers } from './read-issuers.ts'

export interface IssuerSourceOptions {
  network: NetworkPort
  now: () => Date
  /** @defaultValue 5000 for each address asked */
  timeoutMs?: number
  /** Longer answers are not read. @defaultValue 100 000 */
  maxBytes?: number
  /** How long an answer that helps is kept; one that does not is kept a minute. @defaultValue 3600 */
  cacheSeconds?: number
}

/** What an address said; without certificates, `reason` says why. */
interface Answer { certificates: Certificate[], reason: string, askedAt: number }

const limits = { addresses: 4, certificates: 20, kept: 200 }
const secondsUntilAskedAgain = 60

/**
 * Asks the addresses (http and https) at which a certificate says its issuer lies, one after the other, until one gives a certificate
 * whose key signed it. No address is asked twice within a minute, whatever it answers. Everything that does not help is `noAnswer`
 * with the reasons. Never rejects.
 */
export function createIssuerSource({ network, now, timeoutMs = 5000, maxBytes = 100_000, cacheSeconds = 3600 }: IssuerSourceOptions): IssuerSource {
  const kept = new Map<string, Answer>()
  const asking = new Map<string, Promise<Answer>>()

  const askAndKeep = async (url: string): Promise<Answer> => {
    const answer = await ask(url)
    kept.delete(url)
    if (kept.size >= limits.kept) kept.delete(kept.keys().next().value!)
    kept.set(url, answer)
    return answer
  }

  const ask = async (url: string): Promise<Answer> => {
    const askedAt = now().getTime()
    try {
      const { status, body } = await network.send({ url, method: 'GET', accept: 'application/pkix-cert, application/pkcs7-mime', maxBytes, timeoutMs })
      if (status !== 200) return { certificates: [], reason: `HTTP status ${status}`, askedAt }
      return { certificates: readIssuers(body), reason: 'no certificate at the address', askedAt }
    }
    catch {
      return { certificates: [], reason: 'no answer', askedAt }
    }
  }

  const answerOf = (url: string, certificate: Certificate): Promise<Answer> => {
    const known = kept.get(url)
    if (known !== undefined && now().getTime() < known.askedAt + 1000 * (hasIssuer(known, certificate) ? cacheSeconds : secondsUntilAskedAgain)) return Promise.resolve(known)
    const running = asking.get(url) ?? askAndKeep(url).finally(() => asking.delete(url))
    asking.set(url, running)
    return running
  }

  return {
    async find(der) {
      const certificate = readCertificate(der)
      if (certificate === null) return { kind: 'noAnswer', reason: 'unreadable certificate' }
      const reasons: string[] = []
      for (const url of certificate.known.issuerAddresses.slice(0, limits.addresses)) {
        const answer = await answerOf(url, certificate)
        if (hasIssuer(answer, certificate)) return { kind: 'certificates', certificates: issuersFirst(answer, certificate).slice(0, limits.certificates).map(one => one.der) }
        reasons.push(answer.certificates.length === 0 ? answer.reason : 'another certificate lies at the address')
      }
      return { kind: 'noAnswer', reason: reasons.join('; ') || 'the certificate names no address' }
    },
  }
}

const isIssuer = (one: Certificate, certificate: Certificate): boolean => couldHaveIssued(one, certificate) && verifyIssuedBy(certificate, one) === 'valid'
const hasIssuer = ({ certificates }: Answer, certificate: Certificate): boolean => certificates.some(one => isIssuer(one, certificate))
const issuersFirst = ({ certificates }: Answer, certificate: Certificate): Certificate[] => certificates.toSorted((a, b) => Number(isIssuer(b, certificate)) - Number(isIssuer(a, certificate)))
