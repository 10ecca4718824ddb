import {
  completeSignature, createRevocationSource, createTimestampSource, extendSignature, prepareSignature, type CompletionOptions, type EvidenceOptions, type HashAlgorithm, type NetworkPort, type PadesLevel,
  type RevocationSource, type SignatureAlgorithm, type SignatureOptions, type TimestampSource, type TrustAnchor,
} from '#signing'
import {
  createCertificateAuthority, createPki, createTimestampAuthority, generateKey, samplePdf, signWith, type CertificateAuthority, type CertificateRequest, type DeclaredPki, type KeySpec, type NameAttribute,
  type TestKey,
} from '#signing/testing'

/** Who signs: key, certificate with its issuers, and how. */
export interface Signatory { key: TestKey, certificates: Uint8Array[], algorithm: SignatureAlgorithm, hash: HashAlgorithm }
export type SigningOptions = Partial<SignatureOptions> & { level?: PadesLevel, completion?: CompletionOptions }

const keys = new Map<KeySpec, TestKey>()
/** One key of each kind for all signatories: making RSA keys is what would take time here, and no case is about the key's owner. */
export function keyOf(spec: KeySpec): TestKey {
  const known = keys.get(spec) ?? generateKey(spec)
  keys.set(spec, known)
  return known
}

export const minutes = (count: number): number => count * 60_000
export const days = (count: number): number => count * 86_400_000
export const years = (count: number): number => days(365.25 * count)

/** The declared PKI with a clock that the case moves: certificates, evidence and time-stamps as over HTTP, in one process. */
export class World {
  readonly begin = new Date('2026-03-02T08:00:00Z')
  now: Date
  readonly pki: DeclaredPki
  readonly network: NetworkPort
  readonly clock = (): Date => this.now

  constructor() {
    this.now = this.begin
    this.pki = createPki({ now: this.clock, baseUrl: 'http://pki.test/pki', since: new Date('2025-01-01T00:00:00Z') })
    this.network = { send: async ({ url, body }) => this.pki.handle({ path: new URL(url).pathname.slice('/pki'.length), body: body ?? null }) }
  }

  get anchors(): TrustAnchor[] {
    return this.pki.anchors
  }

  get issuing(): CertificateAuthority {
    return this.pki.public.issuing
  }

  pass(milliseconds: number): Date {
    this.now = new Date(this.now.getTime() + milliseconds)
    return this.now
  }

  /** Evidence as it is now: nothing is remembered from before. */
  source(): RevocationSource {
    return createRevocationSource({ network: this.network, now: this.clock })
  }

  evidence(issuers?: Uint8Array[]): EvidenceOptions {
    return { revocation: this.source(), ...(issuers === undefined ? {} : { issuers }) }
  }

  timestamp(line: 'public' | 'government' = 'public'): TimestampSource {
    return createTimestampSource({ url: `http://pki.test/pki/${line}/tsa`, network: this.network })
  }

  person({ authority = this.issuing, spec = 'P-256', algorithm = 'ECDSA', hash = 'SHA-256', ...request }: Partial<CertificateRequest> & { authority?: CertificateAuthority, spec?: KeySpec, algorithm?: SignatureAlgorithm, hash?: HashAlgorithm } = {}): Signatory {
    const key = keyOf(spec)
    const subject: NameAttribute[] = [['C', 'VN'], ['CN', 'NGUYỄN VĂN AN'], ['UID', 'CCCD:001000000001']]
    const certificate = authority.issue({ subject, publicKey: key.publicKey, profile: 'person', ...request })
    return { key, certificates: [certificate, ...authority.chain], algorithm, hash }
  }

  /** An authority below another one, with addresses of its own nowhere: its evidence is what the case makes. */
  authority(name: string, parent: CertificateAuthority, request: Partial<CertificateRequest> = {}): CertificateAuthority {
    const key = generateKey('P-256')
    const certificate = parent.issue({ subject: [['C', 'VN'], ['CN', name]], publicKey: key.publicKey, profile: 'authority', ...request })
    return createCertificateAuthority({ key, certificates: [certificate, ...parent.chain], now: this.clock })
  }

  /** A time-stamp authority of the case's own. */
  stamper(authority: CertificateAuthority = this.issuing, request: Partial<CertificateRequest> & { clock?: () => Date } = {}): TimestampSource & { certificate: Uint8Array } {
    const { clock = this.clock, ...rest } = request
    const key = generateKey('P-256')
    const certificate = authority.issue({ subject: [['C', 'VN'], ['CN', 'Another TSA']], publicKey: key.publicKey, profile: 'timestamp', ...rest })
    const tsa = createTimestampAuthority({ key, certificates: [certificate, ...authority.chain], now: clock })
    return { certificate, timestamp: async (digest, hash) => tsa.token(digest, hash) }
  }

  completion(level: PadesLevel): CompletionOptions {
    if (level === 'B-B') return {}
    const timestamp = this.timestamp()
    return level === 'B-T' ? { timestamp } : { timestamp, evidence: this.evidence(), archive: level === 'B-LTA' }
  }

  async sign(pdf: Uint8Array, signatory: Signatory, { level = 'B-B', completion, ...options }: SigningOptions = {}): Promise<Uint8Array> {
    const { key, certificates, algorithm, hash } = signatory
    const { pdf: prepared, prepared: preparation } = prepareSignature(pdf, { certificates, algorithm, hash, signingTime: this.now, ...options })
    const value = signWith(key, Buffer.from(preparation.signedAttributes, 'base64'), { hash, algorithm })
    return completeSignature(prepared, preparation, value, completion ?? this.completion(level))
  }

  /** Renews or raises what is signed, with evidence as of now. */
  extend(pdf: Uint8Array, { archive = true, timestamp = this.timestamp() }: { archive?: boolean, timestamp?: TimestampSource } = {}): Promise<Uint8Array> {
    return extendSignature(pdf, { timestamp, evidence: this.evidence(), archive })
  }
}

export const page = (): Uint8Array => samplePdf()
