import { X509Certificate, type KeyObject } from 'node:crypto'
import { join } from 'node:path'
import { createPki, type CertificateProfile, type DeclaredPki, type NameAttribute, type PkiState, type RevocationReason } from '#signing/testing'
import { StateFile } from '../state-file.ts'

export type CertificateStatus = 'valid' | 'expired' | 'revoked' | 'suspended'

/** Citizens and businesses are certified by the public line, agencies and the portal by the one for official duty. */
export type TrustLine = 'public' | 'government'

export interface CertificateOrder {
  line: TrustLine
  profile: CertificateProfile
  subject: NameAttribute[]
  publicKey: KeyObject
  notBefore: Date
  notAfter: Date
}

export interface TrustAnchorFile { label: string, pem: string }

interface StoredInfrastructure {
  /** What is issued names this address; another address means another infrastructure. */
  baseUrl: string
  pki: PkiState | null
  anchors: TrustAnchorFile[]
  /** Roots of earlier addresses: what was signed under them stays valid. */
  retired: TrustAnchorFile[]
}

export interface InfrastructureOptions { dataDir: string, baseUrl: string, now: () => Date }

const years = (count: number): number => count * 365 * 24 * 60 * 60 * 1000

/** Certification, status and time-stamps of the sandbox; keys are made at set-up and kept with the register. */
export class PublicKeyInfrastructure {
  readonly #stored: StateFile<StoredInfrastructure>
  readonly #pki: DeclaredPki
  readonly #now: () => Date
  /** Base64 of the authorities that issue now. */
  readonly #issuing: Record<TrustLine, string>
  /** What never changes of a certificate, by its base64: reading one costs more than a signature's share of the time. */
  readonly #read = new Map<string, { line: TrustLine, serialNumber: string, notAfter: Date }>()

  constructor({ dataDir, baseUrl, now }: InfrastructureOptions) {
    this.#now = now
    this.#stored = new StateFile<StoredInfrastructure>(join(dataDir, 'pki.json'), () => ({ baseUrl, pki: null, anchors: [], retired: [] }))
    const stored = this.#stored.value
    if (stored.baseUrl !== baseUrl) Object.assign(stored, { baseUrl, pki: null, retired: [...stored.retired, ...stored.anchors] })
    this.#pki = createPki({
      now,
      baseUrl,
      authorityKey: 'RSA-2048',
      // An expired certificate must have been issued by an authority that stood then.
      since: new Date(now().getTime() - years(3)),
      ...(stored.pki === null ? {} : { state: stored.pki }),
      onChange: (pki) => {
        stored.pki = pki
        this.#stored.save()
      },
    })
    this.#issuing = { public: toBase64(this.#pki.public.issuing.certificate), government: toBase64(this.#pki.government.issuing.certificate) }
    stored.pki = this.#pki.save()
    stored.anchors = this.#pki.anchors.map(({ label, certificate }) => ({ label, pem: toPem(Buffer.from(certificate).toString('base64')) }))
    this.#stored.save()
  }

  /** Base64 DER: the certificate, then its issuers without the root. */
  issue({ line, ...request }: CertificateOrder): string[] {
    const { issuing } = this.#pki[line]
    return [issuing.issue(request), issuing.certificate].map(der => Buffer.from(der).toString('base64'))
  }

  /** From a PKCS#10 request, whose self-signature proves possession of the key. @throws SigningError */
  enrol(csr: Uint8Array, { line, ...request }: Omit<CertificateOrder, 'publicKey'>): string[] {
    const { issuing } = this.#pki[line]
    return [issuing.enrol(csr, request), issuing.certificate].map(der => Buffer.from(der).toString('base64'))
  }

  revoke(certificate: string, reason: RevocationReason): void {
    const { line, serialNumber } = this.#find(certificate)
    this.#pki[line].issuing.revoke(serialNumber, { reason })
  }

  release(certificate: string): void {
    const { line, serialNumber } = this.#find(certificate)
    this.#pki[line].issuing.release(serialNumber)
  }

  statusOf(certificate: string): CertificateStatus {
    const { line, serialNumber, notAfter } = this.#find(certificate)
    const entry = this.#pki[line].issuing.statusOf(serialNumber)
    if (entry !== null && entry.revokedAt !== null) return entry.reason === 'certificateHold' ? 'suspended' : 'revoked'
    return notAfter < this.#now() ? 'expired' : 'valid'
  }

  /** False for a chain that an earlier infrastructure issued. */
  isOurs(chain: readonly string[]): boolean {
    return Object.values(this.#issuing).includes(chain[1] ?? '')
  }

  get anchors(): TrustAnchorFile[] {
    return [...this.#stored.value.anchors, ...this.#stored.value.retired]
  }

  handle(request: { path: string, body: Uint8Array | null }): ReturnType<DeclaredPki['handle']> {
    return this.#pki.handle(request)
  }

  /** DER TimeStampToken from the authority of the official line. */
  timestamp(digest: Uint8Array, hash: 'SHA-256' | 'SHA-384' | 'SHA-512', nonce: bigint | null = null): Uint8Array {
    return this.#pki.government.timestamp.token(digest, hash, nonce)
  }

  #find(certificate: string): { line: TrustLine, serialNumber: string, notAfter: Date } {
    const known = this.#read.get(certificate)
    if (known !== undefined) return known
    const { issuer, serialNumber, validToDate } = new X509Certificate(Buffer.from(certificate, 'base64'))
    const line = new X509Certificate(this.#pki.public.issuing.certificate).subject === issuer ? 'public' as const : 'government' as const
    const found = { line, serialNumber: serialNumber.toLowerCase(), notAfter: validToDate }
    this.#read.set(certificate, found)
    return found
  }
}

const toBase64 = (der: Uint8Array): string => Buffer.from(der).toString('base64')

export function toPem(base64: string): string {
  return `-----BEGIN CERTIFICATE-----\n${base64.match(/.{1,64}/g)?.join('\n')}\n-----END CERTIFICATE-----\n`
}
